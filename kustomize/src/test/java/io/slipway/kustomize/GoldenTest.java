package io.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kustomize.option.Compatibility;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.option.KustomizeOptions;
import io.slipway.kustomize.option.LoadRestriction;
import io.slipway.kustomize.option.Reorder;
import io.slipway.testkit.Golden;
import io.slipway.tree.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case under {@code golden/FEATURE/CASE}: the input, and what the real kustomize makes of it,
 * recorded by {@code conformance/kustomize/record}. For refusals the folder also holds our message.
 */
class GoldenTest {

    private static final Path ROOT = Path.of("src/test/resources/golden");

    static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.walk(ROOT, 2)) {
            return folders.filter(f -> Files.isDirectory(f.resolve("input"))).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void newestBehaviourIsThatOfKustomize58(Path folder) throws IOException {
        check(folder, Compatibility.V5_8, "");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void compatibleBehaviourIsThatOfKustomize55(Path folder) throws IOException {
        boolean differs =
                Files.exists(folder.resolve("expected-5.5.yaml"))
                        || Files.exists(folder.resolve("expected-error-5.5.txt"));
        check(folder, Compatibility.V5_5, differs ? "-5.5" : "");
    }

    @Test
    void thereIsACaseForEveryFeatureAndOutcome() throws IOException {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(400);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyRefusalNamesItsFile(Path folder) throws IOException {
        for (var name : List.of("message.txt", "message-5.5.txt")) {
            if (Files.exists(folder.resolve(name))) {
                var message = Files.readString(folder.resolve(name));
                // Which of several kustomization files was meant, nobody can say.
                assertThat(message)
                        .containsPattern(
                                message.startsWith("Found multiple kustomization files")
                                        ? "\\[layer [^\\]]+]"
                                        : "\\[(layer [^,]+, )?file [^\\]]+]");
            }
        }
    }

    private static void check(Path folder, Compatibility compatibility, String variant)
            throws IOException {
        var options = KustomizeOptions.defaults().withCompatibility(compatibility);
        if (Files.exists(folder.resolve("flags"))) {
            var flags = Files.readString(folder.resolve("flags"));
            options =
                    flags.contains("LoadRestrictionsNone")
                            ? options.withLoadRestriction(LoadRestriction.NONE)
                            : options;
            options =
                    flags.contains("--reorder none") ? options.withReorder(Reorder.NONE) : options;
        }
        String actual;
        try {
            actual =
                    new Kustomizer()
                            .build(new DiskTree(folder.resolve("input")), TreePath.ROOT, options)
                            .yaml();
        } catch (KustomizeException e) {
            assertThat(folder.resolve("expected-error" + variant + ".txt"))
                    .as("kustomize builds what we refuse: " + e.getMessage())
                    .exists();
            assertMessage(folder, compatibility, e.getMessage() + "\n");
            return;
        }
        var expected = folder.resolve("expected" + variant + ".yaml");
        assertThat(expected).as("kustomize refuses what we build").exists();
        assertThat(actual).isEqualTo(Files.readString(expected));
    }

    /** The older behaviour has a message of its own only where it differs. */
    private static void assertMessage(Path folder, Compatibility compatibility, String message)
            throws IOException {
        var usual = folder.resolve("message.txt");
        var older = folder.resolve("message-5.5.txt");
        boolean own =
                compatibility == Compatibility.V5_5
                        && (Files.exists(older)
                                || !Files.exists(usual)
                                || !Files.readString(usual).equals(message));
        Golden.assertMatches(own ? older : usual, message);
    }
}
