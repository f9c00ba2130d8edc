package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.registry.DeleteOptions;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.Stored;
import io.slipway.sandbox.type.ServedType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs the pods of Jobs until enough have succeeded or too many have failed. */
final class Jobs implements Controller {

    private final Actor actor;
    private final ServedType jobs;
    private final ServedType pods;

    Jobs(Actor actor) {
        this.actor = actor;
        this.jobs = actor.type("batch", "jobs");
        this.pods = actor.type("", "pods");
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        if (change.now().resource().equals(jobs.id())) {
            look.accept(Key.of(change.now()));
        } else if (change.now().resource().equals(pods.id())) {
            Actor.controllerKey(change.now(), "Job").ifPresent(look);
        }
    }

    @Override
    public void reconcile(Key key, Later later) {
        var found = actor.find(jobs, key);
        if (found.isEmpty() || Actor.isDeleting(found.get())) {
            return;
        }
        var job = found.get();
        if (isOver(job)) {
            expire(job, later);
        } else if (Trees.isTrueAt(job.tree(), "spec", "suspend")) {
            suspend(job);
        } else {
            run(job, later);
        }
    }

    static boolean isOver(Stored job) {
        return Actor.hasCondition(job.tree(), "Complete")
                || Actor.hasCondition(job.tree(), "Failed");
    }

    private void expire(Stored job, Later later) {
        var ttl = Trees.longAt(job.tree(), "spec", "ttlSecondsAfterFinished");
        if (ttl.isEmpty()) {
            return;
        }
        var ended =
                Trees.listAt(job.tree(), "status", "conditions").stream()
                        .filter(c ->
                                List.of("Complete", "Failed")
                                        .contains(Trees.stringAt(c, "type").orElse("")))
                        .flatMap(c -> Trees.stringAt(c, "lastTransitionTime").stream())
                        .findFirst()
                        .orElse(actor.now());
        var left = Duration.between(actor.instant(), Instant.parse(ended).plusSeconds(ttl.get()));
        if (left.isPositive()) {
            later.after(left.plusMillis(20));
        } else {
            actor.delete(
                    job,
                    new DeleteOptions(
                            false,
                            Optional.of(DeleteOptions.Propagation.FOREGROUND),
                            Optional.empty(),
                            Optional.of(job.uid()),
                            Optional.empty()));
        }
    }

    private void suspend(Stored job) {
        active(all(job)).forEach(actor::delete);
        var status = Trees.copyMap(Trees.mapAt(job.tree(), "status"));
        status.remove("active");
        status.remove("startTime");
        status.put(
                "conditions",
                actor.withCondition(
                        Trees.listAt(status, "conditions"),
                        "Suspended",
                        true,
                        "JobSuspended",
                        "Job suspended",
                        false));
        actor.status(job, status);
    }

    private List<Stored> all(Stored job) {
        return actor.owners().controlled(job.uid(), pods.id());
    }

    private static List<Stored> active(List<Stored> pods) {
        return pods.stream()
                .filter(p -> !Templates.isOver(p.tree()) && !Actor.isDeleting(p))
                .toList();
    }

    private static boolean isIn(Stored pod, String phase) {
        return Trees.stringAt(pod.tree(), "status", "phase").filter(phase::equals).isPresent();
    }

    private void run(Stored job, Later later) {
        // One look at the pods decides everything: one that succeeds between two looks would be
        // neither active nor counted, and a pod too many would be started.
        var all = all(job);
        var active = active(all);
        long succeeded = all.stream().filter(p -> isIn(p, "Succeeded")).count();
        long failed = all.stream().filter(p -> isIn(p, "Failed")).count();
        long parallelism = Trees.longAt(job.tree(), "spec", "parallelism").orElse(1L);
        var completions = Trees.longAt(job.tree(), "spec", "completions");
        long limit = Trees.longAt(job.tree(), "spec", "backoffLimit").orElse(6L);
        var status = Trees.copyMap(Trees.mapAt(job.tree(), "status"));
        status.putIfAbsent("startTime", actor.now());
        var started = Instant.parse(String.valueOf(status.get("startTime")));
        var deadline = Trees.longAt(job.tree(), "spec", "activeDeadlineSeconds");
        var left = deadline.map(d -> Duration.between(actor.instant(), started.plusSeconds(d)));
        boolean enough =
                completions.map(c -> succeeded >= c).orElse(succeeded > 0 && active.isEmpty());
        if (enough) {
            complete(job, status);
        } else if (failed > limit) {
            fail(
                    job,
                    status,
                    "BackoffLimitExceeded",
                    "Job has reached the specified backoff limit");
        } else if (left.filter(l -> !l.isPositive()).isPresent()) {
            fail(job, status, "DeadlineExceeded", "Job was active longer than specified deadline");
        } else {
            left.ifPresent(l -> later.after(l.plusMillis(20)));
            long wanted =
                    completions
                            .map(c -> Math.min(parallelism, c - succeeded))
                            .orElse(succeeded > 0 ? 0 : parallelism);
            start(job, active, wanted);
        }
        count(job, status);
    }

