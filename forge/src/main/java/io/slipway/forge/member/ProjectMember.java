package io.slipway.forge.member;

import io.slipway.forge.access.ProjectId;
import io.slipway.forge.access.Role;
import io.slipway.forge.identity.UserId;
import java.time.Instant;

/**
 * A user's direct membership in a project.
 *
 * @param id the membership's own number
 */
public record ProjectMember(
        long id, ProjectId project, UserId user, Role role, Instant createdAt) {}
