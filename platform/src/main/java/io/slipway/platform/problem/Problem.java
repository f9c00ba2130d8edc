package io.slipway.platform.problem;

/**
 * A request that cannot be done, for a reason that the caller can understand and mostly mend.
 *
 * <p>Expected refusals of a verb are results, bugs are other unchecked exceptions; this is for
 * broken requests. The message names the thing and the remedy and may be shown to the caller; it
 * never holds a secret. Problems carry no stack trace: they are answers, not faults.
 */
public abstract sealed class Problem extends RuntimeException
        permits NotFound, Denied, Invalid, Conflict, Unavailable {

    Problem(String message) {
        super(message, null, false, false);
    }

    /** The message: a sentence for the caller. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
