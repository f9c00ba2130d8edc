package io.slipway.kustomize.field;

import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.resource.TypeName;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in objects of a type.
 *
 * @param type selects the objects
 * @param path names of fields, separated by {@code /}
 * @param create whether missing maps on the way are made
 * @param segments of the path
 */
public record FieldSpec(TypeName type, String path, boolean create, List<String> segments) {

    public FieldSpec(TypeName type, String path, boolean create) {
        this(type, path, create, split(path, '/'));
    }

    /** The parts of a path; a backslash before the separator takes its meaning away. */
    public static List<String> split(String path, char separator) {
        var parts = new ArrayList<String>();
        int from = 0;
        var pieces = new ArrayList<String>();
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == separator) {
                pieces.add(path.substring(from, i));
                from = i + 1;
            }
        }
        int first = pieces.size() > 1 && pieces.getFirst().isEmpty() ? 1 : 0;
        parts.add(pieces.get(first));
        for (int i = first + 1; i < pieces.size(); i++) {
            var last = parts.getLast();
            if (last.endsWith("\\")) {
                parts.set(
                        parts.size() - 1,
                        last.substring(0, last.length() - 1) + separator + pieces.get(i));
            } else {
                parts.add(pieces.get(i));
            }
        }
        return List.copyOf(parts);
    }

    private boolean covers(FieldSpec other) {
        return path.equals(other.path) && type.isSelectedBy(other.type);
    }

    /**
     * A list with one more place, unless it has it already.
     *
     * @throws KustomizeException when the list has the place with another {@code create}
     */
    static void addTo(List<FieldSpec> list, FieldSpec more) {
        for (var present : list) {
            if (present.covers(more)) {
                if (present.create != more.create) {
                    throw new KustomizeException("conflicting fieldspecs");
                }
                return;
            }
        }
        list.add(more);
    }

    /** Both lists as one. */
    public static List<FieldSpec> merged(List<FieldSpec> list, List<FieldSpec> more) {
        if (more.isEmpty()) {
            return list;
        }
        var all = new ArrayList<>(list);
        for (var spec : more) {
            addTo(all, spec);
        }
        return all;
    }
}