    private void start(Stored job, List<Stored> active, long wanted) {
        boolean indexed =
                Trees.stringAt(job.tree(), "spec", "completionMode")
                        .filter("Indexed"::equals)
                        .isPresent();
        for (long i = active.size(); i < wanted; i++) {
            var labels = Actor.tree();
            if (indexed) {
                labels.put("batch.kubernetes.io/job-completion-index", nextIndex(job));
            }
            var pod = Templates.pod(job, Trees.mapAt(job.tree(), "spec", "template"), "", labels);
            if (indexed) {
                Trees.put(
                        pod,
                        labels.get("batch.kubernetes.io/job-completion-index"),
                        "metadata",
                        "annotations",
                        "batch.kubernetes.io/job-completion-index");
            }
            actor.create(pods, job.namespace(), pod)
                    .ifPresent(p ->
                            actor.event(
                                    job,
                                    false,
                                    "SuccessfulCreate",
                                    "Created pod: "
                                            + Trees.stringAt(p, "metadata", "name").orElse("")));
        }
        active.stream().skip(Math.max(0, wanted)).forEach(actor::delete);
    }

    private String nextIndex(Stored job) {
        var used =
                all(job).stream()
                        .filter(p -> !isIn(p, "Failed"))
                        .flatMap(p ->
                                Trees.stringAt(
                                        p.tree(),
                                        "metadata",
                                        "labels",
                                        "batch.kubernetes.io/job-completion-index")
                                        .stream())
                        .toList();
        long index = 0;
        while (used.contains(Long.toString(index))) {
            index++;
        }
        return Long.toString(index);
    }

    private void complete(Stored job, Map<String, Object> status) {
        status.put("completionTime", actor.now());
        var message = "Reached expected number of succeeded pods";
        var conditions = Trees.listAt(status, "conditions");
        conditions =
                actor.withCondition(
                        conditions,
                        "SuccessCriteriaMet",
                        true,
                        "CompletionsReached",
                        message,
                        false);
        conditions =
                actor.withCondition(
                        conditions, "Complete", true, "CompletionsReached", message, false);
        status.put("conditions", conditions);
        actor.event(job, false, "Completed", "Job completed");
    }

    private void fail(Stored job, Map<String, Object> status, String reason, String message) {
        active(all(job)).forEach(actor::delete);
        var conditions = Trees.listAt(status, "conditions");
        conditions = actor.withCondition(conditions, "FailureTarget", true, reason, message, false);
        conditions = actor.withCondition(conditions, "Failed", true, reason, message, false);
        status.put("conditions", conditions);
        actor.event(job, true, reason, message);
    }

    private void count(Stored job, Map<String, Object> status) {
        var all = all(job);
        var active = active(all);
        List.of("active", "ready", "succeeded", "failed").forEach(status::remove);
        ReplicaSets.putSome(status, "active", active.size());
        ReplicaSets.putSome(
                status, "succeeded", all.stream().filter(p -> isIn(p, "Succeeded")).count());
        ReplicaSets.putSome(status, "failed", all.stream().filter(p -> isIn(p, "Failed")).count());
        status.put("ready", active.stream().filter(p -> Templates.isReady(p.tree())).count());
        status.put("terminating", 0L);
        status.put("uncountedTerminatedPods", Actor.tree());
        if (status.get("conditions") instanceof List<?> conditions && conditions.isEmpty()) {
            status.put("conditions", new ArrayList<Object>());
        }
        actor.status(job, status);
    }
}
