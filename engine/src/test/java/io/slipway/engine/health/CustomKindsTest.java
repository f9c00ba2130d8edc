package io.slipway.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.fixture.Manifests;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.testkit.Golden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of kinds: a case of each state, and no kind without a good one (spec: health H4). */
class CustomKindsTest {

    private static final HealthRules RULES = HealthRules.builtIn();
    private static final Instant NOW = Instant.parse("2026-11-23T20:00:00Z");
    private static final Pattern CONDITIONS = Pattern.compile("c\\((.*)\\)");

    /** One line of the file. */
    record Line(String type, String body, String expected) {

        ResourceObject object() {
            var parts = type.split(" ");
            return Manifests.object(
                    "{apiVersion: %s, kind: %s, %s}".formatted(parts[0], parts[1], written()));
        }

        private String written() {
            var short_ = CONDITIONS.matcher(body);
            if (!short_.matches()) {
                return body;
            }
            return Stream.of(short_.group(1).split(", "))
                    .map(Line::condition)
                    .collect(Collectors.joining(", ", "status: {conditions: [", "]}"));
        }

        private static String condition(String text) {
            var typeAndRest = text.split("=");
            var statusAndReason = typeAndRest[1].split("/");
            return "{type: %s, status: \"%s\", reason: %s}"
                    .formatted(
                            typeAndRest[0],
                            statusAndReason[0],
                            statusAndReason.length > 1 ? statusAndReason[1] : "AsExpected");
        }

        String found() {
            return RULES.assess(object(), NOW).map(h -> h.status().text()).orElse("none");
        }
    }

    static List<Line> lines() {
        try (var in =
                Objects.requireNonNull(
                        CustomKindsTest.class.getResourceAsStream("custom-kinds.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.isBlank() && !l.startsWith("#"))
                    .map(l -> l.split(" \\| "))
                    .map(p -> new Line(p[0], p[1], p[2]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void isAsItsControllerTells(Line line) {
        assertThat(line.found()).isEqualTo(line.expected());
    }

    @Test
    void everyKindOfTheTableHasACaseThatIsHealthy() {
        var healthy =
                lines().stream()
                        .filter(l -> l.expected().equals("Healthy"))
                        .map(l -> l.object().groupKind())
                        .toList();
        var missing = new ArrayList<GroupKind>();
        for (var kind : custom()) {
            if (healthy.stream().noneMatch(k -> covers(kind, k))) {
                missing.add(kind);
            }
        }
        assertThat(missing).isEmpty();
    }

    /** Kinds that other tests go through, and those that never have health, are left out. */
    private static List<GroupKind> custom() {
        return HealthRules.described().entrySet().stream()
                .filter(e -> !e.getValue().equals("none"))
                .map(Map.Entry::getKey)
                .filter(k -> k.group().contains("."))
                .filter(k -> !BuiltInHealth.isOwnGroup(k.group()))
                .filter(k ->
                        !k.equals(new GroupKind("argoproj.io", "Workflow"))
                                && !k.equals(new GroupKind("argoproj.io", "Application")))
                .filter(k -> !k.group().equals("certmanager.k8s.io"))
                .filter(k ->
                        !(k.group().startsWith("clickhouse")
                                && k.kind().contains("Keeper") != k.group().contains("keeper")))
                .toList();
    }

    private static boolean covers(GroupKind rule, GroupKind kind) {
        boolean group =
                rule.group().startsWith("*")
                        ? kind.group().endsWith(rule.group().substring(1))
                        : rule.group().equals(kind.group());
        return group && (rule.kind().equals("*") || rule.kind().equals(kind.kind()));
    }

    @Test
    void nothingIsWaitedForInAnObjectThatIsBeingDeleted() {
        var deleting = "metadata: {deletionTimestamp: \"2026-01-01T00:00:00Z\"}";
        for (var kind : custom()) {
            var group = kind.group().replace("*", "a");
            var name = kind.kind().replace("*", "Widget");
            assertThat(new Line(group + "/v1 " + name, deleting, "").found())
                    .as(kind.toString())
                    .isEqualTo("Progressing");
        }
    }

    @Test
    void aKindsOwnRuleGoesBeforeThatOfItsFamily() {
        var kind = new GroupKind("s3.aws.upbound.io", "Bucket");
        HealthAssessor own = (_, _) -> java.util.Optional.of(Health.suspended("own"));
        var bucket = new Line("s3.aws.upbound.io/v1 Bucket", "status: {}", "").object();
        assertThat(RULES.with(kind, own).assess(bucket, NOW)).contains(Health.suspended("own"));
        assertThat(RULES.isGeneric(kind)).isFalse();
        assertThat(RULES.isGeneric(new GroupKind("upbound.io", "Bucket"))).isTrue();
        var family = new GroupKind("*.example.com", "*");
        var widget = new Line("a.b.example.com/v1 Widget", "spec: {}", "").object();
        assertThat(RULES.with(family, own).assess(widget, NOW)).contains(Health.suspended("own"));
    }

    @Test
    void thePageIsTheTable() {
        var page = new StringBuilder();
        page.append(
                """
                # Health: which kinds, and what decides

                Generated from the table of the rules (`./dev golden` rewrites it). For every kind: an object marked for deletion is
                Progressing, unless our hook finalizer is on it. Steps are separated by semicolons; the first that has a verdict decides.
                A kind `*` stands for all other kinds of its group, a group `*.…` for all groups that end so. Kinds that are not in
                the table go by the generic rule: late `status.observedGeneration`, then `Stalled`, `Failed`, `Degraded` or `Error`
                True, then `Reconciling` or `Progressing` True, then `spec.suspend` or `spec.paused`, then the condition `Ready`,
                else `Available`, `Healthy` or `Synced` (False is Progressing for five minutes, then Degraded), then `status.phase`;
                else no health.

                `slipway health FILE` assesses objects with this table ([cli.md](cli.md)).

                | group | kinds | what decides |
                | --- | --- | --- |
                """);
        HealthRules.described().entrySet().stream()
                .collect(
                        Collectors.groupingBy(
                                e -> List.of(e.getKey().group(), e.getValue()),
                                Collectors.mapping(e -> e.getKey().kind(), Collectors.toList())))
                .entrySet()
                .stream()
                .sorted(
                        Comparator.comparing((Map.Entry<List<String>, List<String>> e) ->
                                        e.getKey().getFirst())
                                .thenComparing(
                                        e -> e.getValue().stream().sorted().toList().getFirst()))
                .forEach(e ->
                        page.append(
                                "| %s | %s | %s |\n"
                                        .formatted(
                                                e.getKey().getFirst().isEmpty()
                                                        ? "core"
                                                        : e.getKey().getFirst().replace("*", "\\*"),
                                                e.getValue().stream()
                                                        .sorted()
                                                        .collect(Collectors.joining(", "))
                                                        .replace("*", "\\*"),
                                                e.getKey().getLast())));
        Golden.assertMatches(Path.of("../docs/health.md"), page.toString());
    }
}
