package io.slipway.kustomize.node;

import io.slipway.manifests.yaml.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Nodes to trees by YAML 1.1: {@code yes} and {@code on} are booleans, dates are text. Stateless.
 */
final class OldValues {

    private OldValues() {}

    static @Nullable Object of(Node node) {
        return switch (node) {
            case MapNode map -> {
                if (!map.repeated().isEmpty()) {
                    throw new NodeException(map.repeated().getFirst(), map.line());
                }
                var values = new LinkedHashMap<String, @Nullable Object>();
                map.fields().forEach((k, v) -> values.put(key(map, k), of(v)));
                yield values;
            }
            case ListNode list -> {
                var values = new ArrayList<@Nullable Object>(list.items().size());
                list.items().forEach(v -> values.add(of(v)));
                yield values;
            }
            case ScalarNode scalar -> scalar(scalar);
        };
    }

    /** Keys are made texts as the JSON of the value would be. */
    private static String key(MapNode map, String key) {
        var tag = map.oddKeys().get(key);
        if (tag == null) {
            return key;
        }
        var value = Yaml.plainScalar(key);
        return value == null ? "null" : value instanceof String text ? text : value.toString();
    }

    private static @Nullable Object scalar(ScalarNode scalar) {
        return switch (scalar.tag()) {
            case NONE, NULL, BOOL, INT, FLOAT, TIMESTAMP -> Yaml.plainScalar(scalar.text());
            case STRING ->
                    scalar.style() == ScalarNode.Style.PLAIN
                            ? Yaml.plainScalar(scalar.text())
                            : scalar.text();
            case BINARY -> Values.scalar(scalar);
            case MERGE, OTHER -> scalar.text();
        };
    }
}
