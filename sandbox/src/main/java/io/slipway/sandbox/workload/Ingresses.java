package io.slipway.sandbox.workload;

import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.type.ServedType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Gives each Ingress an address. */
final class Ingresses implements Controller {

    private final Actor actor;
    private final ServedType ingresses;

    Ingresses(Actor actor) {
        this.actor = actor;
        this.ingresses = actor.type("networking.k8s.io", "ingresses");
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        if (change.now().resource().equals(ingresses.id())
                && change.kind() != Change.Kind.DELETED) {
            look.accept(Key.of(change.now()));
        }
    }

    @Override
    public void reconcile(Key key, Later later) {
        actor.find(ingresses, key)
                .filter(i -> !Actor.isDeleting(i))
                .ifPresent(ingress ->
                        actor.status(
                                ingress,
                                Actor.tree(
                                        "loadBalancer",
                                        Actor.tree(
                                                "ingress",
                                                new ArrayList<Object>(
                                                        List.of(
                                                                Actor.tree(
                                                                        "ip",
                                                                        Services.ADDRESS)))))));
    }
}
