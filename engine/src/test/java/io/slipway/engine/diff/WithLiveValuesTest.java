package io.slipway.engine.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.fixture.Manifests;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.ResourceObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ignored fields keep their live values when RespectIgnoreDifferences is set (spec: sync B7). */
class WithLiveValuesTest {

    private static final Differ DIFFER = new Differ(new JacksonJq(Duration.ofSeconds(5)));

    private static ResourceObject kept(
            ResourceObject desired, ResourceObject live, IgnoreDifference ignore) {
        var rules = new DiffRules(Tracking.defaults(), List.of(ignore), false, false, "slipway");
        return DIFFER.withLiveValues(desired, live, rules);
    }

    private static ResourceObject widget(String spec) {
        return Manifests.object(
                "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: " + spec);
    }

    @Test
    void aPointersLiveValueIsKept() {
        var result =
                kept(
                        widget("{a: 1, b: 2}"),
                        widget("{a: 9, b: 8}"),
                        IgnoreDifference.pointers("example.com", "Widget", "/spec/a"));
        assertThat(result).isEqualTo(widget("{a: 9, b: 2}"));
    }

    @Test
    void aFieldThatLiveLacksIsLeftOut() {
        var result =
                kept(
                        widget("{a: 1, b: 2}"),
                        widget("{b: 8}"),
                        IgnoreDifference.pointers("example.com", "Widget", "/spec/a"));
        assertThat(result).isEqualTo(widget("{b: 2}"));
    }

    @Test
    void aFieldThatOnlyLiveHasIsKept() {
        var result =
                kept(
                        widget("{b: 2}"),
                        widget("{b: 2, deep: {x: 1, y: 2}}"),
                        IgnoreDifference.pointers("example.com", "Widget", "/spec/deep/x"));
        assertThat(result).isEqualTo(widget("{b: 2, deep: {x: 1}}"));
    }

    @Test
    void listsKeepTheirOtherParts() {
        var ignore =
                new IgnoreDifference(
                        "example.com",
                        "Widget",
                        "",
                        "",
                        List.of(),
                        List.of(".spec.parts[] | select(.name == \"b\") | .v"),
                        List.of());
        var result =
                kept(
                        widget("{parts: [{name: b, v: 1, w: 5}, {name: a, v: 1}]}"),
                        widget("{parts: [{name: a, v: 8}, {name: b, v: 9, w: 4}]}"),
                        ignore);
        assertThat(result).isEqualTo(widget("{parts: [{name: b, v: 9, w: 5}, {name: a, v: 1}]}"));
    }

    @Test
    void elementsThatAreIgnoredWholeComeFromLive() {
        var ignore =
                new IgnoreDifference(
                        "example.com",
                        "Widget",
                        "",
                        "",
                        List.of(),
                        List.of(".spec.parts[] | select(.name == \"injected\")"),
                        List.of());
        var result =
                kept(
                        widget("{parts: [{name: a, v: 1}]}"),
                        widget("{parts: [{name: a, v: 8}, {name: injected}]}"),
                        ignore);
        assertThat(result).isEqualTo(widget("{parts: [{name: a, v: 1}, {name: injected}]}"));
    }

    @Test
    void theStatusIsNeverCopied() {
        var live = widget("{a: 1}").with("Ready", "status", "phase");
        assertThat(kept(widget("{a: 1}"), live, IgnoreDifference.pointers("*", "*", "/status")))
                .isEqualTo(widget("{a: 1}"));
    }

    @Test
    void fieldsOfTrustedManagersAreKept() {
        var live =
                Manifests.object(
                        """
                        apiVersion: example.com/v1
                        kind: Widget
                        metadata: {name: w, managedFields: [{manager: scaler, operation: Update, apiVersion: example.com/v1, fieldsV1: {"f:spec": {"f:size": {}}}}]}
                        spec: {size: 9, other: 1}
                        """);
        var ignore =
                new IgnoreDifference(
                        "*", "Widget", "", "", List.of(), List.of(), List.of("scaler"));
        assertThat(kept(widget("{size: 2, other: 3}"), live, ignore))
                .isEqualTo(widget("{size: 9, other: 3}"));
    }
}
