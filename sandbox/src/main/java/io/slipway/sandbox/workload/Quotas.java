package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.registry.QuotaUsage;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.type.ServedType;
import java.util.function.Consumer;

/** Counts what a namespace uses of its ResourceQuotas. */
final class Quotas implements Controller {

    private final Actor actor;
    private final ServedType quotas;

    Quotas(Actor actor) {
        this.actor = actor;
        this.quotas = actor.type("", "resourcequotas");
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        var now = change.now();
        if (now.resource().equals(quotas.id())) {
            look.accept(Key.of(now));
        }
        if (now.namespace().isEmpty()) {
            return;
        }
        for (var quota : actor.list(quotas, now.namespace())) {
            if (QuotaUsage.concerns(quota.tree(), now.resource())) {
                look.accept(Key.of(quota));
            }
        }
    }

    @Override
    public void reconcile(Key key, Later later) {
        actor.find(quotas, key)
                .filter(q -> !Actor.isDeleting(q))
                .ifPresent(quota ->
                        actor.status(
                                quota,
                                Actor.tree(
                                        "hard",
                                        Trees.copyMap(Trees.mapAt(quota.tree(), "spec", "hard")),
                                        "used",
                                        QuotaUsage.used(actor.registry().store(), quota.tree()))));
    }
}
