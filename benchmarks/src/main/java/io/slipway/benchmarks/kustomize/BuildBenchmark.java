package io.slipway.benchmarks.kustomize;

import io.slipway.kustomize.Kustomizer;
import io.slipway.kustomize.option.Compatibility;
import io.slipway.kustomize.option.KustomizeOptions;
import io.slipway.tree.FileTree;
import io.slipway.tree.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The same kustomizations built in this process and by forking the original. {@code -Dkubectl=PATH}
 * names a kubectl, or {@code -Dkustomize=PATH} a kustomize; without either only our own times are
 * measured. Allocation: run with {@code -prof gc}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class BuildBenchmark {

    /** Which of the kustomizations; {@code tenth} has a tenth of the resources of large. */
    @Param({"small", "medium", "tenth", "large"})
    public String size = "small";

    private final KustomizeOptions options =
            KustomizeOptions.defaults().withCompatibility(Compatibility.V5_5);
    private FileTree tree = Trees.tree(Map.of());
    private Path folder = Path.of(".");

    /** Writes the files once for the forked process. */
    @Setup
    public void write() throws IOException {
        var files =
                switch (size) {
                    case "small" -> Trees.small();
                    case "medium" -> Trees.medium();
                    case "tenth" -> Trees.overlay(67, 10);
                    case "large" -> Trees.large();
                    default -> throw new IllegalArgumentException(size);
                };
        tree = Trees.tree(files);
        folder = Files.createTempDirectory("kustomize-benchmark");
        for (var e : files.entrySet()) {
            var file = folder.resolve(e.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, e.getValue());
        }
    }

    /** Our library, warm, from memory to text. */
    @Benchmark
    public String ours() {
        return new Kustomizer().build(tree, TreePath.of("overlay"), options).yaml();
    }

    /** The original in a process of its own. */
    @Benchmark
    public int forked() throws IOException, InterruptedException {
        var overlay = folder.resolve("overlay").toString();
        var kustomize = System.getProperty("kustomize");
        var command =
                kustomize == null
                        ? new ProcessBuilder(
                                System.getProperty("kubectl", "kubectl"), "kustomize", overlay)
                        : new ProcessBuilder(kustomize, "build", overlay);
        return command.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }
}
