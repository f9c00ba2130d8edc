package io.slipway.kustomize.patch;

import io.slipway.kustomize.field.FieldWalker;
import io.slipway.kustomize.node.ListNode;
import io.slipway.kustomize.node.MapNode;
import io.slipway.kustomize.node.Node;
import io.slipway.kustomize.node.ScalarNode;
import io.slipway.kustomize.node.Tag;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.schema.Schema;
import io.slipway.kustomize.schema.TypeSchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Merges a patch into an object: spec section 7.4. The object is changed in place and shares nodes
 * with the patch afterwards. Stateless but for the schema.
 */
public final class StrategicMerge {

    private static final String DIRECTIVE = "$patch";

    /** Says that an explicit null of the object stays. */
    private static final Node KEPT = ScalarNode.untagged("");

    private final Schema schema;

    public StrategicMerge(Schema schema) {
        this.schema = schema;
    }

    private enum Strategy {
        MERGE,
        REPLACE,
        DELETE
    }

    /**
     * Merges a patch into a whole object.
     *
     * @return whether the object still exists
     * @throws KustomizeException when the shapes do not fit, or for an unknown directive
     */
    public boolean apply(MapNode object, MapNode patch) {
        // A replacement of the whole object has no effect: the original drops what the walk
        // returns.
        return walk(object, patch, null) != null;
    }

    private @Nullable Node walk(
            @Nullable Node dest, @Nullable Node origin, TypeSchema.@Nullable Field known) {
        var kind = isMissing(dest) ? (isMissing(origin) ? null : origin) : dest;
        return switch (kind) {
            case null -> walkMap(dest, origin, known);
            case MapNode _ -> {
                check(dest, MapNode.class, "MappingNode");
                check(origin, MapNode.class, "MappingNode");
                yield walkMap(dest, origin, known);
            }
            case ListNode _ -> {
                check(dest, ListNode.class, "SequenceNode");
                check(origin, ListNode.class, "SequenceNode");
                yield known != null && known.isMerged()
                        ? walkMergedList(dest, origin, known)
                        : origin != null ? origin : dest;
            }
            case ScalarNode _ -> {
                check(dest, ScalarNode.class, "ScalarNode");
                check(origin, ScalarNode.class, "ScalarNode");
                yield origin != null ? origin : dest;
            }
        };
    }

    private static void check(@Nullable Node node, Class<? extends Node> kind, String name) {
        if (node != null && !node.isNull() && !kind.isInstance(node)) {
            throw FieldWalker.wrongKind(name, node);
        }
    }

    private static boolean isMissing(@Nullable Node node) {
        return node == null || node.isNull();
    }

    private @Nullable Node walkMap(
            @Nullable Node dest, @Nullable Node origin, TypeSchema.@Nullable Field known) {
        Node target;
        if (isMissing(dest)) {
            if (origin instanceof MapNode map && strategyLeniently(map) == Strategy.DELETE) {
                return null;
            }
            if (origin == null && dest != null && !dest.text().isEmpty()) {
                return KEPT;
            }
            if (origin == null) {
                return null;
            }
            target = origin;
        } else if (origin != null && origin.isNull()) {
            return null;
        } else {
            var strategy = origin instanceof MapNode map ? strategy(map) : Strategy.MERGE;
            switch (strategy) {
                case DELETE -> {
                    return null;
                }
                case REPLACE -> target = java.util.Objects.requireNonNull(origin);
                default -> target = java.util.Objects.requireNonNull(dest);
            }
        }
        if (!(target instanceof MapNode map)) {
            return target;
        }
        mergeFields(map, origin instanceof MapNode from ? from : null, known);
        return map;
    }

    private void mergeFields(
            MapNode map, @Nullable MapNode origin, TypeSchema.@Nullable Field known) {
        if (map.fields().containsKey("") || (origin != null && origin.fields().containsKey(""))) {
            // To the original, a field without a name is the node itself, and that is a map.
            throw FieldWalker.wrongKind("ScalarNode", map);
        }
        var type = known == null ? typeOf(map, origin) : known.type();
        if (origin == null || origin == map) {
            // Nothing of a patch below here: only nulls and merged lists need a look.
            for (var name : map.names()) {
                var value = map.get(name);
                set(map, name, walk(value, origin == null ? null : value, field(type, name)));
            }
            return;
        }
        var names = new TreeSet<String>(map.fields().keySet());
        names.addAll(origin.fields().keySet());
        for (var name : names) {
            set(map, name, walk(map.get(name), origin.get(name), field(type, name)));
        }
    }

