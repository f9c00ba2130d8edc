package io.slipway.sandbox.table;

import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The additional printer columns of custom resources, with the JSON paths that they really use. */
final class CustomColumns {

    private static final Pattern STEP =
            Pattern.compile(
                    "\\.([\\w-]+(?:\\\\\\.[\\w-]+)*)|\\['([^']+)'\\]|\\[(\\d+|\\*)\\]|\\[\\?\\(@\\.([\\w.]+)\\s*==\\s*['\"]([^'\"]*)['\"]\\)\\]");

    private CustomColumns() {}

    static List<Column> of(List<Map<String, Object>> declared, Age age) {
        var columns = new ArrayList<Column>();
        columns.add(Column.text("Name", o -> Trees.stringAt(o, "metadata", "name").orElse("")));
        if (declared.isEmpty()) {
            columns.add(Column.text("Age", age::of));
        }
        for (var column : declared) {
            var type = Trees.stringAt(column, "type").orElse("string");
            var path = Trees.stringAt(column, "jsonPath").orElse("");
            columns.add(
                    new Column(
                            Trees.stringAt(column, "name").orElse(""),
                            type.equals("date") ? "date" : type,
                            Trees.longAt(column, "priority").orElse(0L).intValue(),
                            object ->
                                    find(object, path)
                                            .map(v ->
                                                    type.equals("date")
                                                            ? age.since(String.valueOf(v))
                                                            : shown(v, type))
                                            .orElse(type.equals("date") ? "<unknown>" : "")));
        }
        return columns;
    }

    private static Object shown(Object value, String type) {
        return switch (value) {
            case String text -> text;
            case Long n when type.equals("integer") || type.equals("number") -> n;
            case Boolean b when type.equals("boolean") -> b;
            default -> Json.write(value);
        };
    }

    private static Optional<Object> find(Map<String, Object> object, String path) {
        List<Object> current = List.of(object);
        var match = STEP.matcher(path);
        while (match.find()) {
            var next = new ArrayList<Object>();
            for (var value : current) {
                if (match.group(1) != null || match.group(2) != null) {
                    var name =
                            match.group(1) != null
                                    ? match.group(1).replace("\\.", ".")
                                    : match.group(2);
                    Trees.at(value, name).ifPresent(next::add);
                } else if (match.group(3) != null) {
                    var list = Trees.list(value);
                    if (match.group(3).equals("*")) {
                        next.addAll(list);
                    } else if (Integer.parseInt(match.group(3)) < list.size()) {
                        next.add(list.get(Integer.parseInt(match.group(3))));
                    }
                } else {
                    var field = match.group(4).split("\\.");
                    Trees.list(value).stream()
                            .filter(i ->
                                    Trees.at(i, field)
                                            .map(String::valueOf)
                                            .filter(match.group(5)::equals)
                                            .isPresent())
                            .forEach(next::add);
                }
            }
            current = next;
        }
        return current.stream().findFirst();
    }
}
