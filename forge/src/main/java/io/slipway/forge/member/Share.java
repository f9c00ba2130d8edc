package io.slipway.forge.member;

import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.ProjectId;
import io.slipway.forge.access.Role;

/** A project is shared with a group: its members have their role there, up to this one. */
public record Share(long id, ProjectId project, NamespaceId group, Role role) {}
