package io.slipway.sandbox.store;

import java.util.Optional;

/**
 * Something that happened to an object.
 *
 * @param now as it is after; for a deletion as it was last, in the version of the deletion
 * @param before as it was; empty when it was made
 */
public record Change(Kind kind, Stored now, Optional<Stored> before) {

    /** What watches call it. */
    public enum Kind {
        ADDED,
        MODIFIED,
        DELETED
    }

    public long version() {
        return now.version();
    }
}
