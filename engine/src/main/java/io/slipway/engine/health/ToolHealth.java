package io.slipway.engine.health;

import io.slipway.engine.health.Conditions.Condition;
import io.slipway.manifests.ResourceObject;
import java.time.Instant;
import java.util.Optional;

/** Rules of single custom kinds that are more than one condition (health H4). */
final class ToolHealth {

    private ToolHealth() {}

    /**
     * cert-manager: a certificate that is being issued is on its way even while it is not ready.
     */
    static Optional<Health> certificate(ResourceObject certificate) {
        var ready = Conditions.find(certificate, "Ready");
        var issuing = Conditions.find(certificate, "Issuing").filter(Condition::isTrue);
        if (ready.filter(Condition::isTrue).isPresent()) {
            return Optional.of(Health.healthy(ready.get().message()));
        }
        if (issuing.isPresent()) {
            return Optional.of(Health.progressing(issuing.get().message()));
        }
        return Optional.of(
                ready.filter(Condition::isFalse)
                        .map(c -> Health.degraded(c.message()))
                        .orElse(Health.progressing("Waiting for certificate")));
    }

    /** KEDA. */
    static Optional<Health> scaled(ResourceObject scaled, Instant now) {
        var paused = Conditions.find(scaled, "Paused").filter(Condition::isTrue);
        return paused.isPresent()
                ? Optional.of(Health.suspended(paused.get().message()))
                : ConditionHealth.ready().assess(scaled, now);
    }

    /** CloudNativePG tells its state by a phase in words as well. */
    static Optional<Health> postgres(ResourceObject cluster, Instant now) {
        var phase = Conditions.text(cluster, "status", "phase");
        if (Conditions.find(cluster, "Ready").isPresent()) {
            return ConditionHealth.ready().passing("ClusterIsNotReady").assess(cluster, now);
        }
        return Optional.of(
                phase.equals("Cluster in healthy state")
                        ? Health.healthy(phase)
                        : Health.progressing(phase));
    }

    /** Strimzi has a condition of its own for what is not ready. */
    static Optional<Health> strimzi(ResourceObject object) {
        if (Conditions.isObservedLate(object)
                && object.at("status", "observedGeneration").isPresent()) {
            return Optional.of(
                    Health.progressing("Waiting for the newest specification to be observed"));
        }
        var failed = Conditions.find(object, "NotReady").filter(Condition::isTrue);
        if (failed.isPresent()) {
            return Optional.of(
                    failed.get().reason().equals("Creating")
                            ? Health.progressing(failed.get().message())
                            : Health.degraded(failed.get().message()));
        }
        return Optional.of(
                Conditions.find(object, "Ready")
                        .filter(Condition::isTrue)
                        .map(c -> Health.healthy(c.message()))
                        .orElse(Health.progressing("Waiting for " + object.kind())));
    }

    /** Cluster API: not ready is on its way unless a phase or the severity says that it failed. */
    static Optional<Health> clusterApi(ResourceObject object, Instant now) {
        if (ConditionHealth.isSuspended(object)) {
            return Optional.of(Health.suspended(object.kind() + " is paused"));
        }
        if (Conditions.text(object, "status", "phase").equals("Failed")) {
            return Optional.of(
                    Health.degraded(Conditions.text(object, "status", "failureMessage")));
        }
        var ready = Conditions.find(object, "Ready").or(() -> Conditions.find(object, "Available"));
        if (ready.filter(Condition::isTrue).isPresent()) {
            return Optional.of(Health.healthy(ready.get().message()));
        }
        return Optional.of(
                Health.progressing(
                        ready.map(Condition::message).orElse("Waiting for " + object.kind())));
    }

    /** Velero goes by its phase. */
    static Optional<Health> velero(ResourceObject object) {
        var phase = Conditions.text(object, "status", "phase");
        return Optional.of(
                switch (phase) {
                    case "Completed" -> Health.healthy(phase);
                    case "Failed",
                            "PartiallyFailed",
                            "FailedValidation",
                            "FinalizingPartiallyFailed" ->
                            Health.degraded(phase);
                    default -> Health.progressing(phase);
                });
    }

    /** Tekton: a run that is not over has a condition that is unknown. */
    static Optional<Health> tekton(ResourceObject run) {
        return Optional.of(
                Conditions.find(run, "Succeeded")
                        .map(c ->
                                c.isTrue()
                                        ? Health.healthy(c.message())
                                        : c.isFalse()
                                                ? Health.degraded(c.message())
                                                : Health.progressing(c.message()))
                        .orElse(Health.progressing("Waiting for " + run.kind() + " to start")));
    }

    /** Crossplane's packages must be installed and healthy. */
    static Optional<Health> crossplanePackage(ResourceObject object) {
        var installed = Conditions.find(object, "Installed");
        var healthy = Conditions.find(object, "Healthy");
        for (var condition :
                java.util.stream.Stream.of(installed, healthy).flatMap(Optional::stream).toList()) {
            if (condition.isFalse()) {
                return Optional.of(Health.degraded(condition.text()));
            }
        }
        boolean done =
                installed.filter(Condition::isTrue).isPresent()
                        && healthy.filter(Condition::isTrue).isPresent();
        return Optional.of(
                done ? Health.healthy("") : Health.progressing("Waiting for the package"));
    }

    /** Crossplane's managed and composite resources: synced, then ready. */
    static Optional<Health> crossplaneResource(ResourceObject object) {
        for (var type : new String[] {"LastAsyncOperation", "Synced"}) {
            var condition = Conditions.find(object, type).filter(Condition::isFalse);
            if (condition.isPresent()) {
                return Optional.of(Health.degraded(condition.get().text()));
            }
        }
        if (Conditions.find(object, "Ready").filter(Condition::isTrue).isPresent()) {
            return Optional.of(Health.healthy("Resource is up-to-date."));
        }
        if (object.kind().equals("ProviderConfig") || object.kind().equals("ProviderConfigUsage")) {
            return Optional.of(Health.healthy("Resource is in use."));
        }
        return Optional.of(Health.progressing("Provisioning resource ..."));
    }
}
