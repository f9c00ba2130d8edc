package io.slipway.kustomize.schema;

import java.util.Optional;

/** What is known of the kinds of a build: how their lists merge, and which have no namespace. */
public sealed interface Schema permits FixedSchema, ChosenSchema {

    /** The types of Kubernetes 1.21. */
    static Schema builtIn() {
        return FixedSchema.builtIn();
    }

    /** What is known of a kind. */
    Optional<TypeSchema> type(String apiVersion, String kind);

    /** Whether objects of the kind have no namespace. Unknown kinds have one. */
    boolean isClusterScoped(String apiVersion, String kind);
}
