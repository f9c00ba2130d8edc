package io.slipway.engine.diff;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the fields in which two trees differ, and who owns them. Pure. */
final class FieldDifferences {

    private final List<FieldDifference> found = new ArrayList<>();

    private FieldDifferences() {}

    static List<FieldDifference> between(
            ResourceObject live, ResourceObject predicted, Ownership owners) {
        var differences = new FieldDifferences();
        differences.visit("", live.tree(), predicted.tree(), owners);
        return differences.found;
    }

    private void visit(
            String path, @Nullable Object live, @Nullable Object predicted, Ownership owners) {
        if (same(live, predicted)) {
            return;
        }
        if (live instanceof Map<?, ?> && predicted instanceof Map<?, ?>) {
            var a = Trees.map(live).orElseThrow();
            var b = Trees.map(predicted).orElseThrow();
            var fields = new TreeSet<>(a.keySet());
            fields.addAll(b.keySet());
            fields.forEach(
                    f -> visit(path + "/" + escaped(f), a.get(f), b.get(f), owners.field(f)));
        } else if (live instanceof List<?> a
                && predicted instanceof List<?> b
                && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                var below = owners.hasElements() ? owners.element(a.get(i), i) : owners;
                visit(path + "/" + i, a.get(i), b.get(i), below);
            }
        } else {
            found.add(
                    new FieldDifference(
                            path,
                            Optional.ofNullable(live),
                            Optional.ofNullable(predicted),
                            owners.managers()));
        }
    }

    /** Equal as JSON: numbers by value, a null field as a missing one. */
    static boolean same(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
            return left.keySet().stream().allMatch(k -> same(left.get(k), right.get(k)))
                    && right.keySet().stream()
                            .allMatch(k -> left.containsKey(k) || right.get(k) == null);
        }
        if (a instanceof List<?> left && b instanceof List<?> right) {
            for (int i = 0; i < left.size() && left.size() == right.size(); i++) {
                if (!same(left.get(i), right.get(i))) {
                    return false;
                }
            }
            return left.size() == right.size();
        }
        if (a instanceof Number left && b instanceof Number right) {
            return new BigDecimal(left.toString()).compareTo(new BigDecimal(right.toString())) == 0;
        }
        return Objects.equals(a, b);
    }

    private static String escaped(String field) {
        return field.replace("~", "~0").replace("/", "~1");
    }
}
