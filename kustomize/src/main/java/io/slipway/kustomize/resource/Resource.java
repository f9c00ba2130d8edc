package io.slipway.kustomize.resource;

import io.slipway.kustomize.node.MapNode;
import io.slipway.kustomize.node.Node;
import io.slipway.kustomize.node.ScalarNode;
import io.slipway.kustomize.node.Values;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An object under construction, with its earlier names and what steps must know about it. Mutable;
 * belongs to one build.
 */
public final class Resource {

    /** What a generated object does to one of the same id. */
    public enum Behavior {
        UNSPECIFIED("unspecified"),
        CREATE("create"),
        MERGE("merge"),
        REPLACE("replace");

        private final String word;

        Behavior(String word) {
            this.word = word;
        }

        /** The behaviour that a word names; unknown words count as unspecified. */
        public static Behavior of(String word) {
            return switch (word) {
                case "create" -> CREATE;
                case "merge" -> MERGE;
                case "replace" -> REPLACE;
                default -> UNSPECIFIED;
            };
        }

        @Override
        public String toString() {
            return word;
        }
    }

    private final Schema schema;
    private @Nullable MapNode node;
    private List<ResourceId> earlier = List.of();
    private List<String> earlierKinds = List.of();
    private List<String> earlierNames = List.of();
    private List<String> earlierNamespaces = List.of();
    private List<String> prefixes = List.of();
    private List<String> suffixes = List.of();
    private List<String> variables = List.of();
    private Behavior behavior = Behavior.UNSPECIFIED;
    private boolean needsHash;
    private boolean helmGenerated;
    private boolean generated;
    private boolean renamedByPatch;
    private boolean retypedByPatch;
    private String source = "";

    public Resource(MapNode node, Schema schema) {
        this.node = node;
        this.schema = schema;
    }

    /** The object; only while it is not {@link #isGone() gone}. */
    public MapNode node() {
        return Objects.requireNonNull(node, "the object was deleted");
    }

    public Schema schema() {
        return schema;
    }

    /** Whether a patch deleted it. */
    public boolean isGone() {
        return node == null || node.fields().isEmpty();
    }

    /** Deletes it; the list drops it after the step. */
    public void delete() {
        node = null;
    }

    /** Exchanges the object, keeping what is known about it. */
    public void replaceNode(MapNode value) {
        node = value;
    }

    public String kind() {
        return node().text("kind");
    }

    public String apiVersion() {
        return node().text("apiVersion");
    }

    public TypeName type() {
        return TypeName.of(apiVersion(), kind());
    }

    public String name() {
        return node().get("metadata") instanceof MapNode metadata ? metadata.text("name") : "";
    }

    public String namespace() {
        return node().get("metadata") instanceof MapNode metadata ? metadata.text("namespace") : "";
    }

    public void setKind(String kind) {
        setField(node(), "kind", ScalarNode.untagged(kind));
    }

    public void setName(String name) {
        setMetadata("name", name);
    }

    /** An empty namespace takes the field out. */
    public void setNamespace(String namespace) {
        setMetadata("namespace", namespace);
    }

    private void setMetadata(String field, String value) {
        var metadata = node().mapOrNew("metadata");
        if (metadata.isEmpty()) {
            return;
        }
        if (value.isEmpty()) {
            metadata.get().remove(field);
        } else {
            setField(metadata.get(), field, ScalarNode.untagged(value));
        }
    }

    /** Sets a scalar field and keeps how the old value stood in its file. */
    public static void setField(MapNode map, String field, ScalarNode value) {
        if (map.get(field) instanceof ScalarNode old) {
            old.set(value.text(), value.tag());
        } else {
            if (value.isString() && Values.isOldNonString(value.text())) {
                value.set(value.text(), value.tag(), ScalarNode.Style.DOUBLE);
            }
            map.put(field, value);
        }
    }

    /** What it is called now. */
    public ResourceId id() {
        var apiVersion = apiVersion();
        var kind = kind();
        return new ResourceId(
                TypeName.of(apiVersion, kind),
                name(),
                namespace(),
                schema.isClusterScoped(apiVersion, kind));
    }

    /** What it was called before, oldest first; group and version are the current ones. */
    public List<ResourceId> earlierIds() {
        if (earlierNames.isEmpty()) {
            return List.of();
        }
        if (earlierKinds.contains("")) {
            // A patch took the kind away, and then it was renamed.
            throw new KustomizeException(
                    "number of previous names, number of previous namespaces, number of previous"
                            + " kinds not equal",
                    KustomizeException.Place.file(source, node().line()));
        }
        var apiVersion = apiVersion();
        if (earlier.size() == earlierNames.size()
                && earlier.getFirst().type().apiVersion().equals(apiVersion)) {
            return earlier;
        }
        var ids = new ArrayList<ResourceId>(earlierNames.size());
        for (int i = 0; i < earlierNames.size(); i++) {
            ids.add(
                    new ResourceId(
                            TypeName.of(apiVersion, earlierKinds.get(i)),
                            earlierNames.get(i),
                            earlierNamespaces.get(i),
                            false));
        }
        earlier = ids;
        return ids;
    }

    /** Whether that is its name or was one. */
    public boolean mayBeCalled(String name) {
        return name().equals(name) || earlierNames.contains(name);
    }

    /** What it was called first. */
    public ResourceId originalId() {
        var ids = earlierIds();
        return ids.isEmpty() ? id() : ids.getFirst();
    }

