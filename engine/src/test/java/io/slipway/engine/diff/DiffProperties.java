package io.slipway.engine.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for the difference of any two objects (spec: diff C3, C4). */
class DiffProperties {

    private static final Differ DIFFER = new Differ((_, tree) -> tree);
    private static final DiffRules RULES =
            new DiffRules(Tracking.defaults(), List.of(), false, false, "slipway");

    @Provide
    Arbitrary<Map<String, Object>> specs() {
        return maps(3);
    }

    private static Arbitrary<Map<String, Object>> maps(int depth) {
        return Combinators.combine(Arbitraries.of("a", "b", "c", "d/e", "f~g"), values(depth))
                .as(Map::entry)
                .list()
                .ofMaxSize(4)
                .map(entries -> {
                    var map = new LinkedHashMap<String, Object>();
                    entries.forEach(e -> map.put(e.getKey(), e.getValue()));
                    return map;
                });
    }

    private static Arbitrary<Object> values(int depth) {
        Arbitrary<Object> leaf = Arbitraries.of("x", "y", "", 1L, 2L, 1.5d, true, false);
        return depth == 0
                ? leaf
                : Arbitraries.oneOf(
                        leaf,
                        maps(depth - 1).map(m -> (Object) m),
                        leaf.list().ofMaxSize(3).map(l -> (Object) new ArrayList<>(l)),
                        maps(depth - 1)
                                .list()
                                .ofMaxSize(2)
                                .map(l -> (Object) new ArrayList<Object>(l)));
    }

    private static ResourceObject widget(Map<String, Object> spec) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("apiVersion", "example.com/v1");
        tree.put("kind", "Widget");
        Trees.put(tree, "w", "metadata", "name");
        tree.put("spec", spec);
        return ResourceObject.of(tree);
    }

    private static ObjectDiff diff(
            ResourceObject desired, ResourceObject live, DiffStrategy strategy) {
        return DIFFER.diff(desired, live, strategy, RULES, o -> o);
    }

    @Property(tries = 200)
    void anObjectDoesNotDifferFromItself(@ForAll("specs") Map<String, Object> spec) {
        for (var strategy : DiffStrategy.values()) {
            assertThat(diff(widget(spec), widget(spec), strategy).modified())
                    .as(strategy.name())
                    .isFalse();
        }
    }

    @Property(tries = 200)
    void aPredictionIsReached(
            @ForAll("specs") Map<String, Object> wanted,
            @ForAll("specs") Map<String, Object> there) {
        var desired = widget(wanted);
        var live = widget(there);
        var predicted = ThreeWayMerge.predict(desired, live);
        assertThat(ThreeWayMerge.predict(desired, predicted)).isEqualTo(predicted);
        assertThat(diff(desired, predicted, DiffStrategy.THREE_WAY).modified()).isFalse();
    }

    @Property(tries = 200)
    void fieldsTellExactlyWhatDiffers(
            @ForAll("specs") Map<String, Object> one, @ForAll("specs") Map<String, Object> other) {
        var diff = diff(widget(one), widget(other), DiffStrategy.SERVER_SIDE);
        assertThat(diff.fields().isEmpty()).isEqualTo(!diff.modified());
        for (var field : diff.fields()) {
            assertThat(Normalizer.get(diff.live().orElseThrow().tree(), field.pointer()))
                    .isEqualTo(field.live());
            assertThat(Normalizer.get(diff.predicted().orElseThrow().tree(), field.pointer()))
                    .isEqualTo(field.predicted());
        }
    }

    @Property(tries = 200)
    void ignoringEveryDifferingFieldLeavesNone(
            @ForAll("specs") Map<String, Object> one, @ForAll("specs") Map<String, Object> other) {
        var pointers =
                diff(widget(one), widget(other), DiffStrategy.SERVER_SIDE).fields().stream()
                        .map(FieldDifference::pointer)
                        .toList()
                        .reversed();
        var ignore = new IgnoreDifference("*", "*", "", "", pointers, List.of(), List.of());
        var rules = new DiffRules(Tracking.defaults(), List.of(ignore), false, false, "slipway");
        assertThat(
                        DIFFER.diff(
                                        widget(one),
                                        widget(other),
                                        DiffStrategy.SERVER_SIDE,
                                        rules,
                                        o -> o)
                                .modified())
                .isFalse();
    }

    @Property(tries = 200)
    void ignoredFieldsKeepTheirLiveValues(
            @ForAll("specs") Map<String, Object> wanted,
            @ForAll("specs") Map<String, Object> there) {
        var ignore =
                new IgnoreDifference("*", "*", "", "", List.of("/spec/a"), List.of(), List.of());
        var rules = new DiffRules(Tracking.defaults(), List.of(ignore), false, false, "slipway");
        var kept = DIFFER.withLiveValues(widget(wanted), widget(there), rules);
        assertThat(kept.at("spec", "a")).isEqualTo(widget(there).at("spec", "a"));
        assertThat(kept.without("spec", "a")).isEqualTo(widget(wanted).without("spec", "a"));
    }
}
