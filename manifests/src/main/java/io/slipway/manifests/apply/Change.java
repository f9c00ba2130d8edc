package io.slipway.manifests.apply;

import java.util.Set;

/**
 * Who makes a change, and how it is recorded.
 *
 * @param manager the field manager
 * @param apiVersion the version that the change is written in
 * @param subresource empty for the object itself
 * @param time for the entry, as the API writes it (RFC 3339, seconds, UTC)
 * @param ignoredFields top-level fields that this endpoint does not change ({@code status} of the
 *     object itself, {@code spec} of its status)
 */
public record Change(
        String manager,
        String apiVersion,
        String subresource,
        String time,
        Set<String> ignoredFields) {
    public Change {
        ignoredFields = Set.copyOf(ignoredFields);
    }
}
