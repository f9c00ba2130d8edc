package io.slipway.engine.cluster;

/** What the API server does with fields that it does not know ({@code fieldValidation}). */
public enum Validation {
    /** Refuse the object, naming the fields. */
    STRICT,
    /** Drop them and warn. */
    WARN,
    /** Drop them. */
    IGNORE
}
