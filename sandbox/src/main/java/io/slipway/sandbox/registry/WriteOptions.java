package io.slipway.sandbox.registry;

/**
 * How a write is made.
 *
 * @param dryRun everything but the storing
 * @param manager the field manager
 * @param validation what becomes of unknown fields
 * @param force whether an apply takes over fields that others own
 */
public record WriteOptions(boolean dryRun, String manager, Validation validation, boolean force) {

    /** {@code fieldValidation}. */
    public enum Validation {
        IGNORE,
        WARN,
        STRICT
    }

    /** A plain write by that manager. */
    public static WriteOptions by(String manager) {
        return new WriteOptions(false, manager, Validation.IGNORE, false);
    }

    /** The same without storing. */
    public WriteOptions asDryRun() {
        return new WriteOptions(true, manager, validation, force);
    }

    WriteOptions applying(boolean forced) {
        return new WriteOptions(dryRun, manager, validation, forced);
    }
}
