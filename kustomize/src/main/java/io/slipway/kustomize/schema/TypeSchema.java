package io.slipway.kustomize.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of a type that patches care about. Immutable once its schema is built. */
public final class TypeSchema {

    /** A type of which nothing is known. */
    public static final TypeSchema UNKNOWN = new TypeSchema(Map.of(), Optional.empty());

    private final Map<String, Field> fields;
    private final Optional<Field> anyField;

    /** The fields by name, and what all other fields are. The map is used as it is. */
    TypeSchema(Map<String, Field> fields, Optional<Field> anyField) {
        this.fields = fields;
        this.anyField = anyField;
    }

    /** What is known of a field. */
    public Optional<Field> field(String name) {
        var field = fields.get(name);
        return field != null ? Optional.of(field) : anyField;
    }

    /**
     * A field.
     *
     * @param type of its value, or of the elements of its list; looked up late, for types may be
     *     recursive
     * @param strategy patch strategy; empty when it has none
     * @param keys by which elements of its list are merged; empty for lists of plain values
     */
    public record Field(
            java.util.function.Supplier<TypeSchema> type, String strategy, List<String> keys) {
        /** Whether elements of the list are merged rather than replaced. */
        public boolean isMerged() {
            return strategy.equals("merge")
                    || strategy.startsWith("merge,")
                    || strategy.endsWith(",merge");
        }
    }
}
