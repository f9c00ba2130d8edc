package io.slipway.manifests;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes object: a view of a tree with {@code apiVersion}, {@code kind} and {@code metadata}.
 *
 * <p>Treated as immutable: the {@code with…} methods give changed copies, and nobody changes the
 * tree of an object that was handed on. Equality is that of the trees. Safe to share between
 * threads under that rule.
 */
public final class ResourceObject {

    private final Map<String, Object> tree;
    private final String apiVersion;
    private final String kind;

    private ResourceObject(Map<String, Object> tree, String apiVersion, String kind) {
        this.tree = tree;
        this.apiVersion = apiVersion;
        this.kind = kind;
    }

    /**
     * The object that a tree holds; the tree is not copied.
     *
     * @throws ManifestException when {@code apiVersion} or {@code kind} is missing or no text
     */
    public static ResourceObject of(Map<String, Object> tree) {
        return new ResourceObject(tree, required(tree, "apiVersion"), required(tree, "kind"));
    }

    private static String required(Map<String, Object> tree, String field) {
        if (tree.get(field) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new ManifestException(
                "object has no "
                        + field
                        + Trees.stringAt(tree, "metadata", "name")
                                .map(n -> " (metadata.name is " + n + ")")
                                .orElse(""));
    }

    /** The tree; not to be changed. */
    public Map<String, Object> tree() {
        return tree;
    }

    /** A deep copy of the tree that may be changed. */
    public Map<String, Object> copyOfTree() {
        return Trees.copyMap(tree);
    }

    public String apiVersion() {
        return apiVersion;
    }

    public String kind() {
        return kind;
    }

    public GroupVersionKind groupVersionKind() {
        return GroupVersionKind.of(apiVersion(), kind());
    }

    public GroupKind groupKind() {
        return groupVersionKind().groupKind();
    }

    /** The name, or the empty text when it has none (yet: see {@code generateName}). */
    public String name() {
        return Trees.stringAt(tree, "metadata", "name").orElse("");
    }

    /** The namespace as it stands in the object; the empty text when none does. */
    public String namespace() {
        return Trees.stringAt(tree, "metadata", "namespace").orElse("");
    }

    /** The server's unique id; the empty text for an object that no server gave one. */
    public String uid() {
        return Trees.stringAt(tree, "metadata", "uid").orElse("");
    }

    /** The server's version of the object; the empty text for an object that no server stored. */
    public String resourceVersion() {
        return Trees.stringAt(tree, "metadata", "resourceVersion").orElse("");
    }

    public ResourceKey key() {
        var type = groupVersionKind();
        return new ResourceKey(type.group(), type.kind(), namespace(), name());
    }

    /** The labels whose values are text. */
    public Map<String, String> labels() {
        return strings("labels");
    }

    /** The annotations whose values are text. */
    public Map<String, String> annotations() {
        return strings("annotations");
    }

    public Optional<String> annotation(String key) {
        return Trees.stringAt(tree, "metadata", "annotations", key);
    }

    public Optional<String> label(String key) {
        return Trees.stringAt(tree, "metadata", "labels", key);
    }

    /** {@code metadata.ownerReferences}, as trees. */
    public List<Map<String, Object>> ownerReferences() {
        return Trees.listAt(tree, "metadata", "ownerReferences").stream()
                .flatMap(o -> Trees.map(o).stream())
                .toList();
    }

    /** Whether the object is marked for deletion. */
    public boolean isDeleting() {
        return Trees.at(tree, "metadata", "deletionTimestamp").isPresent();
    }

    /** What stands at these field names; empty when missing or null. */
    public Optional<Object> at(String... fields) {
        return Trees.at(tree, fields);
    }

    /** A copy with that value at those field names, the maps on the way made. */
    public ResourceObject with(@Nullable Object value, String... fields) {
        var copy = copyOfTree();
        Trees.put(copy, value, fields);
        return of(copy);
    }

    /** A copy in that namespace; the empty text takes the field out. */
    public ResourceObject withNamespace(String namespace) {
        return namespace.isEmpty()
                ? without("metadata", "namespace")
                : with(namespace, "metadata", "namespace");
    }

    /** A copy with one more annotation. */
    public ResourceObject withAnnotation(String key, String value) {
        return with(value, "metadata", "annotations", key);
    }

    /** A copy with one more label. */
    public ResourceObject withLabel(String key, String value) {
        return with(value, "metadata", "labels", key);
    }

    /** A copy without the field at that path. */
    public ResourceObject without(String... fields) {
        var copy = copyOfTree();
        var parent = java.util.Arrays.copyOf(fields, fields.length - 1);
        var holder =
                parent.length == 0 ? Optional.of(copy) : Trees.at(copy, parent).flatMap(Trees::map);
        holder.ifPresent(map -> map.remove(fields[fields.length - 1]));
        return of(copy);
    }

    private Map<String, String> strings(String field) {
        var found = new LinkedHashMap<String, String>();
        Trees.mapAt(tree, "metadata", field)
                .forEach((k, v) -> {
                    if (v instanceof String text) {
                        found.put(k, text);
                    }
                });
        return new TreeMap<>(found);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ResourceObject that && tree.equals(that.tree);
    }

    @Override
    public int hashCode() {
        return tree.hashCode();
    }

    /** The key; never the content, which may hold secrets. */
    @Override
    public String toString() {
        return key().toString();
    }
}
