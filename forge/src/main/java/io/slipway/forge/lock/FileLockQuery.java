package io.slipway.forge.lock;

import java.util.Optional;

/**
 * Which locks of a project are wanted, by their ids.
 *
 * @param path only that of this file, compared as text
 * @param id only this one
 * @param after only those with a greater id: where the page before ended; 0 for the first page
 * @param limit how many at most; 1 to {@link #MAX_LIMIT}, what is outside is moved inside
 */
public record FileLockQuery(Optional<String> path, Optional<Long> id, long after, int limit) {

    /** The largest page. */
    public static final int MAX_LIMIT = 100;

    public FileLockQuery {
        limit = Math.clamp(limit, 1, MAX_LIMIT);
    }

    /** The first page of all. */
    public static FileLockQuery all() {
        return new FileLockQuery(Optional.empty(), Optional.empty(), 0, MAX_LIMIT);
    }
}
