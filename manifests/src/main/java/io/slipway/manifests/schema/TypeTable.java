package io.slipway.manifests.schema;

import io.slipway.manifests.GroupKind;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.schema.Schema.Kind;
import io.slipway.manifests.yaml.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Kubernetes' built-in types, in the versions that are generally available.
 *
 * <p>Reading the table takes milliseconds; a type's fields are parsed when first asked for.
 * Immutable to its users and safe for several threads.
 */
public final class TypeTable {

    private static final class Kubernetes {
        static final TypeTable TABLE = load("kubernetes.types");
    }

    private final List<ResourceType> resources;
    private final Map<GroupVersionKind, ResourceType> byType = new HashMap<>();
    private final Map<GroupVersionKind, String> typeNames;
    private final Map<String, List<String>> definitions;
    private final Map<String, Schema> structs = new ConcurrentHashMap<>();

    private TypeTable(
            List<ResourceType> resources,
            Map<GroupVersionKind, String> typeNames,
            Map<String, List<String>> definitions) {
        this.resources = List.copyOf(resources);
        this.typeNames = Map.copyOf(typeNames);
        this.definitions = Map.copyOf(definitions);
        resources.forEach(r -> byType.putIfAbsent(r.type(), r));
    }

    /** The Kubernetes version that the table describes. */
    public static String version() {
        return "1.36.3";
    }

    /** The built-in types of that version. */
    public static TypeTable kubernetes() {
        return Kubernetes.TABLE;
    }

    /** All resources, in the order in which a server lists groups, versions and resources. */
    public List<ResourceType> resources() {
        return resources;
    }

    public Optional<ResourceType> resource(GroupVersionKind type) {
        return Optional.ofNullable(byType.get(type));
    }

    /**
     * Whether objects of a built-in kind live in namespaces, whatever the version; empty if
     * unknown.
     */
    public Optional<Boolean> namespaced(GroupKind kind) {
        return resources.stream()
                .filter(r -> r.type().groupKind().equals(kind))
                .findFirst()
                .map(ResourceType::namespaced);
    }

    /** What an object of that type looks like; empty for types that are not built in. */
    public Optional<Schema> schema(GroupVersionKind type) {
        return Optional.ofNullable(typeNames.get(type)).map(this::struct);
    }

    /** A struct by its published name, such as {@code io.k8s.api.core.v1.PodSpec}. */
    public Optional<Schema> type(String name) {
        return definitions.containsKey(name) ? Optional.of(struct(name)) : Optional.empty();
    }

    private Schema struct(String name) {
        var known = structs.get(name);
        if (known != null) {
            return known;
        }
        var lines = definitions.getOrDefault(name, List.of("T"));
        var head = lines.getFirst();
        boolean open = head.endsWith("\topen");
        var made =
                Schema.struct(
                        name,
                        () -> fields(lines.subList(1, lines.size())),
                        head.contains("\tatomic"),
                        open);
        structs.put(name, made);
        return made;
    }

    private Map<String, Field> fields(List<String> lines) {
        var fields = new TreeMap<String, Field>();
        for (var line : lines) {
            var parts = line.split("\t");
            fields.put(parts[1], field(parts));
        }
        return fields;
    }

    private Field field(String[] parts) {
        var flags = new HashMap<String, String>();
        for (int i = 3; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            flags.put(
                    equals < 0 ? parts[i] : parts[i].substring(0, equals),
                    equals < 0 ? "" : parts[i].substring(equals + 1));
        }
        var strategies = List.of(flags.getOrDefault("ps", "").split(","));
        var mergeKey = flags.getOrDefault("mk", "");
        boolean merge = strategies.contains("merge");
        return new Field(
                parts[1],
                schema(parts[2], flags, merge, mergeKey),
                flags.containsKey("!"),
                Optional.ofNullable(flags.get("d")).map(d -> Objects.requireNonNull(Json.read(d))),
                merge,
                strategies.contains("retainKeys"),
                mergeKey);
    }

    private Schema schema(String type, Map<String, String> flags, boolean merge, String mergeKey) {
        boolean atomic = "atomic".equals(flags.get("mt"));
        return switch (type.charAt(0)) {
            case '[' -> list(type, flags, merge, mergeKey);
            case '{' -> Schema.map(plain(type.substring(1, type.length() - 1)), atomic);
            case '@' -> atomic ? struct(type.substring(1)).asAtomic() : struct(type.substring(1));
            default -> plain(type);
        };
    }

