package io.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The table of {@code FEATURES.md}: what of each feature is compared with the original. */
class FeatureMatrixTest {

    private static final List<String> KINDS_OF_REFUSAL =
            List.of("form", "files", "selection", "value");

    /** Cells that cannot be filled, with the reason. */
    private static final Map<String, String> IMPOSSIBLE =
            Map.of(
                    "helm works", "the recorded programs have no Helm; see KustomizerTest",
                    "layers refused", "pairs of features, of which none is an error");

    private static final class Row {
        private int works;
        private int older;
        private final Map<String, Integer> refused = new TreeMap<>();
    }

    @Test
    void everyFeatureHasCasesThatWorkAndCasesThatAreRefused() throws IOException {
        var rows = new TreeMap<String, Row>();
        for (var folder : GoldenTest.cases()) {
            var feature = folder.getName(folder.getNameCount() - 2).toString();
            var row = rows.computeIfAbsent(feature, _ -> new Row());
            if (Files.exists(folder.resolve("expected.yaml"))) {
                row.works++;
            } else {
                var message = Files.readString(folder.resolve("expected-error.txt"));
                row.refused.merge(kind(message), 1, Integer::sum);
            }
            boolean differs =
                    Files.exists(folder.resolve("expected-5.5.yaml"))
                            || Files.exists(folder.resolve("expected-error-5.5.txt"));
            row.older += differs ? 1 : 0;
        }
        rows.forEach((feature, row) -> {
            assertThat(row.works > 0 || IMPOSSIBLE.containsKey(feature + " works"))
                    .as("no case of %s works", feature)
                    .isTrue();
            assertThat(!row.refused.isEmpty() || IMPOSSIBLE.containsKey(feature + " refused"))
                    .as("no case of %s is refused", feature)
                    .isTrue();
        });
        Golden.assertMatches(Path.of("FEATURES.md"), page(rows));
    }

    private static String kind(String message) {
        if (message.contains("cannot unmarshal")
                || message.contains("unknown field")
                || message.contains("yaml: ")
                || message.contains("invalid Kustomization")) {
            return "form";
        }
        if (message.contains("no such file")
                || message.contains("security;")
                || message.contains("unable to find one of")
                || message.contains("must build at directory")
                || message.contains("cycle detected")
                || message.contains("cannot be absolute")) {
            return "files";
        }
        if (message.contains("match")
                || message.contains("already registered")
                || message.contains("multiple")
                || message.contains("not found")
                || message.contains("selected")
                || message.contains("does not exist")
                || message.contains("conflict")
                || message.contains("already encountered")) {
            return "selection";
        }
        return "value";
    }

    private static String page(Map<String, Row> rows) {
        var page = new StringBuilder();
        page.append("# What is compared with kustomize\n\n");
        page.append(
                "How many recorded cases there are of each feature (`src/test/resources/golden`), by outcome: ");
        page.append(
                "what kustomize 5.8.1 builds, and what it refuses because of the form of a file ");
        page.append(
                "(YAML, types, unknown fields), of files that are missing or out of bounds, of what a step ");
        page.append(
                "selects (nothing, too much, the same twice), or of a value. The last column counts the cases in ");
        page.append(
                "which 5.5.0 does something else. Made by `FeatureMatrixTest`, which fails on a feature without ");
        page.append("cases that work or without cases that are refused.\n\n");
        page.append("| feature | works | ");
        page.append(String.join(" | ", KINDS_OF_REFUSAL));
        page.append(" | otherwise in 5.5 |\n|---|---|");
        page.repeat("---|", KINDS_OF_REFUSAL.size()).append("---|\n");
        rows.forEach((feature, row) -> {
            page.append("| ").append(feature).append(" | ");
            page.append(cell(row.works, feature + " works"));
            for (var kind : KINDS_OF_REFUSAL) {
                page.append(" | ").append(row.refused.getOrDefault(kind, 0));
            }
            page.append(" | ").append(row.older).append(" |\n");
        });
        IMPOSSIBLE.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e ->
                        page.append("\n`")
                                .append(e.getKey())
                                .append("` is empty: ")
                                .append(e.getValue())
                                .append(".\n"));
        return page.toString();
    }

    private static String cell(int count, String name) {
        return count == 0 && IMPOSSIBLE.containsKey(name) ? "–" : Integer.toString(count);
    }
}
