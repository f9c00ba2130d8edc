package io.slipway.engine.health;

import static io.slipway.engine.health.Case.on;
import static io.slipway.engine.health.HealthStatus.DEGRADED;
import static io.slipway.engine.health.HealthStatus.HEALTHY;
import static io.slipway.engine.health.HealthStatus.PROGRESSING;
import static io.slipway.engine.health.HealthStatus.SUSPENDED;
import static io.slipway.engine.health.StatusRule.rule;

import io.slipway.engine.health.Conditions.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Flux: what is suspended, what reconciles, and whether all that must be true is. */
final class FluxRules {

    private FluxRules() {}

    private static final String SOURCE = "source.toolkit.fluxcd.io";
    private static final String IMAGE = "image.toolkit.fluxcd.io";
    private static final String NOTIFICATION = "notification.toolkit.fluxcd.io";

    static void register(KindTable table) {
        table.put(
                SOURCE,
                "GitRepository Bucket HelmChart OCIRepository ExternalArtifact",
                done("ArtifactInStorage"));
        table.put(
                SOURCE,
                "HelmRepository",
                rule().whenTrue("spec.suspend", SUSPENDED)
                        .when(
                                "of type oci, which has no status",
                                o -> Conditions.text(o, "spec", "type").equals("oci"),
                                HEALTHY)
                        .step(
                                done("ArtifactInStorage").text(),
                                o -> done("ArtifactInStorage").assess(o, Instant.EPOCH)));
        table.put("kustomize.toolkit.fluxcd.io", "Kustomization", done());
        table.put("helm.toolkit.fluxcd.io", "HelmRelease", done("Released"));
        table.put(IMAGE, "ImageUpdateAutomation", done());
        table.put(IMAGE, "ImageRepository", scanning("NewGeneration", "Scanning"));
        table.put(
                IMAGE,
                "ImagePolicy",
                scanning("NewGeneration", "AccessingRepository", "ApplyingPolicy"));
        table.put(
                NOTIFICATION,
                "Receiver",
                rule().whenTrue("spec.suspend", SUSPENDED)
                        .whenMissing("status.conditions", PROGRESSING)
                        .conditions(on("Ready", "True", HEALTHY))
                        .otherwise(DEGRADED));
        // Newer versions of these have no status.
        table.put(
                NOTIFICATION,
                "Alert Provider",
                rule().whenTrue("spec.suspend", SUSPENDED)
                        .conditions(on("Ready", "True", HEALTHY), on("Ready", "False", DEGRADED)));
    }

    /** Up to here: not suspended, looked at, not being worked on. */
    private static StatusRule begun() {
        return rule().whenTrue("spec.suspend", SUSPENDED)
                .whenMissing("status.conditions", PROGRESSING)
                .when(
                        "Ready Unknown",
                        o -> Conditions.find(o, "Ready").filter(c -> c.is("Unknown")).isPresent(),
                        PROGRESSING)
                .when(
                        "Ready True of an older generation",
                        o ->
                                Conditions.isTrue(o, "Ready")
                                        && o.at("status", "observedGeneration").isPresent()
                                        && Conditions.isObservedLate(o),
                        PROGRESSING);
    }

    /** Ready, and what else it may tell not false. */
    private static StatusRule done(String... alsoTold) {
        var others = List.of(alsoTold);
        return begun().when(
                        others.isEmpty()
                                ? "Ready True"
                                : "Ready True and " + String.join(", ", others) + " not False",
                        o ->
                                Conditions.isTrue(o, "Ready")
                                        && others.stream().noneMatch(t -> Conditions.isFalse(o, t)),
                        HEALTHY)
                .otherwise(DEGRADED);
    }

    /** Not ready while it is reconciling for one of these reasons is on its way. */
    private static StatusRule scanning(String... reasons) {
        return rule().whenTrue("spec.suspend", SUSPENDED)
                .whenMissing("status.conditions", PROGRESSING)
                .when(
                        "Ready False and Reconciling True (" + String.join(" or ", reasons) + ")",
                        o ->
                                Conditions.isFalse(o, "Ready")
                                        && Conditions.find(o, "Reconciling")
                                                .filter(Condition::isTrue)
                                                .filter(c -> Set.of(reasons).contains(c.reason()))
                                                .isPresent(),
                        PROGRESSING)
                .conditions(on("Ready", "True", HEALTHY))
                .otherwise(DEGRADED);
    }
}
