package io.slipway.engine.health;

import io.slipway.engine.health.Conditions.Condition;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The Gateway API: what is told below listeners, parents and ancestors counts too. */
final class GatewayHealth {

    private GatewayHealth() {}

    private static final Set<String> FATAL = Set.of("ResolvedRefs", "Accepted");

    static Health gateway(ResourceObject gateway) {
        var own = Conditions.of(gateway);
        var listeners = Trees.listAt(gateway.tree(), "status", "listeners");
        return refused(own)
                .or(() -> unprogrammed(own))
                .or(() ->
                        listeners.stream()
                                .map(l -> Conditions.of(Trees.listAt(l, "conditions")))
                                .flatMap(c -> refused(c).or(() -> unprogrammed(c)).stream())
                                .findFirst())
                .orElseGet(() ->
                        Conditions.areThere(gateway) || !listeners.isEmpty()
                                ? Health.healthy("Gateway is programmed")
                                : waits(gateway));
    }

    static Health listenerSet(ResourceObject set) {
        var own = Conditions.of(set);
        if (own.stream().anyMatch(c -> c.isStale(set))) {
            return waits(set);
        }
        var refused =
                own.stream().filter(c -> c.type().equals("Accepted") && c.isFalse()).findFirst();
        if (refused.isPresent()) {
            return Health.degraded(refused.get().text());
        }
        var listeners = Trees.listAt(set.tree(), "status", "listeners");
        return unprogrammed(own)
                .or(() ->
                        listeners.stream()
                                .map(l -> Conditions.of(Trees.listAt(l, "conditions")))
                                .flatMap(c ->
                                        refused(c)
                                                .or(() -> conflicted(c))
                                                .or(() -> unprogrammed(c))
                                                .stream())
                                .findFirst())
                .orElseGet(() ->
                        listeners.isEmpty()
                                ? waits(set)
                                : Health.healthy("ListenerSet is programmed"));
    }

    /**
     * Some gateways route without ever saying so: a route nobody writes about is no reason to wait.
     */
    static Health httpRoute(ResourceObject route, Instant now) {
        return Trees.listAt(route.tree(), "status", "parents").isEmpty()
                ? Conditions.newUntil(route, now)
                        .map(e -> waits(route).until(e))
                        .orElse(Health.healthy("No gateway says anything about this HTTPRoute"))
                : route(route);
    }

    static Health route(ResourceObject route) {
        var parents = blocks(route, "parents").stream().filter(p -> sawSome(p, route)).toList();
        return parents.stream()
                .flatMap(c -> refused(c).or(() -> unprogrammed(c)).stream())
                .findFirst()
                .orElseGet(() ->
                        parents.isEmpty()
                                ? waits(route)
                                : Health.healthy(route.kind() + " is accepted"));
    }

    static Health tlsRoute(ResourceObject route) {
        var parents = blocks(route, "parents").stream().filter(p -> isFresh(p, route)).toList();
        return parents.stream()
                .flatMap(c -> refused(c).stream())
                .findFirst()
                .or(() -> parents.stream().flatMap(c -> unprogrammed(c).stream()).findFirst())
                .orElseGet(() ->
                        parents.stream().anyMatch(GatewayHealth::isAccepted)
                                ? Health.healthy("TLSRoute is accepted")
                                : waits(route));
    }

    static Health attachedPolicy(ResourceObject policy) {
        var ancestors =
                blocks(policy, "ancestors").stream().filter(a -> isFresh(a, policy)).toList();
        return ancestors.stream()
                .flatMap(List::stream)
                .filter(c -> c.type().equals("Accepted") && c.isFalse())
                .findFirst()
                .map(c -> Health.degraded(c.text()))
                .orElseGet(() ->
                        ancestors.isEmpty()
                                ? waits(policy)
                                : Health.healthy(policy.kind() + " is accepted"));
    }

    /**
     * Every controller writes about every policy: when one accepts it, others that do not know the
     * target do not count.
     */
    static Health backendPolicy(ResourceObject policy) {
        if (!blocks(policy, "ancestors").stream().allMatch(a -> isFresh(a, policy))) {
            return waits(policy);
        }
        var ancestors = Trees.listAt(policy.tree(), "status", "ancestors");
        var accepting =
                ancestors.stream()
                        .filter(a -> isTold(a, Condition::isTrue))
                        .map(GatewayHealth::controller)
                        .collect(Collectors.toSet());
        var responsible =
                ancestors.stream()
                        .filter(a ->
                                accepting.isEmpty()
                                        || accepting.contains(controller(a))
                                        || !isTold(a, GatewayHealth::isForeign))
                        .map(a -> Conditions.of(Trees.listAt(a, "conditions")))
                        .toList();
        return responsible.stream()
                .flatMap(List::stream)
                .filter(c -> FATAL.contains(c.type()) && !c.isTrue())
                .findFirst()
                .map(c -> Health.degraded(c.text()))
                .orElseGet(() ->
                        responsible.stream()
                                        .flatMap(List::stream)
                                        .anyMatch(c -> c.type().equals("Accepted"))
                                ? Health.healthy("BackendTLSPolicy is accepted")
                                : waits(policy));
    }

    private static String controller(Object ancestor) {
        return Trees.stringAt(ancestor, "controllerName").orElse("");
    }

    /** Whether what an ancestor tells of its acceptance is so. */
    private static boolean isTold(Object ancestor, Predicate<Condition> so) {
        return Conditions.of(Trees.listAt(ancestor, "conditions")).stream()
                .anyMatch(c -> c.type().equals("Accepted") && so.test(c));
    }

    private static boolean isForeign(Condition accepted) {
        return !accepted.isTrue() && accepted.reason().equals("TargetNotFound");
    }

    private static boolean isAccepted(List<Condition> parent) {
        return FATAL.stream()
                .allMatch(t -> parent.stream().anyMatch(c -> c.type().equals(t) && c.isTrue()));
    }

    /** What each parent or ancestor says; those that say nothing are left out. */
    private static List<List<Condition>> blocks(ResourceObject object, String field) {
        return Trees.listAt(object.tree(), "status", field).stream()
                .map(p -> Conditions.of(Trees.listAt(p, "conditions")))
                .filter(c -> !c.isEmpty())
                .toList();
    }

    /** Whether none of it was written for another generation. */
    private static boolean isFresh(List<Condition> block, ResourceObject object) {
        return block.stream().noneMatch(c -> c.isStale(object));
    }

    /** Whether some of it was written for this generation. */
    private static boolean sawSome(List<Condition> block, ResourceObject object) {
        var newest = Conditions.optionalNumber(object, "metadata", "generation");
        return newest.isEmpty() || block.stream().anyMatch(c -> c.generation().equals(newest));
    }

    private static Optional<Health> refused(List<Condition> conditions) {
        return conditions.stream()
                .filter(c -> FATAL.contains(c.type()) && c.isFalse())
                .findFirst()
                .map(c -> Health.degraded(c.text()));
    }

    private static Optional<Health> conflicted(List<Condition> conditions) {
        return conditions.stream()
                .filter(c -> c.type().equals("Conflicted") && c.isTrue())
                .findFirst()
                .map(c -> Health.degraded(c.text()));
    }

    private static Optional<Health> unprogrammed(List<Condition> conditions) {
        return conditions.stream()
                .filter(c -> c.type().equals("Programmed") && !c.isTrue())
                .findFirst()
                .map(c -> Health.progressing(c.text()));
    }

    private static Health waits(ResourceObject object) {
        return Health.progressing("Waiting for the status of " + object.kind());
    }
}
