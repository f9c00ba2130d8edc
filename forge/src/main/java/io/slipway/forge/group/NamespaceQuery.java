package io.slipway.forge.group;

import io.slipway.forge.access.Role;
import java.util.Optional;

/**
 * Which namespaces to list, of those that the caller is a member of.
 *
 * @param search contained in name or path, whatever the case
 * @param users whether users' own namespaces are listed too
 * @param leastRole the least role that the caller must have there
 */
public record NamespaceQuery(Optional<String> search, boolean users, Role leastRole) {

    /** Groups of any membership. */
    public static NamespaceQuery groups(Optional<String> search) {
        return new NamespaceQuery(search, false, Role.GUEST);
    }

    /** Groups of any membership, and the caller's own namespace. */
    public static NamespaceQuery namespaces(Optional<String> search) {
        return new NamespaceQuery(search, true, Role.GUEST);
    }
}
