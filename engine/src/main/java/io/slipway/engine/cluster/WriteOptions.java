package io.slipway.engine.cluster;

/**
 * How to write.
 *
 * @param fieldManager the name under which the server records ownership of fields
 * @param force server-side apply only: take fields over from other managers instead of a conflict
 * @param dryRun let the server check and default without storing
 */
public record WriteOptions(
        String fieldManager, boolean force, boolean dryRun, Validation validation) {

    /** The name that Slipway writes under. */
    public static final String MANAGER = "slipway";

    /** Written as {@link #MANAGER}, forced, stored, strictly validated. */
    public static WriteOptions defaults() {
        return new WriteOptions(MANAGER, true, false, Validation.STRICT);
    }

    /** The same, as a dry run or not. */
    public WriteOptions withDryRun(boolean dry) {
        return new WriteOptions(fieldManager, force, dry, validation);
    }

    /** The same with another validation. */
    public WriteOptions withValidation(Validation other) {
        return new WriteOptions(fieldManager, force, dryRun, other);
    }

    /** The same under another manager. */
    public WriteOptions withManager(String manager) {
        return new WriteOptions(manager, force, dryRun, validation);
    }
}
