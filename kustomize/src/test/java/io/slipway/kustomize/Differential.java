package io.slipway.kustomize;

import io.slipway.kustomize.option.Compatibility;
import io.slipway.kustomize.option.KustomizeOptions;
import io.slipway.kustomize.option.LoadRestriction;
import io.slipway.tree.TreePath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Builds many kustomizations in one process, for comparison with the original. Reads lines {@code
 * ROOT|DIRECTORY|COMPAT|OUTPUT} from standard input; writes OUTPUT.out or OUTPUT.err.
 */
final class Differential {

    private Differential() {}

    /** Runs until standard input ends. */
    public static void main(String[] args) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var parts = line.split("\\|");
            var options =
                    KustomizeOptions.defaults()
                            .withCompatibility(
                                    parts[2].equals("5.5")
                                            ? Compatibility.V5_5
                                            : Compatibility.V5_8);
            if (parts.length > 4 && parts[4].equals("none")) {
                options = options.withLoadRestriction(LoadRestriction.NONE);
            }
            try {
                var result =
                        new Kustomizer()
                                .build(
                                        new DiskTree(Path.of(parts[0])),
                                        TreePath.of(parts[1]),
                                        options);
                Files.writeString(Path.of(parts[3] + ".out"), result.yaml());
            } catch (RuntimeException | StackOverflowError e) {
                var trace = new java.io.StringWriter();
                e.printStackTrace(new java.io.PrintWriter(trace));
                Files.writeString(
                        Path.of(parts[3] + ".err"),
                        e instanceof io.slipway.kustomize.option.KustomizeException
                                ? e.getMessage() + "\n"
                                : "BUG " + trace);
            }
        }
    }
}
