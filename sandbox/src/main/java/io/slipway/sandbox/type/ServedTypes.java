package io.slipway.sandbox.type;

import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.Trees;
import io.slipway.manifests.schema.ResourceType;
import io.slipway.manifests.schema.Schema;
import io.slipway.manifests.schema.TypeTable;
import io.slipway.sandbox.cel.Rules;
import io.slipway.sandbox.store.ResourceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** All resources that are served now. Safe for several threads. */
public final class ServedTypes {

    private static final List<String> CUSTOM_VERBS =
            List.of(
                    "delete",
                    "deletecollection",
                    "get",
                    "list",
                    "patch",
                    "create",
                    "update",
                    "watch");
    private static final List<String> PART_VERBS = List.of("get", "patch", "update");
    private static final Pattern VERSION = Pattern.compile("v(\\d+)(?:(alpha|beta)(\\d+))?");

    private record Path(String group, String version, String plural) {}

    private record All(Map<Path, ServedType> byPath, Map<GroupVersionKind, ServedType> byKind) {}

    private final Map<Path, ServedType> builtIn = new LinkedHashMap<>();
    private final Map<ResourceId, ServedType> builtInStorage = new LinkedHashMap<>();
    private final Map<String, List<ServedType>> custom = new TreeMap<>();
    private final Map<ResourceId, ServedType> customStorage =
            new TreeMap<>(java.util.Comparator.comparing(ResourceId::toString));
    private volatile All all;

    /** With Kubernetes' built-in types. */
    public ServedTypes() {
        var table = TypeTable.kubernetes();
        for (var resource : table.resources()) {
            var kind = resource.type();
            var id =
                    kind.group().equals("events.k8s.io")
                            ? new ResourceId("", "events")
                            : new ResourceId(kind.group(), resource.plural());
            var type =
                    new ServedType(
                            id,
                            resource,
                            table.schema(kind).orElse(Schema.any()),
                            Optional.empty());
            builtIn.put(new Path(kind.group(), kind.version(), resource.plural()), type);
            builtInStorage.putIfAbsent(id, type);
        }
        all = assemble();
    }

    private All assemble() {
        var byPath = new LinkedHashMap<>(builtIn);
        custom.values()
                .forEach(versions ->
                        versions.forEach(t ->
                                byPath.put(
                                        new Path(t.group(), t.kind().version(), t.plural()), t)));
        var byKind = new LinkedHashMap<GroupVersionKind, ServedType>();
        byPath.values().forEach(t -> byKind.putIfAbsent(t.kind(), t));
        return new All(byPath, byKind);
    }

    public Optional<ServedType> find(String group, String version, String plural) {
        return Optional.ofNullable(all.byPath().get(new Path(group, version, plural)));
    }

    public Optional<ServedType> find(GroupVersionKind kind) {
        return Optional.ofNullable(all.byKind().get(kind));
    }

    /** The version in which a resource's objects are kept. */
    public synchronized Optional<ServedType> storage(ResourceId id) {
        var found = builtInStorage.get(id);
        return Optional.ofNullable(found != null ? found : customStorage.get(id));
    }

    /** The type in which a controller reads and writes; it must be built in. */
    public ServedType builtIn(String group, String plural) {
        return java.util.Objects.requireNonNull(
                builtInStorage.get(new ResourceId(group, plural)), plural);
    }

    /** All, groups and versions in the order of discovery. */
    public Collection<ServedType> all() {
        return all.byPath().values();
    }

    /** Each resource once, in its storage version. */
    public synchronized List<ServedType> storages() {
        var types = new ArrayList<>(builtInStorage.values());
        types.addAll(customStorage.values());
        return types;
    }

    public boolean isBuiltInGroup(String group) {
        return builtInStorage.keySet().stream().anyMatch(id -> id.group().equals(group));
    }

    /** Serves what a CustomResourceDefinition describes, instead of what it described before. */
    public synchronized void define(Map<String, Object> definition) {
        var spec = Trees.mapAt(definition, "spec");
        var name = Trees.stringAt(definition, "metadata", "name").orElse("");
        forget(name);
        var types = new ArrayList<ServedType>();
        for (var item : Trees.listAt(spec, "versions")) {
            var version = Trees.map(item).orElse(Map.of());
            var type = custom(spec, version);
            if (Trees.isTrueAt(version, "served")) {
                types.add(type);
            }
            if (Trees.isTrueAt(version, "storage")) {
                customStorage.put(type.id(), type);
            }
        }
        types.sort((a, b) -> compareVersions(a.kind().version(), b.kind().version()));
        custom.put(name, List.copyOf(types));
        all = assemble();
    }

