package io.slipway.forge.access;

import io.slipway.forge.identity.UserId;
import io.slipway.platform.store.Reading;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** All SQL of roles. */
final class AccessStore {

    private static final String PROJECT_LEVEL =
            """
            select coalesce(max(level), 0) from project_levels where project_id = ? and user_id = ?
            """;
    private static final String NAMESPACE_LEVEL =
            """
            select coalesce(max(level), 0) from namespace_levels
            where namespace_id = ? and user_id = ?
            """;
    private static final String SEES_A_PROJECT =
            """
            select 1 from projects p where p.namespace_id = ? and not p.pending_delete and
            """
                    + ProjectFilter.VISIBLE
                    + " limit 1";
    private static final String NAMESPACES_OF_USER =
            """
            select namespace_id, max(level) as level from namespace_levels where user_id = ?
            group by namespace_id order by namespace_id
            """;
    private static final String DIRECT =
            """
            select p.id as project_id, coalesce(m.level, 0) as own, coalesce(g.level, 0) as via_group
            from projects p
            left join project_members m on m.project_id = p.id and m.user_id = ?
            left join group_members g on g.namespace_id = p.namespace_id and g.user_id = ?
            where p.id in (?)
            """;
    private static final String HAS_KEY =
            "select 1 from deploy_key_projects where key_id = ? and project_id = ?";

    record Direct(ProjectId project, Optional<Role> own, Optional<Role> viaGroup) {}

    record Membership(NamespaceId namespace, Role role) {}

    Optional<Role> projectRole(Reading reading, UserId user, ProjectId project) {
        return Role.of((int) reading.count(PROJECT_LEVEL, project.value(), user.value()));
    }

    Optional<Role> namespaceRole(Reading reading, UserId user, NamespaceId namespace) {
        return Role.of((int) reading.count(NAMESPACE_LEVEL, namespace.value(), user.value()));
    }

    boolean seesAProject(Reading reading, ProjectFilter filter, NamespaceId namespace) {
        return reading.exists(
                SEES_A_PROJECT, namespace.value(), filter.all(), filter.internal(), filter.user());
    }

    List<Membership> namespacesOf(Reading reading, UserId user) {
        return reading.list(
                NAMESPACES_OF_USER,
                row ->
                        new Membership(
                                new NamespaceId(row.number("namespace_id")),
                                Role.ofStored(row.small("level"))),
                user.value());
    }

    List<Direct> direct(Reading reading, UserId user, Collection<ProjectId> projects) {
        return reading.list(
                DIRECT,
                row ->
                        new Direct(
                                new ProjectId(row.number("project_id")),
                                Role.of(row.small("own")),
                                Role.of(row.small("via_group"))),
                user.value(),
                user.value(),
                projects.stream().map(ProjectId::value).toList());
    }

    boolean hasKey(Reading reading, long key, ProjectId project) {
        return reading.exists(HAS_KEY, key, project.value());
    }
}
