package io.slipway.delivery.application;

/**
 * An application was written.
 *
 * @param application as it is now, or as it was last when it is gone
 * @param version of this write: larger than that of every write before
 */
public record ApplicationChange(Kind kind, StoredApplication application, long version) {

    /** What happened. */
    public enum Kind {
        ADDED,
        MODIFIED,
        DELETED
    }
}
