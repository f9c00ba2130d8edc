package io.slipway.engine.health;

import io.slipway.engine.health.Conditions.Condition;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.List;
import java.util.Optional;

/** Gateways and the routes below them (health H4). */
final class GatewayHealth {

    private GatewayHealth() {}

    static Optional<Health> gateway(ResourceObject gateway) {
        for (var type : List.of("Accepted", "Programmed")) {
            var condition = Conditions.find(gateway, type);
            if (condition.filter(Condition::isFalse).isPresent()) {
                return Optional.of(
                        condition.get().reason().equals("Pending")
                                ? Health.progressing(condition.get().message())
                                : Health.degraded(condition.get().message()));
            }
        }
        return Optional.of(
                Conditions.find(gateway, "Programmed")
                        .filter(Condition::isTrue)
                        .map(c -> Health.healthy(c.message()))
                        .orElse(Health.progressing("Waiting for the gateway to be programmed")));
    }

    /** Every parent must have accepted the route and found what it refers to. */
    static Optional<Health> route(ResourceObject route) {
        var parents = Trees.listAt(route.tree(), "status", "parents");
        if (parents.isEmpty()) {
            return Optional.of(Health.progressing("Waiting for a parent to accept the route"));
        }
        boolean accepted = true;
        for (var parent : parents) {
            var conditions = Conditions.of(Trees.listAt(parent, "conditions"));
            for (var condition : conditions) {
                boolean telling =
                        condition.type().equals("Accepted")
                                || condition.type().equals("ResolvedRefs");
                if (telling && condition.isFalse()) {
                    return Optional.of(Health.degraded(condition.message()));
                }
            }
            accepted &=
                    conditions.stream().anyMatch(c -> c.type().equals("Accepted") && c.isTrue());
        }
        return Optional.of(
                accepted
                        ? Health.healthy("")
                        : Health.progressing("Waiting for a parent to accept the route"));
    }
}