    private static TypeSchema.@Nullable Field field(
            @Nullable Supplier<TypeSchema> type, String name) {
        return type == null ? null : type.get().field(name).orElse(null);
    }

    /**
     * Where nothing is known, a map with apiVersion and kind is looked at as an object of its own.
     */
    private @Nullable Supplier<TypeSchema> typeOf(MapNode map, @Nullable MapNode origin) {
        for (var node : origin == null ? List.of(map) : List.of(map, origin)) {
            var apiVersion = node.text("apiVersion");
            var kind = node.text("kind");
            if (!apiVersion.isEmpty() && !kind.isEmpty()) {
                var type = schema.type(apiVersion, kind);
                if (type.isPresent()) {
                    return type::get;
                }
            }
        }
        return null;
    }

    /** Sets, keeps or clears a field; scalars change in place, for other fields may share them. */
    private static void set(MapNode map, String name, @Nullable Node value) {
        if (value == KEPT) {
            return;
        }
        if (value == null || value.isNull()) {
            map.remove(name);
            return;
        }
        var old = map.get(name);
        if (old == value) {
            // The original sets every field that its walk comes by anew; what a step before left
            // without a type is text from then on, and quoted where it looks like something else.
            if (old instanceof ScalarNode kept && kept.tag() == Tag.NONE) {
                kept.set(kept.text(), Tag.STRING);
            }
            return;
        }
        if (old instanceof ScalarNode present && value instanceof ScalarNode scalar) {
            present.set(scalar.text(), scalar.tag());
        } else {
            map.put(name, value);
        }
    }

    private static Strategy strategy(MapNode patch) {
        var directive = patch.get(DIRECTIVE);
        if (directive == null) {
            return Strategy.MERGE;
        }
        var strategy = named(directive.text());
        patch.remove(DIRECTIVE);
        return strategy;
    }

    private static Strategy strategyLeniently(MapNode patch) {
        var directive = patch.get(DIRECTIVE);
        if (directive == null) {
            return Strategy.MERGE;
        }
        return switch (directive.text()) {
            case "delete", "merge", "replace" -> strategy(patch);
            default -> Strategy.MERGE;
        };
    }

    private static Strategy named(String word) {
        return switch (word) {
            case "merge" -> Strategy.MERGE;
            case "replace" -> Strategy.REPLACE;
            case "delete" -> Strategy.DELETE;
            default -> throw new KustomizeException("unknown patch strategy '" + word + "'");
        };
    }

    /** The directive of a list is the first element that has one and nothing else. */
    private static Strategy strategy(ListNode patch) {
        for (var item : patch.items()) {
            if (item instanceof MapNode map && map.get(DIRECTIVE) != null) {
                if (map.fields().size() > 1) {
                    return Strategy.MERGE;
                }
                var word = map.text(DIRECTIVE);
                var strategy = named(word);
                setElement(patch, List.of(DIRECTIVE), List.of(word), null);
                return strategy;
            }
        }
        return Strategy.MERGE;
    }

    private @Nullable Node walkMergedList(
            @Nullable Node dest, @Nullable Node origin, TypeSchema.Field known) {
        ListNode target;
        if (isMissing(dest)) {
            target = (ListNode) java.util.Objects.requireNonNull(origin);
        } else if (origin != null && origin.isNull()) {
            return null;
        } else {
            var strategy = origin instanceof ListNode list ? strategy(list) : Strategy.MERGE;
            switch (strategy) {
                case DELETE -> {
                    return null;
                }
                case REPLACE -> target = (ListNode) java.util.Objects.requireNonNull(origin);
                default -> target = (ListNode) java.util.Objects.requireNonNull(dest);
            }
        }
        var from = origin instanceof ListNode list ? list : null;
        return known.keys().isEmpty()
                ? mergeElements(target, from, List.of(""), primitiveTuples(from, target), known)
                : mergeElements(
                        target, from, known.keys(), tuples(from, target, known.keys()), known);
    }

