package io.slipway.benchmarks.kustomize;

import io.slipway.kustomize.Kustomizer;
import io.slipway.kustomize.option.Compatibility;
import io.slipway.kustomize.option.KustomizeOptions;
import io.slipway.tree.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * A comparison that takes seconds: cold and warm times of our library beside forking {@code kubectl
 * kustomize}, the path of which is the argument, and whether both print the same. For numbers to be
 * kept use {@link BuildBenchmark}.
 */
public final class QuickComparison {

    private QuickComparison() {}

    /** Runs all sizes. */
    public static void main(String[] args) throws IOException, InterruptedException {
        System.out.println("tree            cold ms   warm ms  kubectl ms  ratio  same");
        compare("small", Trees.small(), 3_000, args);
        compare("medium", Trees.medium(), 150, args);
        compare("200 resources", Trees.overlay(67, 10), 60, args);
        compare("large", Trees.large(), 15, args);
    }

    private static void compare(String name, Map<String, String> files, int rounds, String[] args)
            throws IOException, InterruptedException {
        var tree = Trees.tree(files);
        var options = KustomizeOptions.defaults().withCompatibility(Compatibility.V5_5);
        var times = new double[rounds];
        var text = "";
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            text = new Kustomizer().build(tree, TreePath.of("overlay"), options).yaml();
            times[i] = (System.nanoTime() - start) / 1e6;
        }
        double cold = times[0];
        var warm = Arrays.copyOfRange(times, rounds / 2, rounds);
        Arrays.sort(warm);
        double median = warm[warm.length / 2];
        var folder = Files.createTempDirectory("kustomize-comparison");
        for (var e : files.entrySet()) {
            var file = folder.resolve(e.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, e.getValue());
        }
        double forked = Double.NaN;
        boolean same = false;
        if (args.length > 0) {
            var runs = new double[5];
            for (int i = 0; i < runs.length; i++) {
                long start = System.nanoTime();
                var process =
                        new ProcessBuilder(
                                        args[0], "kustomize", folder.resolve("overlay").toString())
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start();
                var printed =
                        new String(
                                process.getInputStream().readAllBytes(),
                                java.nio.charset.StandardCharsets.UTF_8);
                process.waitFor();
                runs[i] = (System.nanoTime() - start) / 1e6;
                same = printed.equals(text);
            }
            Arrays.sort(runs);
            forked = runs[runs.length / 2];
        }
        System.out.printf(
                Locale.ROOT,
                "%-14s %8.2f %9.3f %11.1f %6.0f  %s%n",
                name,
                cold,
                median,
                forked,
                forked / median,
                same);
    }
}
