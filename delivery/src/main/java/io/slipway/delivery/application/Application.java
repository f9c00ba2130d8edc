package io.slipway.delivery.application;

import java.util.Optional;

/**
 * An application: what should run where, and what the engine found.
 *
 * @param operation there exactly while an operation is wanted, running, terminating or waiting for
 *     a retry
 */
public record Application(
        ApplicationMetadata metadata,
        @Always ApplicationSpec spec,
        ApplicationStatus status,
        Optional<Operation> operation) {

    /** {@code apiVersion} of the resource. */
    public static final String API_VERSION = "argoproj.io/v1alpha1";

    /** {@code kind} of the resource. */
    public static final String KIND = "Application";

    public String name() {
        return metadata.name();
    }

    public String project() {
        return spec.project();
    }

    /** Whether it is marked for deletion. */
    public boolean isDeleting() {
        return metadata.deletionTimestamp().isPresent();
    }

    public Application withMetadata(ApplicationMetadata other) {
        return new Application(other, spec, status, operation);
    }

    public Application withSpec(ApplicationSpec other) {
        return new Application(metadata, other, status, operation);
    }

    public Application withStatus(ApplicationStatus other) {
        return new Application(metadata, spec, other, operation);
    }

    /** The same with another state of its operation. */
    public Application withOperationState(ApplicationStatus.OperationState state) {
        return withStatus(status.withOperationState(Optional.of(state)));
    }

    public Application withOperation(Optional<Operation> other) {
        return new Application(metadata, spec, status, other);
    }
}
