package io.slipway.sandbox.type;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.ObjectStore;
import io.slipway.sandbox.store.ResourceId;

/** Keeps what is served in step with the CustomResourceDefinitions that are stored. */
public final class Definitions {

    private static final ResourceId ID =
            new ResourceId("apiextensions.k8s.io", "customresourcedefinitions");

    private final ServedTypes types;

    /** For these types. */
    public Definitions(ServedTypes types) {
        this.types = types;
    }

    /** Serves what is there, and from now on what comes. */
    public void follow(ObjectStore store) {
        store.list(ID, "").objects().forEach(d -> types.define(d.tree()));
        store.onChange(change -> {
            if (!change.now().resource().equals(ID)) {
                return;
            }
            if (change.kind() == Change.Kind.DELETED) {
                types.undefine(change.now().name());
                store.forgetHistory(
                        new ResourceId(
                                Trees.stringAt(change.now().tree(), "spec", "group").orElse(""),
                                Trees.stringAt(change.now().tree(), "spec", "names", "plural")
                                        .orElse("")));
            } else if (isOther(change)) {
                types.define(change.now().tree());
            }
        });
    }

    private static boolean isOther(Change change) {
        return change.before()
                .filter(b ->
                        java.util.Objects.equals(
                                b.tree().get("spec"), change.now().tree().get("spec")))
                .isEmpty();
    }
}
