package io.slipway.kustomize.reference;

import io.slipway.kustomize.field.FieldSpec;
import io.slipway.kustomize.field.FieldWalker;
import io.slipway.kustomize.kustomization.VariableEntry;
import io.slipway.kustomize.node.ListNode;
import io.slipway.kustomize.node.MapNode;
import io.slipway.kustomize.node.Node;
import io.slipway.kustomize.node.NodeException;
import io.slipway.kustomize.node.ScalarNode;
import io.slipway.kustomize.node.Tag;
import io.slipway.kustomize.node.Values;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.resource.ResourceId;
import io.slipway.kustomize.resource.ResourceList;
import io.slipway.kustomize.transform.FieldPaths;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The vars of a tree of kustomizations: spec section 8.9. Mutable; belongs to one build. */
public final class Variables {

    private final Map<String, VariableEntry> byName = new LinkedHashMap<>();

    /**
     * Adds the vars of a layer and binds them to its objects.
     *
     * @throws KustomizeException when a name is taken, or several objects fit
     */
    public void add(List<VariableEntry> entries, ResourceList resources) {
        for (var entry : entries) {
            var found =
                    resources.withAnyId(id ->
                            id.name().equals(entry.objectName())
                                    && id.type().equals(entry.type())
                                    && (entry.objectNamespace().isEmpty()
                                            || new ResourceId(
                                                            entry.type(),
                                                            "",
                                                            entry.objectNamespace(),
                                                            false)
                                                    .effectiveNamespace()
                                                    .equals(id.effectiveNamespace())));
            if (found.size() > 1) {
                throw new KustomizeException(
                        "found "
                                + found.size()
                                + " resId matches for var "
                                + entry
                                + " (unable to disambiguate)");
            }
            found.forEach(r -> r.addVariable(entry.name()));
        }
        entries.forEach(this::put);
    }

    private void put(VariableEntry entry) {
        if (entry.name().isEmpty()) {
            throw new KustomizeException("var name cannot be empty: " + entry);
        }
        if (byName.putIfAbsent(entry.name(), entry) != null) {
            throw new KustomizeException("var '" + entry.name() + "' already encountered");
        }
    }

    /** Takes over the vars of a layer below. */
    public void addAll(Variables other) {
        other.byName.values().forEach(this::put);
    }

    /**
     * Replaces all references.
     *
     * @throws KustomizeException when a var has no object or no value
     */
    public void resolve(ResourceList resources, List<FieldSpec> places) {
        if (byName.isEmpty()) {
            return;
        }
        var values = new HashMap<String, Object>();
        for (var entry : byName.values()) {
            var value = value(entry, resources);
            if (value instanceof String
                    || value instanceof Boolean
                    || value instanceof Long
                    || value instanceof Double) {
                // A list or a map fits into no text: the reference stays as it is.
                values.put(entry.name(), value);
            }
        }
        for (var resource : resources.all()) {
            var type = resource.type();
            for (var place : places) {
                new FieldWalker(place, FieldWalker.Leaf.NONE)
                        .change(resource, type, node -> replace(node, values));
            }
        }
        resources.idsMayHaveChanged();
    }

    private static Object value(VariableEntry entry, ResourceList resources) {
        for (var resource : resources.all()) {
            if (resource.variables().contains(entry.name())) {
                Optional<Node> node;
                try {
                    node = FieldPaths.find(resource.node(), entry.fieldPath());
                } catch (KustomizeException e) {
                    throw missing(entry);
                }
                try {
                    var value = node.map(Values::of);
                    return value.orElseThrow(() -> missing(entry));
                } catch (NodeException e) {
                    throw new KustomizeException(
                            String.valueOf(e.getMessage()), KustomizeException.Place.UNKNOWN, e);
                }
            }
        }
        throw new KustomizeException(
                "var '" + entry + "' cannot be mapped to a field in the set of known resources");
    }

    private static KustomizeException missing(VariableEntry entry) {
        return new KustomizeException(
                "field specified in var '" + entry + "' not found in corresponding resource");
    }

    private static Node replace(Node node, Map<String, Object> values) {
        switch (node) {
            case ScalarNode scalar -> {
                if (scalar.isString()) {
                    replaceText(scalar, values);
                }
            }
            case MapNode map ->
                    map.fields()
                            .values()
                            .forEach(value -> {
                                if (value instanceof ScalarNode scalar && scalar.isString()) {
                                    replaceText(scalar, values);
                                }
                            });
            case ListNode list ->
                    list.items()
                            .forEach(item -> {
                                if (!(item instanceof ScalarNode scalar) || !scalar.isString()) {
                                    throw new KustomizeException(
                                            "invalid value type expect a string");
                                }
                                replaceText(scalar, values);
                            });
        }
        return node;
    }

    private static void replaceText(ScalarNode scalar, Map<String, Object> values) {
        switch (expand(scalar.text(), values)) {
            case Long number -> scalar.set(number.toString(), Tag.INT, ScalarNode.Style.PLAIN);
            case Boolean flag -> scalar.set(flag.toString(), Tag.BOOL, ScalarNode.Style.PLAIN);
            case Double number ->
                    scalar.set(
                            new java.math.BigDecimal(number.toString()).toPlainString(),
                            Tag.FLOAT,
                            ScalarNode.Style.PLAIN);
            case String text -> scalar.set(text, Tag.STRING, ScalarNode.Style.PLAIN);
            case Object other ->
                    throw new KustomizeException(
                            "a var in a text must be a plain value, not "
                                    + other.getClass().getSimpleName());
        }
    }

    private static Object expand(String text, Map<String, Object> values) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '$' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char next = text.charAt(i + 1);
            if (next == '$') {
                out.append('$');
                i++;
                continue;
            }
            int end = next == '(' ? text.indexOf(')', i + 2) : -1;
            if (end < 0) {
                out.append(c).append(next);
                i++;
                continue;
            }
            var name = text.substring(i + 2, end);
            var value = values.get(name);
            if (value != null && i == 0 && end == text.length() - 1) {
                return value;
            }
            if (value == null) {
                out.append("$(").append(name).append(')');
            } else {
                out.append(value);
            }
            i = end;
        }
        return out.toString();
    }
}
