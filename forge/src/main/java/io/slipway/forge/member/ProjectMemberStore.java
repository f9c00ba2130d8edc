package io.slipway.forge.member;

import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.ProjectId;
import io.slipway.forge.access.Role;
import io.slipway.forge.identity.UserId;
import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.store.Dialect;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** All SQL of projects' members and shares. */
final class ProjectMemberStore {

    private static final String INSERT =
            """
            insert into project_members (project_id, user_id, level, created_at, created_by)
            values (?, ?, ?, ?, ?) returning id
            """;
    private static final String FIND =
            "select * from project_members where project_id = ? and user_id = ?";
    private static final String UPDATE =
            "update project_members set level = ? where project_id = ? and user_id = ?";
    private static final String DELETE =
            "delete from project_members where project_id = ? and user_id = ?";
    private static final String LIST_FROM =
            """
            from project_members m join users u on u.id = m.user_id
            where m.project_id = ? and (? or u.username_folded like ? escape '\\')
            """;
    private static final String LIST =
            "select m.* " + LIST_FROM + " order by m.id desc limit ? offset ?";
    private static final String COUNT = "select count(*) " + LIST_FROM;
    private static final String TEAM_FROM =
            """
            from users u
            where u.id in (select l.user_id from project_levels l where l.project_id = ?)
              and (? or u.search_text like ? escape '\\')
            """;
    private static final String TEAM =
            "select u.id " + TEAM_FROM + " order by u.id desc limit ? offset ?";
    private static final String TEAM_COUNT = "select count(*) " + TEAM_FROM;
    private static final String SHARE =
            """
            insert into project_shares (project_id, namespace_id, level, created_at)
            values (?, ?, ?, ?) returning id
            """;
    private static final String SHARES =
            "select * from project_shares where project_id in (?) order by id";
    private static final String UNSHARE =
            "delete from project_shares where project_id = ? and namespace_id = ?";

    ProjectMember insert(
            Transaction tx,
            ProjectId project,
            UserId user,
            Role role,
            Optional<UserId> by,
            Instant now) {
        long id =
                tx.insert(
                        INSERT,
                        project.value(),
                        user.value(),
                        role.level(),
                        now,
                        by.map(UserId::value));
        return new ProjectMember(id, project, user, role, now);
    }

    Optional<ProjectMember> find(Reading reading, ProjectId project, UserId user) {
        return reading.first(FIND, ProjectMemberStore::member, project.value(), user.value());
    }

    void update(Transaction tx, ProjectId project, UserId user, Role role) {
        tx.execute(UPDATE, role.level(), project.value(), user.value());
    }

    void delete(Transaction tx, ProjectId project, UserId user) {
        tx.execute(DELETE, project.value(), user.value());
    }

    Page<ProjectMember> list(
            Reading reading, ProjectId project, Optional<String> username, PageRequest page) {
        boolean any = username.isEmpty();
        String text = Dialect.contains(username.orElse(""));
        long total = reading.count(COUNT, project.value(), any, text);
        List<ProjectMember> members =
                reading.list(
                        LIST,
                        ProjectMemberStore::member,
                        project.value(),
                        any,
                        text,
                        page.size(),
                        page.offset());
        return new Page<>(members, page, total);
    }

    Page<UserId> team(
            Reading reading, ProjectId project, Optional<String> search, PageRequest page) {
        boolean any = search.isEmpty();
        String text = Dialect.contains(search.orElse(""));
        long total = reading.count(TEAM_COUNT, project.value(), any, text);
        List<UserId> users =
                reading.list(
                        TEAM,
                        row -> new UserId(row.number("id")),
                        project.value(),
                        any,
                        text,
                        page.size(),
                        page.offset());
        return new Page<>(users, page, total);
    }

    Share share(Transaction tx, ProjectId project, NamespaceId group, Role role, Instant now) {
        long id = tx.insert(SHARE, project.value(), group.value(), role.level(), now);
        return new Share(id, project, group, role);
    }

    List<Share> shares(Reading reading, Collection<ProjectId> projects) {
        return reading.list(
                SHARES,
                row ->
                        new Share(
                                row.number("id"),
                                new ProjectId(row.number("project_id")),
                                new NamespaceId(row.number("namespace_id")),
                                Role.ofStored(row.small("level"))),
                projects.stream().map(ProjectId::value).toList());
    }

    boolean unshare(Transaction tx, ProjectId project, NamespaceId group) {
        return tx.execute(UNSHARE, project.value(), group.value()) > 0;
    }

    private static ProjectMember member(Row row) {
        return new ProjectMember(
                row.number("id"),
                new ProjectId(row.number("project_id")),
                new UserId(row.number("user_id")),
                Role.ofStored(row.small("level")),
                row.instant("created_at"));
    }
}
