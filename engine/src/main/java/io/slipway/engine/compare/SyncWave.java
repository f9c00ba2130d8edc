package io.slipway.engine.compare;

import io.slipway.manifests.ResourceObject;
import java.util.Optional;

/** An object's place in the order of a sync (spec: sync C3). Stateless. */
public final class SyncWave {

    private SyncWave() {}

    /**
     * The wave of the annotation, else Helm's hook weight, else 0; what is no number is passed
     * over.
     */
    public static int of(ResourceObject object) {
        return number(object, "argocd.argoproj.io/sync-wave")
                .or(() -> number(object, "helm.sh/hook-weight"))
                .orElse(0);
    }

    private static Optional<Integer> number(ResourceObject object, String annotation) {
        return object.annotation(annotation)
                .flatMap(text -> {
                    try {
                        return Optional.of(Integer.parseInt(text));
                    } catch (NumberFormatException _) {
                        return Optional.empty();
                    }
                });
    }
}
