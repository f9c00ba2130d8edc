package io.slipway.sandbox.registry;

import java.util.Optional;

/**
 * How something is deleted.
 *
 * @param propagation empty for the type's own default
 * @param uid precondition
 * @param resourceVersion precondition
 */
public record DeleteOptions(
        boolean dryRun,
        Optional<Propagation> propagation,
        Optional<Long> gracePeriodSeconds,
        Optional<String> uid,
        Optional<String> resourceVersion) {

    /** What becomes of dependents. */
    public enum Propagation {
        ORPHAN,
        BACKGROUND,
        FOREGROUND
    }

    /** Dependents go afterwards. */
    public static DeleteOptions background() {
        return new DeleteOptions(
                false,
                Optional.of(Propagation.BACKGROUND),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** At once, if it is still that object. */
    public static DeleteOptions now(String uid) {
        return new DeleteOptions(
                false,
                Optional.of(Propagation.BACKGROUND),
                Optional.of(0L),
                Optional.of(uid),
                Optional.empty());
    }
}
