package io.slipway.forge.lock;

import io.slipway.forge.identity.UserId;
import io.slipway.tree.TreePath;
import java.time.Instant;

/**
 * A file of a project that only one person may change.
 *
 * @param id unique on this server
 * @param path of the file, the same on every branch
 * @param owner who holds it
 * @param ownerName their user name
 * @param lockedAt since when
 */
public record FileLock(long id, TreePath path, UserId owner, String ownerName, Instant lockedAt) {}
