package io.slipway.forge.group;

import io.slipway.forge.access.Role;
import io.slipway.forge.identity.UserId;
import java.time.Instant;

/**
 * A user's membership in a group or project.
 *
 * @param id the membership's own number
 */
public record Member(long id, UserId user, Role role, Instant createdAt) {}