    /** The current id and all earlier ones. */
    public List<ResourceId> allIds() {
        var ids = new ArrayList<>(earlierIds());
        ids.add(id());
        return ids;
    }

    /** Notes what it is called now, before that changes. */
    public void rememberId() {
        var id = id();
        rememberId(id.type().kind(), id.name(), id.effectiveNamespace());
    }

    void rememberId(String kind, String name, String namespace) {
        earlierKinds = appended(earlierKinds, kind);
        earlierNames = appended(earlierNames, name);
        earlierNamespaces = appended(earlierNamespaces, namespace);
    }

    private static List<String> appended(List<String> list, String value) {
        var longer = new ArrayList<String>(list.size() + 1);
        longer.addAll(list);
        longer.add(value);
        return longer;
    }

    public List<String> prefixes() {
        return prefixes;
    }

    public List<String> suffixes() {
        return suffixes;
    }

    public void addPrefix(String prefix) {
        prefixes = prefix.isEmpty() ? prefixes : appended(prefixes, prefix);
    }

    public void addSuffix(String suffix) {
        suffixes = suffix.isEmpty() ? suffixes : appended(suffixes, suffix);
    }

    /** Forgets names, prefixes and flags, as when a patch takes all annotations away. */
    public void forgetBookkeeping() {
        earlier = List.of();
        earlierKinds = List.of();
        earlierNames = List.of();
        earlierNamespaces = List.of();
        prefixes = List.of();
        suffixes = List.of();
        behavior = Behavior.UNSPECIFIED;
        needsHash = false;
        helmGenerated = false;
        generated = false;
        renamedByPatch = false;
        retypedByPatch = false;
    }

    /** Takes over names, prefixes and variables of the object that this one replaces. */
    public void inherit(Resource old) {
        earlierKinds = old.earlierKinds;
        earlierNames = old.earlierNames;
        earlierNamespaces = old.earlierNamespaces;
        prefixes = old.prefixes;
        suffixes = old.suffixes;
        variables = old.variables;
        behavior = old.behavior;
        generated = old.generated;
        helmGenerated = old.helmGenerated;
        renamedByPatch = old.renamedByPatch;
        retypedByPatch = old.retypedByPatch;
    }

    /** Whether a generator made it. */
    public boolean isGenerated() {
        return generated;
    }

    /** Notes that a patch which may rename or retype was merged into it. */
    public void notePatchOptions(boolean mayRename, boolean mayRetype) {
        renamedByPatch |= mayRename;
        retypedByPatch |= mayRetype;
    }

    public boolean wasRenamedByPatch() {
        return renamedByPatch;
    }

    public boolean wasRetypedByPatch() {
        return retypedByPatch;
    }

    /** Names of the vars that point at it. */
    public List<String> variables() {
        return variables;
    }

    public void addVariable(String name) {
        variables = appended(variables, name);
    }

    public Behavior behavior() {
        return behavior;
    }

    public void setBehavior(Behavior value) {
        behavior = value;
        generated = true;
    }

    public boolean needsHash() {
        return needsHash;
    }

    public void setNeedsHash(boolean value) {
        needsHash = value;
    }

    public boolean isHelmGenerated() {
        return helmGenerated;
    }

    public void setHelmGenerated(boolean value) {
        helmGenerated = value;
    }

    /** The file it came from; empty when it was generated. */
    public String source() {
        return source;
    }

    public void setSource(String file) {
        source = file;
    }

    /** The texts of {@code metadata.labels} or {@code metadata.annotations}. */
    public Map<String, String> metadataTexts(String field) {
        var texts = new TreeMap<String, String>();
        if (node().get("metadata") instanceof MapNode metadata
                && metadata.get(field) instanceof MapNode map) {
            map.fields().forEach((k, v) -> texts.put(k, v.text()));
        }
        return texts;
    }

    /**
     * Replaces {@code metadata.labels} or {@code metadata.annotations}; an empty map takes them
     * out.
     */
    public void setMetadataTexts(String field, Map<String, String> texts) {
        var metadata = node().mapOrNew("metadata");
        if (metadata.isEmpty()) {
            return;
        }
        metadata.get().remove(field);
        if (texts.isEmpty()) {
            return;
        }
        var map = new MapNode();
        texts.forEach((k, v) -> map.putUntagged(k, ScalarNode.string(v)));
        metadata.get().put(field, map);
    }

    /** One annotation; null when it is not there. */
    public @Nullable String annotation(String key) {
        if (node().get("metadata") instanceof MapNode metadata
                && metadata.get("annotations") instanceof MapNode map) {
            Node value = map.get(key);
            return value == null ? null : value.text();
        }
        return null;
    }

    /** Sets one annotation and makes texts of all, as the original does. */
    public void annotate(String key, String value) {
        var texts = metadataTexts("annotations");
        texts.put(key, value);
        setMetadataTexts("annotations", texts);
    }

    /** Adds one annotation and leaves the others as they stand. */
    public void addAnnotation(String key, String value) {
        node().mapOrNew("metadata")
                .flatMap(m -> m.mapOrNew("annotations"))
                .ifPresent(a -> a.put(key, ScalarNode.string(value)));
    }

    /** An independent copy with all that is known about it. */
    public Resource copy() {
        var copy = new Resource(node().copy(), schema);
        copy.inherit(this);
        copy.needsHash = needsHash;
        copy.source = source;
        return copy;
    }

    @Override
    public String toString() {
        return node == null ? "deleted object" : id().toString();
    }
}
