package io.slipway.sandbox.registry;

import java.util.List;
import java.util.Map;

/**
 * What a write left.
 *
 * @param tree in the version of the request
 * @param warnings for the client's user
 */
public record Written(Map<String, Object> tree, boolean created, List<String> warnings) {
    public Written {
        warnings = List.copyOf(warnings);
    }
}
