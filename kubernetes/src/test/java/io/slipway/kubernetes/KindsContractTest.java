package io.slipway.kubernetes;

import static io.slipway.kubernetes.Target.US;
import static io.slipway.kubernetes.Target.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.cluster.ClusterException;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.TextLimits;
import io.slipway.manifests.yaml.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind: what the server makes of a small object (defaults, ownership), and what it says to a
 * broken one. The expected files were written by a real API server; only a run with one, and with
 * the system property {@code golden.write}, writes them.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.slipway.kubernetes.Targets#all")
class KindsContractTest {

    private static final Path FOLDER = Path.of("src/test/resources/kinds");

    private static final Pattern TOKEN_VOLUME = Pattern.compile("kube-api-access-[a-z0-9]{5}");

    private final Target target;

    KindsContractTest(Target target) {
        this.target = target;
    }

    @TestFactory
    Stream<DynamicTest> smallObjectIsFilledInLikeOnARealServer() {
        return cases("input.yaml", "expected", object -> outcome(object, true));
    }

    @TestFactory
    Stream<DynamicTest> brokenObjectIsRefusedInTheWordsOfARealServer() {
        return cases("broken.yaml", "refused", object -> outcome(object, false));
    }

    private Stream<DynamicTest> cases(
            String input,
            String expected,
            java.util.function.Function<ResourceObject, String> run) {
        var ns = target.namespace();
        var index = new java.util.concurrent.atomic.AtomicInteger();
        return objects(input).stream()
                .map(object -> {
                    var number = index.incrementAndGet();
                    var name = "%s-%s".formatted(object.kind(), caseName(object, number, expected));
                    return DynamicTest.dynamicTest(
                            name,
                            () ->
                                    check(
                                            FOLDER.resolve(expected).resolve(name + ".yaml"),
                                            run.apply(placed(object, ns))
                                                    .replace(ns, "NAMESPACE")));
                });
    }

    private static String caseName(ResourceObject object, int number, String expected) {
        return expected.equals("expected")
                ? object.name()
                : object.annotation("case").orElse(String.valueOf(number));
    }

    private static List<ResourceObject> objects(String file) {
        return Yaml.objects(text(file), TextLimits.defaults());
    }

    private static String text(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ResourceObject placed(ResourceObject object, String ns) {
        var namespaced = target.cluster().catalog().isNamespaced(object.groupKind()).orElse(true);
        return (namespaced ? object.withNamespace(ns) : object)
                .without("metadata", "annotations", "case");
    }

    private String outcome(ResourceObject object, boolean apply) {
        try {
            var result =
                    apply
                            ? target.cluster().apply(US, object, WRITE.withDryRun(true))
                            : target.cluster().create(US, object, WRITE.withDryRun(true));
            return TOKEN_VOLUME
                    .matcher(Yaml.write(normalised(result)).replace(result.uid(), "UID"))
                    .replaceAll("kube-api-access-RANDOM");
        } catch (ClusterException e) {
            return e.getClass().getSimpleName() + " " + e.code() + "\n" + e.getMessage() + "\n";
        }
    }

    private static Map<String, Object> normalised(ResourceObject object) {
        var tree = object.copyOfTree();
        Trees.put(tree, "UID", "metadata", "uid");
        Trees.put(tree, "TIME", "metadata", "creationTimestamp");
        if (Trees.at(tree, "status", "lastPhaseTransitionTime").isPresent()) {
            Trees.put(tree, "TIME", "status", "lastPhaseTransitionTime");
        }
        Trees.listAt(tree, "metadata", "managedFields")
                .forEach(f -> Trees.map(f).ifPresent(entry -> entry.put("time", "TIME")));
        if (Trees.stringAt(tree, "spec", "clusterIP")
                .filter(a -> a.startsWith("10."))
                .isPresent()) {
            Trees.put(tree, "ADDRESS", "spec", "clusterIP");
            Trees.put(tree, new ArrayList<>(List.of("ADDRESS")), "spec", "clusterIPs");
        }
        for (var port : Trees.listAt(tree, "spec", "ports")) {
            Trees.map(port)
                    .filter(p -> p.containsKey("nodePort"))
                    .ifPresent(p -> p.put("nodePort", "PORT"));
        }
        return sorted(tree);
    }

    private static Map<String, Object> sorted(Map<String, Object> tree) {
        var sorted = new java.util.TreeMap<String, @Nullable Object>();
        tree.forEach((k, v) -> sorted.put(k, sortedValue(v)));
        return sorted;
    }

    private static @Nullable Object sortedValue(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> _ -> sorted(Trees.map(value).orElseThrow());
            case List<?> list -> {
                var sorted = new ArrayList<@Nullable Object>();
                list.forEach(v -> sorted.add(sortedValue(v)));
                yield sorted;
            }
            case null, default -> value;
        };
    }

    private void check(Path file, String actual) throws IOException {
        if (Boolean.getBoolean("golden.write") && target.name().equals("real")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, actual);
            return;
        }
        assertThat(file).exists();
        assertThat(actual).isEqualTo(Files.readString(file));
    }
}
