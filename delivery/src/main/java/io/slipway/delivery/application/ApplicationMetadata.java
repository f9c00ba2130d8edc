package io.slipway.delivery.application;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An application's name and what surrounds it.
 *
 * @param namespace the path of the project
 * @param resourceVersion grows with every write of any application; the empty text before the first
 * @param generation grows with every change of the spec
 */
public record ApplicationMetadata(
        String name,
        String namespace,
        String uid,
        String resourceVersion,
        long generation,
        Optional<Instant> creationTimestamp,
        Optional<Instant> deletionTimestamp,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<String> finalizers) {

    public ApplicationMetadata {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        finalizers = List.copyOf(finalizers);
    }

    /** The annotation's value, when it is there. */
    public Optional<String> annotation(String key) {
        return Optional.ofNullable(annotations.get(key));
    }

    /** With exactly these labels, annotations and finalizers. */
    public ApplicationMetadata with(
            Map<String, String> newLabels,
            Map<String, String> newAnnotations,
            List<String> newFinalizers) {
        return new ApplicationMetadata(
                name,
                namespace,
                uid,
                resourceVersion,
                generation,
                creationTimestamp,
                deletionTimestamp,
                newLabels,
                newAnnotations,
                newFinalizers);
    }
}
