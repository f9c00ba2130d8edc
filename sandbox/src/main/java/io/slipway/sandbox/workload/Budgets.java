package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.registry.LabelSelector;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.Stored;
import io.slipway.sandbox.type.ServedType;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Says in each PodDisruptionBudget how many of its pods may go now. */
final class Budgets implements Controller {

    private static final Duration GRANTED_FOR = Duration.ofMinutes(2);

    private final Actor actor;
    private final ServedType budgets;
    private final ServedType pods;

    Budgets(Actor actor) {
        this.actor = actor;
        this.budgets = actor.type("policy", "poddisruptionbudgets");
        this.pods = actor.type("", "pods");
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        var now = change.now();
        if (now.resource().equals(budgets.id())) {
            look.accept(Key.of(now));
        } else if (now.resource().equals(pods.id())) {
            // A pod that leaves a budget by its labels concerns it as well.
            for (var budget : actor.list(budgets, now.namespace())) {
                if (covers(budget, now)
                        || change.before().filter(b -> covers(budget, b)).isPresent()) {
                    look.accept(Key.of(budget));
                }
            }
        }
    }

    private static boolean covers(Stored budget, Stored pod) {
        // No selector covers nothing, an empty one everything.
        return Trees.at(budget.tree(), "spec", "selector").isPresent()
                && LabelSelector.of(Trees.mapAt(budget.tree(), "spec", "selector"))
                        .matches(LabelSelector.labelsOf(pod.tree()));
    }

    @Override
    public void reconcile(Key key, Later later) {
        actor.find(budgets, key).filter(b -> !Actor.isDeleting(b)).ifPresent(this::count);
    }

    private void count(Stored budget) {
        var members =
                actor.list(pods, budget.namespace()).stream()
                        .filter(p -> covers(budget, p) && !Templates.isOver(p.tree()))
                        .toList();
        var going = going(budget, members);
        long healthy =
                members.stream()
                        .filter(p -> !Actor.isDeleting(p) && Templates.isReady(p.tree()))
                        .filter(p -> !going.containsKey(p.name()))
                        .count();
        var spec = Trees.mapAt(budget.tree(), "spec");
        long expected;
        long desired;
        if (spec.containsKey("maxUnavailable")) {
            expected = scales(members);
            desired = Math.max(0, expected - amount(spec.get("maxUnavailable"), expected));
        } else if (spec.get("minAvailable") instanceof String) {
            expected = scales(members);
            desired = amount(spec.get("minAvailable"), expected);
        } else {
            expected = members.size();
            desired = Trees.longAt(spec, "minAvailable").orElse(1L);
        }
        long allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
        var status = Trees.copyMap(Trees.mapAt(budget.tree(), "status"));
        status.put("observedGeneration", Actor.generation(budget));
        status.put("currentHealthy", healthy);
        status.put("desiredHealthy", desired);
        status.put("disruptionsAllowed", allowed);
        status.put("expectedPods", expected);
        if (going.isEmpty()) {
            status.remove("disruptedPods");
        } else {
            status.put("disruptedPods", going);
        }
        status.put("conditions", conditions(budget, allowed > 0));
        actor.status(budget, status);
    }

    /** Pods whose eviction is granted and that are not yet seen to go. */
    private Map<String, Object> going(Stored budget, List<Stored> members) {
        var going = Trees.copyMap(Trees.mapAt(budget.tree(), "status", "disruptedPods"));
        var there =
                members.stream()
                        .filter(p -> !Actor.isDeleting(p))
                        .map(Stored::name)
                        .collect(java.util.stream.Collectors.toSet());
        var oldest = actor.instant().minus(GRANTED_FOR);
        going.entrySet()
                .removeIf(e ->
                        !there.contains(e.getKey())
                                || Instant.parse(String.valueOf(e.getValue())).isBefore(oldest));
        return going;
    }

    private List<Object> conditions(Stored budget, boolean allowed) {
        var conditions =
                actor.withCondition(
                        Trees.listAt(budget.tree(), "status", "conditions"),
                        "DisruptionAllowed",
                        allowed,
                        allowed ? "SufficientPods" : "InsufficientPods",
                        "",
                        false);
        return conditions.stream()
                .<Object>map(c -> {
                    var copy = Trees.copyMap(Trees.map(c).orElse(Map.of()));
                    copy.putIfAbsent("message", "");
                    copy.put("observedGeneration", Actor.generation(budget));
                    return copy;
                })
                .collect(java.util.stream.Collectors.toCollection(java.util.ArrayList::new));
    }

    /** A number as it is, a percentage of a total rounded up. */
    private static long amount(Object given, long total) {
        if (given instanceof Long number) {
            return number;
        }
        var text = String.valueOf(given);
        return text.matches("\\d{1,3}%")
                ? Math.ceilDiv(total * Long.parseLong(text.substring(0, text.length() - 1)), 100L)
                : 0;
    }

    /** How many pods those that control these ought to have together. */
    private long scales(List<Stored> members) {
        var seen = new HashSet<String>();
        long total = 0;
        for (var pod : members) {
            var owner = actor.owners().controller(pod);
            var top = owner.flatMap(o -> actor.owners().controller(o)).or(() -> owner);
            if (top.isPresent() && seen.add(top.get().uid())) {
                total += Actor.replicas(top.get().tree());
            }
        }
        return total;
    }
}
