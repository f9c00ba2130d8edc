package io.slipway.forge.group;

import io.slipway.forge.access.NamespaceFacts;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.identity.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * A group, or a user's own namespace.
 *
 * @param path the first part of its projects' paths, unique whatever its case
 * @param owner the user whose own namespace it is; empty of a group
 * @param shareWithGroupLock whether sharing its projects with other groups counts for nothing
 * @param avatar the file name of an uploaded picture
 */
public record Namespace(
        NamespaceId id,
        String name,
        String path,
        Optional<UserId> owner,
        String description,
        Visibility visibility,
        boolean shareWithGroupLock,
        Optional<String> avatar,
        Instant createdAt,
        Instant updatedAt)
        implements NamespaceFacts {

    @Override
    public boolean isGroup() {
        return owner.isEmpty();
    }
}