    /** Serves it no longer. */
    public synchronized void undefine(String name) {
        forget(name);
        all = assemble();
    }

    private void forget(String name) {
        custom.remove(name);
        int dot = name.indexOf('.');
        if (dot > 0) {
            customStorage.remove(new ResourceId(name.substring(dot + 1), name.substring(0, dot)));
        }
    }

    private static ServedType custom(Map<String, Object> spec, Map<String, Object> version) {
        var names = Trees.mapAt(spec, "names");
        var group = Trees.stringAt(spec, "group").orElse("");
        var plural = Trees.stringAt(names, "plural").orElse("");
        var kind =
                new GroupVersionKind(
                        group,
                        Trees.stringAt(version, "name").orElse(""),
                        Trees.stringAt(names, "kind").orElse(""));
        var subresources = new ArrayList<ResourceType.Subresource>();
        if (Trees.at(version, "subresources", "status").isPresent()) {
            subresources.add(new ResourceType.Subresource("status", kind, PART_VERBS));
        }
        var scale = Trees.mapAt(version, "subresources", "scale");
        if (!scale.isEmpty()) {
            subresources.add(
                    new ResourceType.Subresource(
                            "scale",
                            new GroupVersionKind("autoscaling", "v1", "Scale"),
                            PART_VERBS));
        }
        var openApi = Trees.mapAt(version, "schema", "openAPIV3Schema");
        boolean keeps =
                openApi.isEmpty()
                        || Trees.isTrueAt(spec, "preserveUnknownFields")
                        || Trees.isTrueAt(openApi, "x-kubernetes-preserve-unknown-fields");
        return new ServedType(
                new ResourceId(group, plural),
                new ResourceType(
                        kind,
                        plural,
                        Trees.stringAt(names, "singular")
                                .orElse(kind.kind().toLowerCase(java.util.Locale.ROOT)),
                        Trees.stringAt(spec, "scope").filter("Namespaced"::equals).isPresent(),
                        words(names, "shortNames"),
                        words(names, "categories"),
                        CUSTOM_VERBS,
                        subresources),
                openApi.isEmpty() ? Schema.any() : Schema.ofCustom(openApi),
                Optional.of(
                        new CustomVersion(
                                openApi,
                                Trees.listAt(version, "additionalPrinterColumns").stream()
                                        .flatMap(c -> Trees.map(c).stream())
                                        .toList(),
                                scale,
                                keeps,
                                Rules.has(openApi))));
    }

    private static List<String> words(Map<String, Object> names, String field) {
        return Trees.listAt(names, field).stream().map(String::valueOf).toList();
    }

    /**
     * Kubernetes' order: stable before beta before alpha, newer first; other names after, by name.
     */
    static int compareVersions(String a, String b) {
        var one = VERSION.matcher(a);
        var two = VERSION.matcher(b);
        if (!one.matches() || !two.matches()) {
            return one.matches() ? -1 : two.matches() ? 1 : a.compareTo(b);
        }
        int byStage = stage(one.group(2)) - stage(two.group(2));
        if (byStage != 0) {
            return byStage;
        }
        int byMajor =
                Integer.compare(Integer.parseInt(two.group(1)), Integer.parseInt(one.group(1)));
        if (byMajor != 0 || one.group(3) == null || two.group(3) == null) {
            return byMajor;
        }
        return Integer.compare(Integer.parseInt(two.group(3)), Integer.parseInt(one.group(3)));
    }

    private static int stage(@org.jspecify.annotations.Nullable String name) {
        return name == null ? 0 : name.equals("beta") ? 1 : 2;
    }

    /**
     * A group with what it serves.
     *
     * @param versions by name, the preferred one first
     */
    public record Group(String name, Map<String, List<ServedType>> versions) {}

    /** All groups, the core group (with the empty name) first. */
    public List<Group> groups() {
        var groups = new LinkedHashMap<String, Map<String, List<ServedType>>>();
        for (var type : all()) {
            groups.computeIfAbsent(type.group(), _ -> new TreeMap<>(ServedTypes::compareVersions))
                    .computeIfAbsent(type.kind().version(), _ -> new ArrayList<>())
                    .add(type);
        }
        return groups.entrySet().stream().map(e -> new Group(e.getKey(), e.getValue())).toList();
    }
}
