package io.slipway.engine.health;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.time.Instant;
import java.util.Optional;

/** Job and CronJob (health H3, H4). */
final class JobHealth {

    private JobHealth() {}

    static Optional<Health> job(ResourceObject job) {
        if (!job.apiVersion().equals("batch/v1")) {
            return Optional.of(
                    Health.unknown("Only batch/v1 can be assessed, not " + job.groupVersionKind()));
        }
        var failed = Conditions.find(job, "Failed");
        if (failed.isPresent()) {
            return Optional.of(Health.degraded(failed.get().message()));
        }
        var suspended = Conditions.find(job, "Suspended");
        if (suspended.isPresent() && suspended.get().isTrue()) {
            return Optional.of(Health.suspended(suspended.get().message()));
        }
        var complete = Conditions.find(job, "Complete");
        if (complete.isPresent() || suspended.filter(Conditions.Condition::isFalse).isPresent()) {
            return Optional.of(
                    Health.healthy(complete.map(Conditions.Condition::message).orElse("")));
        }
        return Optional.of(Health.progressing(""));
    }

    /** Never suspended or progressing while it runs, so that what waits for it does not stall. */
    static Optional<Health> cronJob(ResourceObject job) {
        if (Trees.isTrueAt(job.tree(), "spec", "suspend")) {
            return Optional.of(Health.healthy("Starts nothing while spec.suspend is true"));
        }
        if (job.at("status").isEmpty()) {
            return Optional.of(Health.progressing("The controller has written no status yet"));
        }
        var scheduled = time(job, "lastScheduleTime");
        if (scheduled.isEmpty()) {
            return Optional.of(Health.healthy("No run was due yet"));
        }
        var succeeded = time(job, "lastSuccessfulTime");
        if (succeeded.isEmpty()) {
            return Optional.of(Health.healthy("No run has succeeded so far"));
        }
        if (!Trees.listAt(job.tree(), "status", "active").isEmpty()) {
            return Optional.of(Health.healthy("A run is under way"));
        }
        return Optional.of(
                succeeded.get().isBefore(scheduled.get())
                        ? Health.degraded("The last run did not succeed")
                        : Health.healthy("The last run succeeded"));
    }

    private static Optional<Instant> time(ResourceObject job, String field) {
        return Trees.stringAt(job.tree(), "status", field).flatMap(Conditions::time);
    }
}