    private static List<List<String>> primitiveTuples(@Nullable ListNode origin, ListNode dest) {
        var tuples = new LinkedHashSet<List<String>>();
        for (var list : origin == null ? List.of(dest) : List.of(origin, dest)) {
            list.items().forEach(item -> tuples.add(List.of(item.text())));
        }
        return new ArrayList<>(tuples);
    }

    private static List<List<String>> tuples(
            @Nullable ListNode origin, ListNode dest, List<String> keys) {
        var tuples = new LinkedHashSet<List<String>>();
        for (var list : origin == null ? List.of(dest) : List.of(origin, dest)) {
            for (var item : list.items()) {
                tuples.add(tuple(item, keys));
            }
        }
        return new ArrayList<>(tuples);
    }

    private static List<String> tuple(Node item, List<String> keys) {
        var tuple = new ArrayList<String>(keys.size());
        for (var key : keys) {
            var value = item instanceof MapNode map ? map.get(key) : null;
            tuple.add(value == null || value.isNullOrEmpty() ? "" : value.text());
        }
        return tuple;
    }

    private @Nullable Node mergeElements(
            ListNode dest,
            @Nullable ListNode origin,
            List<String> keys,
            List<List<String>> tuples,
            TypeSchema.Field known) {
        if (keys.size() > 1) {
            unify(tuples);
        }
        if (tuples.isEmpty()) {
            return dest;
        }
        var element = new TypeSchema.Field(known.type(), "", List.of());
        var added = new ListNode();
        List<String> usedKeys = keys;
        for (var tuple : tuples) {
            usedKeys = usedKeys(tuples, keys);
            var usedValues = usedValues(tuple, keys, usedKeys);
            var value =
                    walk(
                            element(dest, usedKeys, usedValues),
                            origin == null ? null : element(origin, usedKeys, usedValues),
                            element);
            if (value == null
                    || value.isNull()
                    || value instanceof MapNode map && map.fields().isEmpty()) {
                setElement(dest, usedKeys, usedValues, null);
                continue;
            }
            if (value instanceof MapNode map) {
                for (int i = 0; i < usedKeys.size(); i++) {
                    if (map.get(usedKeys.get(i)) == null
                            && i < usedValues.size()
                            && !usedValues.get(i).isEmpty()) {
                        map.put(usedKeys.get(i), ScalarNode.untagged(usedValues.get(i)));
                    }
                }
            }
            setElement(added, usedKeys, usedValues, value);
        }
        append(added, dest, usedKeys);
        return added;
    }

    /** The keys that some tuple has a value for; all when none has. */
    private static List<String> usedKeys(List<List<String>> tuples, List<String> keys) {
        if (keys.size() == 1) {
            return keys;
        }
        var used = new ArrayList<String>();
        for (int i = 0; i < keys.size(); i++) {
            for (var tuple : tuples) {
                if (i < tuple.size() && !tuple.get(i).isEmpty()) {
                    used.add(keys.get(i));
                    break;
                }
            }
        }
        return used.isEmpty() ? keys : used;
    }

    private static List<String> usedValues(
            List<String> tuple, List<String> keys, List<String> used) {
        if (used.size() == keys.size()) {
            return tuple;
        }
        var values = new ArrayList<String>();
        for (int i = 0; i < tuple.size(); i++) {
            if (!tuple.get(i).isEmpty() || used.contains(keys.get(i))) {
                values.add(tuple.get(i));
            }
        }
        return values;
    }

    private static void unify(List<List<String>> tuples) {
        for (int i = 0; i < tuples.size(); i++) {
            for (int j = 0; j < tuples.size(); j++) {
                var both = unified(tuples.get(i), tuples.get(j));
                if (both != null) {
                    tuples.set(i, both);
                    tuples.set(j, both);
                }
            }
        }
    }

