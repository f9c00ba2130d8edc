package io.slipway.engine.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.fixture.Manifests;
import io.slipway.manifests.ResourceKey;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tracking data, written and read (spec: diff T). */
class TrackingTest {

    private static final Tracking ANNOTATION = Tracking.defaults();
    private static final Tracking BOTH =
            new Tracking(
                    TrackingMethod.ANNOTATION_AND_LABEL, Tracking.INSTANCE_LABEL, Optional.empty());
    private static final Tracking LABEL =
            new Tracking(TrackingMethod.LABEL, "example.com/app", Optional.empty());

    @Test
    void theIdNamesInstanceTypeAndPlace() {
        var stamped =
                ANNOTATION.stamp(
                        Manifests.deployment("web").withNamespace("prod"), "team_shop", "prod");
        assertThat(stamped.annotation(Tracking.ID_ANNOTATION))
                .contains("team_shop:apps/Deployment:prod/web");
        assertThat(stamped.labels()).isEmpty();
        assertThat(ANNOTATION.instanceOf(stamped)).contains("team_shop");
    }

    @Test
    void coreKindsHaveAnEmptyGroupAndClusterScopedOnesTheDestinationsNamespace() {
        var namespace =
                Manifests.object("apiVersion: v1\nkind: Namespace\nmetadata: {name: space}");
        assertThat(ANNOTATION.stamp(namespace, "shop", "prod").annotation(Tracking.ID_ANNOTATION))
                .contains("shop:/Namespace:prod/space");
        assertThat(ANNOTATION.describesItself(ANNOTATION.stamp(namespace, "shop", "prod")))
                .isTrue();
    }

    @Test
    void aLabelBesidesTheAnnotationIsCutAndNotRead() {
        var instance = "x".repeat(60) + "-".repeat(10) + "y";
        var stamped = BOTH.stamp(Manifests.configMap("c", "1"), instance, "prod");
        assertThat(stamped.label(Tracking.INSTANCE_LABEL)).contains("x".repeat(60));
        assertThat(BOTH.instanceOf(stamped)).contains(instance);
        assertThat(BOTH.instanceOf(stamped.without("metadata", "annotations"))).isEmpty();
    }

    @Test
    void theLabelAloneIsNeverCutAndTellsNothingAboutCopies() {
        var instance = "x".repeat(80);
        var stamped = LABEL.stamp(Manifests.configMap("c", "1"), instance, "prod");
        assertThat(stamped.label("example.com/app")).contains(instance);
        assertThat(stamped.annotations()).isEmpty();
        assertThat(LABEL.instanceOf(stamped)).contains(instance);
        assertThat(LABEL.describesItself(stamped.withNamespace("elsewhere"))).isTrue();
    }

    @Test
    void definitionsAreNeverStampedOrRead() {
        var definition =
                Manifests.object(
                        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: d}");
        assertThat(ANNOTATION.stamp(definition, "shop", "prod")).isEqualTo(definition);
        assertThat(
                        ANNOTATION.instanceOf(
                                definition.withAnnotation(Tracking.ID_ANNOTATION, "shop:a/b:c/d")))
                .isEmpty();
    }

    @Test
    void aCopyInAnotherNamespaceOrUnderAnotherNameGivesItselfAway() {
        var stamped =
                ANNOTATION.stamp(
                        Manifests.configMap("c", "1").withNamespace("prod"), "shop", "prod");
        assertThat(ANNOTATION.describesItself(stamped)).isTrue();
        assertThat(ANNOTATION.describesItself(stamped.withNamespace("test"))).isFalse();
        assertThat(ANNOTATION.describesItself(stamped.with("d", "metadata", "name"))).isFalse();
        assertThat(ANNOTATION.describesItself(stamped.with("Secret", "kind"))).isFalse();
    }

    @Test
    void anotherInstallationsObjectsAreNotOurs() {
        var here =
                new Tracking(
                        TrackingMethod.ANNOTATION, Tracking.INSTANCE_LABEL, Optional.of("east"));
        var there =
                new Tracking(
                        TrackingMethod.ANNOTATION, Tracking.INSTANCE_LABEL, Optional.of("west"));
        var stamped = there.stamp(Manifests.configMap("c", "1"), "shop", "prod");
        assertThat(there.instanceOf(stamped)).contains("shop");
        assertThat(here.instanceOf(stamped)).isEmpty();
        assertThat(here.instanceOf(ANNOTATION.stamp(Manifests.configMap("c", "1"), "shop", "prod")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a:b",
                "a:b:c",
                "a:b/c:d",
                "a:b/c/d:e/f",
                ":b/c:d/e",
                "a:b/c:d/e/f"
            })
    void otherShapesAreNotOurs(String text) {
        assertThat(TrackingId.parse(text)).isEmpty();
    }

    @Test
    void namesMayHoldColons() {
        var id =
                new TrackingId(
                        "shop",
                        new ResourceKey(
                                "rbac.authorization.k8s.io", "Role", "prod", "system:reader"));
        assertThat(TrackingId.parse(id.toString())).contains(id);
    }
}
