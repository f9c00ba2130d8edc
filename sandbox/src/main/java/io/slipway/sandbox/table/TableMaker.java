package io.slipway.sandbox.table;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.type.ServedType;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes tables of one type. */
final class TableMaker {

    private final List<Column> columns;

    TableMaker(Clock clock, ServedType type) {
        var age = new Age(clock);
        columns =
                type.custom()
                        .map(c -> CustomColumns.of(c.columns(), age))
                        .orElseGet(() -> new BuiltInColumns(age).of(type.group(), type.plural()));
    }

    Map<String, Object> table(
            List<Map<String, Object>> objects,
            Map<String, Object> metadata,
            String include,
            boolean described) {
        var table = new LinkedHashMap<String, Object>();
        table.put("kind", "Table");
        table.put("apiVersion", "meta.k8s.io/v1");
        table.put("metadata", metadata);
        table.put(
                "columnDefinitions",
                described
                        ? columns.stream().<Object>map(TableMaker::definition).toList()
                        : List.of());
        table.put("rows", objects.stream().<Object>map(o -> row(o, include)).toList());
        return table;
    }

    private static Map<String, Object> definition(Column column) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", column.name());
        tree.put("type", column.type());
        tree.put("format", column.name().equals("Name") ? "name" : "");
        tree.put("description", "");
        tree.put("priority", (long) column.priority());
        return tree;
    }

    private Map<String, Object> row(Map<String, Object> object, String include) {
        var row = new LinkedHashMap<String, Object>();
        row.put("cells", columns.stream().map(c -> c.cell().apply(object)).toList());
        switch (include) {
            case "None" -> {}
            case "Object" -> row.put("object", object);
            default -> {
                var partial = new LinkedHashMap<String, Object>();
                partial.put("kind", "PartialObjectMetadata");
                partial.put("apiVersion", "meta.k8s.io/v1");
                partial.put("metadata", Trees.mapAt(object, "metadata"));
                row.put("object", partial);
            }
        }
        return row;
    }
}
