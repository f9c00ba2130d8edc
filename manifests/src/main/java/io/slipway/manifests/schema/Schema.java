package io.slipway.manifests.schema;

import io.slipway.manifests.Trees;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The type of a value in an object's tree. Immutable (fields of structs are worked out when first
 * asked for, since types refer to each other) and safe for several threads.
 */
public final class Schema {

    /** The kinds of values; {@code ANY} is everything, with nothing known about what is in it. */
    public enum Kind {
        ANY,
        STRING,
        INTEGER,
        LONG,
        NUMBER,
        BOOLEAN,
        INT_OR_STRING,
        QUANTITY,
        TIME,
        BYTES,
        LIST,
        MAP,
        STRUCT
    }

    private static final Schema ANY = scalar(Kind.ANY);

    private final Kind kind;
    private final String typeName;
    private final Supplier<Map<String, Field>> fieldSource;
    private final Optional<Schema> element;
    private final ListType listType;
    private final List<String> listKeys;
    private final boolean atomic;
    private final boolean keepsUnknown;
    private volatile @Nullable Map<String, Field> fields;

    private Schema(
            Kind kind,
            String typeName,
            Supplier<Map<String, Field>> fieldSource,
            Optional<Schema> element,
            ListType listType,
            List<String> listKeys,
            boolean atomic,
            boolean keepsUnknown) {
        this.kind = kind;
        this.typeName = typeName;
        this.fieldSource = fieldSource;
        this.element = element;
        this.listType = listType;
        this.listKeys = List.copyOf(listKeys);
        this.atomic = atomic;
        this.keepsUnknown = keepsUnknown;
    }

    /** A type about which nothing is known: maps merge by key, lists are one value. */
    public static Schema any() {
        return ANY;
    }

    static Schema scalar(Kind kind) {
        return new Schema(
                kind,
                "",
                Map::of,
                Optional.empty(),
                ListType.ATOMIC,
                List.of(),
                false,
                kind == Kind.ANY);
    }

    static Schema list(Schema element, ListType type, List<String> keys) {
        return new Schema(Kind.LIST, "", Map::of, Optional.of(element), type, keys, false, false);
    }

    static Schema map(Schema value, boolean atomic) {
        return new Schema(
                Kind.MAP,
                "",
                Map::of,
                Optional.of(value),
                ListType.ATOMIC,
                List.of(),
                atomic,
                false);
    }

    static Schema struct(
            String typeName,
            Supplier<Map<String, Field>> fields,
            boolean atomic,
            boolean keepsUnknown) {
        return new Schema(
                Kind.STRUCT,
                typeName,
                fields,
                Optional.empty(),
                ListType.ATOMIC,
                List.of(),
                atomic,
                keepsUnknown);
    }

    Schema asAtomic() {
        return new Schema(
                kind, typeName, this::fields, element, listType, listKeys, true, keepsUnknown);
    }

    /**
     * The type that a custom resource's structural schema describes.
     *
     * @param openApi {@code openAPIV3Schema} of a version of a CustomResourceDefinition
     */
    public static Schema ofCustom(Map<String, Object> openApi) {
        return CustomSchema.root(openApi);
    }

    public Kind kind() {
        return kind;
    }

    /**
     * The published name of a struct, such as {@code io.k8s.api.core.v1.Pod}; empty when it has
     * none.
     */
    public String typeName() {
        return typeName;
    }

    /** The fields of a struct by name, sorted; empty for everything else. */
    public Map<String, Field> fields() {
        var known = fields;
        if (known == null) {
            known = fieldSource.get();
            fields = known;
        }
        return known;
    }

    public Optional<Field> field(String name) {
        return Optional.ofNullable(fields().get(name));
    }

    /** The type of a list's elements or of a map's values; anything for other kinds. */
    public Schema element() {
        return element.orElse(ANY);
    }

    /** The type of the value under a key of a struct or a map. */
    public Schema child(String key) {
        var field = fields().get(key);
        return field != null ? field.schema() : element();
    }

    public ListType listType() {
        return listType;
    }

    /** The keys by which the elements of a {@link ListType#MAP} list are told apart. */
    public List<String> listKeys() {
        return listKeys;
    }

    /** Whether a map or struct is owned and replaced as one value. */
    public boolean atomic() {
        return atomic;
    }

    /** Whether fields that a struct does not know are kept. */
    public boolean keepsUnknown() {
        return keepsUnknown;
    }

    /**
     * What a server's decoded but empty object of this type holds: the structs that are always
     * there, and in them the values that are never left out.
     */
    public Map<String, Object> empty() {
        var tree = new LinkedHashMap<String, Object>();
        for (var field : fields().values()) {
            if (field.schema().kind() == Kind.STRUCT
                    && field.defaultValue().flatMap(Trees::map).filter(Map::isEmpty).isPresent()) {
                tree.put(field.name(), field.schema().empty());
            } else if (field.defaultValue()
                    .filter(d -> d.equals(0L) || d.equals("") || d.equals(false))
                    .isPresent()) {
                // A zero as default means that the value is written even when it is zero.
                tree.put(field.name(), field.defaultValue().get());
            } else if (field.required()
                    && (field.schema().kind() == Kind.INTEGER
                            || field.schema().kind() == Kind.LONG)) {
                tree.put(field.name(), 0L);
            } else if (field.required() && field.schema().kind() == Kind.LIST) {
                tree.put(field.name(), null);
            }
        }
        return tree;
    }

    @Override
    public String toString() {
        return kind + (typeName.isEmpty() ? "" : " " + typeName);
    }
}
