package io.slipway.engine.tracking;

/** Where the tracking data stands. */
public enum TrackingMethod {
    /** Annotation {@code argocd.argoproj.io/tracking-id}. */
    ANNOTATION,
    /**
     * The annotation, and the instance as a label for people and tools; only the former is read.
     */
    ANNOTATION_AND_LABEL,
    /** The instance as a label, never shortened; nothing else. */
    LABEL
}