    private Schema list(String type, Map<String, String> flags, boolean merge, String mergeKey) {
        var element = plain(type.substring(1, type.length() - 1));
        return switch (flags.getOrDefault("lt", "")) {
            case "map" ->
                    Schema.list(
                            element,
                            ListType.MAP,
                            List.of(flags.getOrDefault("lk", "").split(",")));
            case "set" -> Schema.list(element, ListType.SET, List.of());
            case "atomic" -> Schema.list(element, ListType.ATOMIC, List.of());
            default -> {
                if (!merge) {
                    yield Schema.list(element, ListType.ATOMIC, List.of());
                }
                yield mergeKey.isEmpty()
                        ? Schema.list(element, ListType.SET, List.of())
                        : Schema.list(element, ListType.MAP, List.of(mergeKey));
            }
        };
    }

    private Schema plain(String type) {
        return switch (type.charAt(0)) {
            case 's' -> Schema.scalar(Kind.STRING);
            case 'i' -> Schema.scalar(Kind.INTEGER);
            case 'l' -> Schema.scalar(Kind.LONG);
            case 'n' -> Schema.scalar(Kind.NUMBER);
            case 'b' -> Schema.scalar(Kind.BOOLEAN);
            case 'x' -> Schema.scalar(Kind.INT_OR_STRING);
            case 'q' -> Schema.scalar(Kind.QUANTITY);
            case 't' -> Schema.scalar(Kind.TIME);
            case 'y' -> Schema.scalar(Kind.BYTES);
            case 'r' -> Schema.any().asAtomic();
            case '@' -> struct(type.substring(1));
            case '[' ->
                    Schema.list(
                            plain(type.substring(1, type.length() - 1)),
                            ListType.ATOMIC,
                            List.of());
            case '{' -> Schema.map(plain(type.substring(1, type.length() - 1)), false);
            default -> Schema.any();
        };
    }

    private static TypeTable load(String name) {
        try (var in = TypeTable.class.getResourceAsStream(name)) {
            var reader =
                    new BufferedReader(
                            new InputStreamReader(
                                    Objects.requireNonNull(in, name), StandardCharsets.UTF_8));
            return parse(reader.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TypeTable parse(List<String> lines) {
        var resources = new ArrayList<ResourceType>();
        var typeNames = new LinkedHashMap<GroupVersionKind, String>();
        var definitions = new HashMap<String, List<String>>();
        int start = -1;
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            switch (line.charAt(0)) {
                case 'R' -> {
                    var p = line.split("\t");
                    var type = new GroupVersionKind(p[1], p[2], p[3]);
                    if (p.length > 10) {
                        typeNames.put(type, p[10]);
                    }
                    resources.add(
                            new ResourceType(
                                    type,
                                    p[4],
                                    p[5],
                                    p[6].equals("N"),
                                    words(p[7]),
                                    words(p[8]),
                                    words(p[9]),
                                    List.of()));
                }
                case 'S' ->
                        resources.set(
                                resources.size() - 1,
                                withSubresource(resources.getLast(), line.split("\t")));
                case 'T' -> {
                    if (start >= 0) {
                        define(definitions, lines.subList(start, i));
                    }
                    start = i;
                }
                default -> {}
            }
        }
        define(definitions, lines.subList(start, lines.size()));
        return new TypeTable(resources, typeNames, definitions);
    }

    private static void define(Map<String, List<String>> definitions, List<String> lines) {
        definitions.put(lines.getFirst().split("\t")[1], lines);
    }

    private static ResourceType withSubresource(ResourceType r, String[] p) {
        var subresources = new ArrayList<>(r.subresources());
        subresources.add(
                new ResourceType.Subresource(
                        p[1], new GroupVersionKind(p[2], p[3], p[4]), words(p[5])));
        return new ResourceType(
                r.type(),
                r.plural(),
                r.singular(),
                r.namespaced(),
                r.shortNames(),
                r.categories(),
                r.verbs(),
                subresources);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(","));
    }
}
