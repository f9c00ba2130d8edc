package io.slipway.engine.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.patch.MergePatch;
import io.slipway.manifests.yaml.Json;
import io.slipway.manifests.yaml.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of {@code diff-cases.txt} (spec: diff C3, C4). */
class DiffCasesTest {

    private static final Differ DIFFER = new Differ(new JacksonJq(Duration.ofSeconds(5)));

    /**
     * One case: its parts by their first word; what stands behind the word goes before the rest.
     */
    record Case(String name, Map<String, String> parts) {

        ResourceObject object(String side) {
            var whole = parts.get("whole-" + side);
            if (whole != null) {
                return ResourceObject.of(tree(whole));
            }
            return patched(parts.getOrDefault(side, "{}"), tree(text("base")));
        }

        static ResourceObject patched(String patch, Map<String, Object> base) {
            return ResourceObject.of(Trees.map(MergePatch.apply(base, tree(patch))).orElseThrow());
        }

        String text(String part) {
            return Objects.requireNonNull(parts.get(part), part);
        }

        ResourceObject live() {
            var live = object("live");
            return parts.containsKey("last")
                    ? live.withAnnotation(
                            ThreeWayMerge.LAST_APPLIED, Json.write(object("last").tree()))
                    : live;
        }

        ResourceObject answer() {
            return patched(parts.getOrDefault("answer", "{}"), live().copyOfTree());
        }

        List<IgnoreDifference> ignores() {
            var all = new ArrayList<>(IgnoreDifference.system());
            Trees.list(Yaml.document(parts.getOrDefault("ignore", "[]")))
                    .forEach(r ->
                            all.add(
                                    new IgnoreDifference(
                                            Trees.stringAt(r, "group").orElse(""),
                                            Trees.stringAt(r, "kind").orElse(""),
                                            Trees.stringAt(r, "name").orElse(""),
                                            Trees.stringAt(r, "namespace").orElse(""),
                                            texts(r, "jsonPointers"),
                                            texts(r, "jqPathExpressions"),
                                            texts(r, "managedFieldsManagers"))));
            return all;
        }

        private static List<String> texts(Object rule, String field) {
            return Trees.listAt(rule, field).stream().map(String.class::cast).toList();
        }

        ObjectDiff diff() {
            var rules =
                    new DiffRules(
                            Tracking.defaults(),
                            ignores(),
                            parts.containsKey("ignore-aggregated"),
                            parts.containsKey("include-mutations"),
                            "slipway");
            var strategy =
                    DiffStrategy.valueOf(parts.getOrDefault("strategy", "THREE_WAY").strip());
            return DIFFER.diff(object("config"), live(), strategy, rules, _ -> answer());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Map<String, Object> tree(String text) {
        return Trees.copyMap(Trees.map(Yaml.document(text)).orElseThrow());
    }

    static Stream<Case> cases() {
        try (var in =
                Objects.requireNonNull(DiffCasesTest.class.getResourceAsStream("diff-cases.txt"))) {
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("(?m)^=== ")).skip(1).map(DiffCasesTest::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Case read(String text) {
        var parts = new LinkedHashMap<String, String>();
        var blocks = text.split("(?m)^--- ");
        for (int i = 1; i < blocks.length; i++) {
            var words = blocks[i].strip().split("\\s", 2);
            parts.put(words[0], words.length > 1 ? words[1] : "");
        }
        return new Case(blocks[0].strip(), parts);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void differsWhereItIsSaid(Case one) {
        var diff = one.diff();
        var expected = one.text("expect").strip();
        assertThat(
                        diff.modified()
                                ? diff.fields().stream().map(FieldDifference::pointer).toList()
                                : List.of("same"))
                .containsExactly(expected.split(" "));
    }

    /** What an apply would leave does not differ from itself, and its normal form is stable. */
    @ParameterizedTest
    @MethodSource("cases")
    void thePredictionIsANormalForm(Case one) {
        var predicted = one.diff().predicted().orElseThrow();
        var normalizer = new Normalizer(new JacksonJq(Duration.ofSeconds(5)));
        var rules =
                new DiffRules(
                        Tracking.defaults(),
                        IgnoreDifference.system(),
                        one.parts().containsKey("ignore-aggregated"),
                        false,
                        "slipway");
        assertThat(normalizer.normalize(predicted, predicted.key(), rules, true).tree())
                .isEqualTo(
                        normalizer
                                .normalize(
                                        normalizer.normalize(
                                                predicted, predicted.key(), rules, true),
                                        predicted.key(),
                                        rules,
                                        true)
                                .tree());
        assertThat(
                        DIFFER.diff(predicted, predicted, DiffStrategy.THREE_WAY, rules, o -> o)
                                .modified())
                .isFalse();
    }

    @Test
    void noCaseIsWrittenTwice() {
        assertThat(cases().map(Case::name)).doesNotHaveDuplicates();
    }
}