    private static @Nullable List<String> unified(List<String> a, List<String> b) {
        boolean common = false;
        var both = new ArrayList<String>(a.size());
        for (int i = 0; i < a.size(); i++) {
            var x = a.get(i);
            var y = b.get(i);
            if (x.equals(y)) {
                common = true;
                both.add(x);
            } else if (!x.isEmpty() && !y.isEmpty()) {
                return null;
            } else {
                both.add(x.isEmpty() ? y : x);
            }
        }
        return common ? both : null;
    }

    /** The first element whose fields have the values; only keys with a value count. */
    private static @Nullable Node element(ListNode list, List<String> keys, List<String> values) {
        var wantedKeys = keys;
        var wantedValues = values;
        if (keys.size() > 1) {
            wantedKeys = new ArrayList<>();
            wantedValues = new ArrayList<>();
            for (int i = 0; i < keys.size() && i < values.size(); i++) {
                if (!values.get(i).isEmpty()) {
                    wantedKeys.add(keys.get(i));
                    wantedValues.add(values.get(i));
                }
            }
            if (wantedKeys.isEmpty()) {
                wantedKeys = keys;
                wantedValues = values;
            }
        }
        for (var item : list.items()) {
            if (wantedKeys.getFirst().isEmpty()) {
                if (item.text().equals(wantedValues.getFirst())) {
                    return item;
                }
            } else if (item instanceof MapNode map && hasAll(map, wantedKeys, wantedValues)) {
                return map;
            }
        }
        return null;
    }

    private static boolean hasAll(MapNode map, List<String> keys, List<String> values) {
        for (int i = 0; i < keys.size(); i++) {
            var value = map.get(keys.get(i));
            if (value == null || !value.text().equals(i < values.size() ? values.get(i) : "")) {
                return false;
            }
        }
        return true;
    }

    /**
     * Replaces the elements that have the values, removes them when there is no element to set, or
     * appends it when none has them.
     */
    private static void setElement(
            ListNode list, List<String> keys, List<String> values, @Nullable Node element) {
        boolean wantsMap =
                !keys.getFirst().isEmpty() && !values.isEmpty() && !values.getFirst().isEmpty();
        var kept = new ArrayList<Node>(list.items().size() + 1);
        boolean found = false;
        for (var item : list.items()) {
            if (item.isNull() || item instanceof MapNode map && map.fields().isEmpty()) {
                continue;
            }
            if (!(item instanceof MapNode) && wantsMap) {
                kept.add(item);
                continue;
            }
            if (!matches(item, keys, values)) {
                if (!values.isEmpty()) {
                    kept.add(item);
                }
                continue;
            }
            found = true;
            if (element != null) {
                kept.add(element);
            }
        }
        if (element != null && !element.isNull() && !found) {
            kept.add(element);
        }
        list.setItems(kept);
    }

    /**
     * Whether an element has the values. An empty value asks only for the field to be there; keys
     * without a value of their own go along with the one before.
     */
    private static boolean matches(Node item, List<String> keys, List<String> values) {
        boolean found = false;
        for (int i = 0; i < keys.size(); i++) {
            if (i < values.size()) {
                found = matches(item, keys.get(i), values.get(i));
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(Node item, String key, String value) {
        if (key.isEmpty()) {
            if (!(item instanceof ScalarNode)) {
                throw FieldWalker.wrongKind("ScalarNode", item);
            }
            return item.text().equals(value);
        }
        if (!(item instanceof MapNode map)) {
            throw FieldWalker.wrongKind("MappingNode", item);
        }
        var field = map.get(key);
        return field != null && (value.isEmpty() || field.text().equals(value));
    }

    /**
     * Adds the object's own elements after those of the patch. An element without a key discards
     * what is there, as in the original.
     */
    private static void append(ListNode to, ListNode from, List<String> keys) {
        for (var item : List.copyOf(from.items())) {
            if (keys.getFirst().isEmpty()) {
                setElement(to, List.of(""), List.of(item.text()), item);
                continue;
            }
            var values = new ArrayList<String>();
            for (var key : keys) {
                var value = item instanceof MapNode map ? map.get(key) : null;
                if (value == null) {
                    to.items().add(item);
                } else {
                    values.add(value.text());
                }
            }
            if (keys.size() > 1) {
                setElement(to, keys, values, null);
            }
            setElement(to, keys, values, item);
        }
    }
}
