package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.Stored;
import io.slipway.sandbox.type.ServedType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;

/** Makes Jobs at the times of CronJobs. */
final class CronJobs implements Controller {

    private final Actor actor;
    private final ServedType crons;
    private final ServedType jobs;

    CronJobs(Actor actor) {
        this.actor = actor;
        this.crons = actor.type("batch", "cronjobs");
        this.jobs = actor.type("batch", "jobs");
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        if (change.now().resource().equals(crons.id())) {
            look.accept(Key.of(change.now()));
        } else if (change.now().resource().equals(jobs.id())) {
            Actor.controllerKey(change.now(), "CronJob").ifPresent(look);
        }
    }

    @Override
    public void reconcile(Key key, Later later) {
        var found = actor.find(crons, key);
        if (found.isEmpty() || Actor.isDeleting(found.get())) {
            return;
        }
        var cron = found.get();
        if (!Trees.isTrueAt(cron.tree(), "spec", "suspend")) {
            schedule(cron, later);
        }
        cleanUp(cron);
        status(cron, "");
    }

    private void schedule(Stored cron, Later later) {
        var times = CronTimes.parse(Trees.stringAt(cron.tree(), "spec", "schedule").orElse(""));
        if (times.isEmpty()) {
            return;
        }
        var zone = zone(Trees.stringAt(cron.tree(), "spec", "timeZone").orElse("Etc/UTC"));
        var last =
                Trees.stringAt(cron.tree(), "status", "lastScheduleTime")
                        .or(() -> Trees.stringAt(cron.tree(), "metadata", "creationTimestamp"))
                        .map(Instant::parse)
                        .orElseGet(actor::instant);
        var now = actor.instant();
        // What was missed while nothing ran is made up for once, not time by time.
        var from =
                last.isBefore(now.minus(Duration.ofMinutes(2)))
                        ? now.minus(Duration.ofMinutes(1))
                        : last;
        var next = times.get().after(from.atZone(zone));
        if (next.isEmpty()) {
            return;
        }
        var left = Duration.between(now, next.get().toInstant());
        if (left.isPositive()) {
            later.after(left.plusMillis(20));
        } else {
            start(cron, next.get().toInstant());
            later.after(Duration.ofMillis(50));
        }
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }

    private List<Stored> all(Stored cron) {
        return actor.owners().controlled(cron.uid(), jobs.id());
    }

    private static List<Stored> active(List<Stored> jobs) {
        return jobs.stream().filter(j -> !Jobs.isOver(j)).toList();
    }

    private void start(Stored cron, Instant at) {
        var policy = Trees.stringAt(cron.tree(), "spec", "concurrencyPolicy").orElse("Allow");
        var active = active(all(cron));
        if (!active.isEmpty() && policy.equals("Forbid")) {
            status(cron, at.toString());
            return;
        }
        if (policy.equals("Replace")) {
            active.forEach(actor::delete);
        }
        var template = Trees.mapAt(cron.tree(), "spec", "jobTemplate");
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("name", cron.name() + "-" + at.getEpochSecond() / 60);
        metadata.put("namespace", cron.namespace());
        for (var field : List.of("labels", "annotations")) {
            Trees.at(template, "metadata", field)
                    .ifPresent(v -> metadata.put(field, Trees.copy(v)));
        }
        metadata.put("ownerReferences", new ArrayList<Object>(List.of(Actor.ownerReference(cron))));
        actor.create(
                        jobs,
                        cron.namespace(),
                        Actor.tree(
                                "apiVersion",
                                "batch/v1",
                                "kind",
                                "Job",
                                "metadata",
                                metadata,
                                "spec",
                                Trees.copyMap(Trees.mapAt(template, "spec"))))
                .ifPresent(j ->
                        actor.event(
                                cron,
                                false,
                                "SuccessfulCreate",
                                "Created job " + Trees.stringAt(j, "metadata", "name").orElse("")));
        status(cron, at.toString());
    }

    private void cleanUp(Stored cron) {
        var all = all(cron);
        keep(
                all,
                "Complete",
                Trees.longAt(cron.tree(), "spec", "successfulJobsHistoryLimit").orElse(3L));
        keep(all, "Failed", Trees.longAt(cron.tree(), "spec", "failedJobsHistoryLimit").orElse(1L));
    }

    private void keep(List<Stored> all, String condition, long count) {
        var ended =
                all.stream()
                        .filter(j ->
                                Actor.hasCondition(j.tree(), condition) && !Actor.isDeleting(j))
                        .sorted(Comparator.comparing(Stored::name))
                        .toList();
        ended.stream().limit(Math.max(0, ended.size() - count)).forEach(actor::delete);
    }

    private void status(Stored cron, String scheduled) {
        var current = actor.find(crons, Key.of(cron)).orElse(cron);
        var status = Trees.copyMap(Trees.mapAt(current.tree(), "status"));
        if (!scheduled.isEmpty()) {
            status.put("lastScheduleTime", scheduled);
        }
        // One look: a Job is either among the active ones or among those that ended.
        var all = all(cron);
        var active =
                active(all).stream()
                        .<Object>map(j ->
                                Actor.tree(
                                        "apiVersion",
                                        "batch/v1",
                                        "kind",
                                        "Job",
                                        "name",
                                        j.name(),
                                        "namespace",
                                        j.namespace(),
                                        "uid",
                                        j.uid(),
                                        "resourceVersion",
                                        Long.toString(j.version())))
                        .toList();
        if (active.isEmpty()) {
            status.remove("active");
        } else {
            status.put("active", active);
        }
        all.stream()
                .flatMap(j -> Trees.stringAt(j.tree(), "status", "completionTime").stream())
                .max(Comparator.naturalOrder())
                .ifPresent(t -> status.put("lastSuccessfulTime", t));
        actor.status(current, status);
    }
}
