package io.slipway.cli.diff;

import io.slipway.cli.files.InputText;
import io.slipway.engine.diff.IgnoreDifference;
import io.slipway.manifests.Trees;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads ignore rules as Applications write them: a list, or a map with {@code ignoreDifferences}
 * (also below {@code spec}, so that an Application can be given as it is).
 */
final class IgnoreRules {

    private static final Set<String> FIELDS =
            Set.of(
                    "group",
                    "kind",
                    "name",
                    "namespace",
                    "jsonPointers",
                    "jqPathExpressions",
                    "managedFieldsManagers");

    private final String name;

    private IgnoreRules(String name) {
        this.name = name;
    }

    /**
     * The rules of all documents of the input.
     *
     * @throws IOException when something in it is no rule; the message says which
     */
    static List<IgnoreDifference> read(InputText input) throws IOException {
        return new IgnoreRules(input.name()).rules(input.documents());
    }

    private List<IgnoreDifference> rules(List<Object> documents) throws IOException {
        var rules = new ArrayList<IgnoreDifference>();
        for (var document : documents) {
            for (var entry : entries(document)) {
                rules.add(rule(entry, rules.size()));
            }
        }
        return List.copyOf(rules);
    }

    private List<Object> entries(Object document) throws IOException {
        if (document instanceof List<?>) {
            return Trees.list(document);
        }
        var rules =
                Trees.at(document, "ignoreDifferences")
                        .or(() -> Trees.at(document, "spec", "ignoreDifferences"))
                        .orElseThrow(() ->
                                new IOException(
                                        name
                                                + ": a list of ignore rules is wanted, or a map"
                                                + " with ignoreDifferences"));
        if (rules instanceof List<?>) {
            return Trees.list(rules);
        }
        throw new IOException(name + ": ignoreDifferences must be a list");
    }

    private IgnoreDifference rule(Object entry, int index) throws IOException {
        var map =
                Trees.map(entry)
                        .orElseThrow(() ->
                                new IOException(
                                        "%s: rule %d must be a map".formatted(name, index)));
        for (var field : map.keySet()) {
            if (!FIELDS.contains(field)) {
                throw new IOException(
                        "%s: rule %d has the unknown field %s".formatted(name, index, field));
            }
        }
        var kind = text(map, "kind", index);
        if (kind.isEmpty()) {
            throw new IOException(
                    "%s: rule %d needs a kind; * stands for all".formatted(name, index));
        }
        return new IgnoreDifference(
                text(map, "group", index),
                kind,
                text(map, "name", index),
                text(map, "namespace", index),
                texts(map, "jsonPointers", index),
                texts(map, "jqPathExpressions", index),
                texts(map, "managedFieldsManagers", index));
    }

    private String text(Map<String, Object> rule, String field, int index) throws IOException {
        return switch (rule.get(field)) {
            case null -> "";
            case String text -> text;
            default ->
                    throw new IOException(
                            "%s: %s of rule %d must be a text".formatted(name, field, index));
        };
    }

    private List<String> texts(Map<String, Object> rule, String field, int index)
            throws IOException {
        var value = rule.get(field);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw new IOException(
                "%s: %s of rule %d must be a list of texts".formatted(name, field, index));
    }
}
