package io.slipway.forge.project;

import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.ProjectFilter;
import io.slipway.forge.access.ProjectId;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.identity.UserId;
import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.store.Dialect;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All SQL of projects. */
final class ProjectStore {

    private static final String SELECT =
            """
            select p.*, n.path as namespace_path
            from projects p join namespaces n on n.id = p.namespace_id
            """;
    private static final String INSERT =
            """
            insert into projects (namespace_id, name, name_folded, path, path_folded, description,
              visibility, creator_id, issues_enabled, merge_requests_enabled, wiki_enabled, builds_enabled,
              snippets_enabled, container_registry_enabled, shared_runners_enabled, public_builds,
              forked_from_id, runners_token, import_url, search_text, created_at, updated_at,
              last_activity_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id
            """;
    private static final String ADD_OWNER_AS_MASTER =
            """
            insert into project_members (project_id, user_id, level, created_at, created_by)
            values (?, ?, 40, ?, ?)
            """;
    private static final String UPDATE =
            """
            update projects set namespace_id = ?, name = ?, name_folded = ?, path = ?, path_folded = ?,
              description = ?, visibility = ?, archived = ?, default_branch = ?,
              issues_enabled = ?, merge_requests_enabled = ?, wiki_enabled = ?,
              builds_enabled = ?, snippets_enabled = ?, container_registry_enabled = ?,
              shared_runners_enabled = ?, public_builds = ?, forked_from_id = ?, avatar = ?,
              search_text = ?, updated_at = ?
            where id = ?
            """;
    private static final String BY_ID = SELECT + " where p.id = ? and not p.pending_delete";
    private static final String BY_IDS =
            SELECT + " where p.id in (?) and not p.pending_delete and " + ProjectFilter.VISIBLE;
    private static final String BY_PATH =
            SELECT
                    + """
                     where n.path_folded = ? and p.path_folded = ? and not p.pending_delete
                    """;
    private static final String BY_OLD_PATH =
            SELECT
                    + """
                     where not p.pending_delete and (p.id in (select r.project_id from project_redirects r
                        where r.path_folded = ? and r.namespace_id in (select id from namespaces
                          where path_folded = ? union select namespace_id from namespace_redirects
                          where path_folded = ?))
                      or (p.path_folded = ? and p.namespace_id in (select namespace_id
                        from namespace_redirects where path_folded = ?)))
                    order by p.id
                    """;
    private static final String REDIRECT =
            """
            insert into project_redirects (namespace_id, path_folded, project_id)
            values (?, ?, ?)
            on conflict (namespace_id, path_folded) do update set
              project_id = excluded.project_id
            """;
    private static final String IN_NAMESPACE =
            SELECT + " where p.namespace_id = ? and not p.pending_delete order by p.id";
    private static final String DELETE = "delete from projects where id = ?";
    private static final String NAME_TAKEN =
            "select 1 from projects where namespace_id = ? and name = ? and id <> ?";
    private static final String PATH_TAKEN =
            "select 1 from projects where namespace_id = ? and path_folded = ? and id <> ?";
    private static final String PERSONAL_COUNT =
            """
            select count(*) from projects p join namespaces n on n.id = p.namespace_id
            where n.owner_id = ?
            """;
    private static final String PERSONAL_COUNTS =
            """
            select n.owner_id, count(*) as projects from projects p
              join namespaces n on n.id = p.namespace_id
            where n.owner_id in (?) group by n.owner_id
            """;
    private static final String LIST_WHERE =
            " where not p.pending_delete and "
                    + ProjectFilter.VISIBLE
                    + """
                      and (? or p.archived = ?) and (? or p.visibility = ?)
                      and (? or p.namespace_id = ?
                        or p.id in (select s.project_id from project_shares s where s.namespace_id = ?))
                      and (? or p.search_text like ? escape '\\' or n.search_text like ? escape '\\')
                      and (? or p.name_folded like ? escape '\\')
                    """;
    private static final String OF_MEMBER =
            " and p.id in (select l.project_id from project_levels l where l.user_id = ?)";
    private static final String OF_OWNER =
            """
             and p.namespace_id in
              (select l.namespace_id from namespace_levels l where l.user_id = ? and l.level = 50)
            """;
    private static final String OF_STARRED =
            " and p.id in (select s.project_id from stars s where s.user_id = ?)";
    private static final String COUNT =
            "select count(*) from projects p join namespaces n on n.id = p.namespace_id";
    private static final String TOUCH = "update projects set last_activity_at = ? where id = ?";
    private static final String SET_DEFAULT_BRANCH =
            "update projects set default_branch = ?, updated_at = ? where id = ?";
    private static final String STAR =
            """
            insert into stars (user_id, project_id, created_at) values (?, ?, ?)
            on conflict (user_id, project_id) do nothing
            """;
    private static final String UNSTAR = "delete from stars where user_id = ? and project_id = ?";
    private static final String COUNT_STARS =
            """
            update projects set star_count =
              (select count(*) from stars s where s.project_id = projects.id)
            where id = ?
            """;
    private static final String COUNT_FORKS =
            """
            update projects set forks_count =
              (select count(*) from projects f where f.forked_from_id = projects.id)
            where id = ?
            """;
    private static final String ALL_IDS = "select id from projects";

    ProjectId insert(Transaction tx, Project project) {
        Features features = project.features();
        return new ProjectId(
                tx.insert(
                        INSERT,
                        project.namespaceId().value(),
                        project.name(),
                        Dialect.fold(project.name()),
                        project.path(),
                        Dialect.fold(project.path()),
                        project.description(),
                        project.visibility().level(),
                        project.creator().value(),
                        features.issues(),
                        features.mergeRequests(),
                        features.wiki(),
                        features.builds(),
                        features.snippets(),
                        features.containerRegistry(),
                        features.sharedRunners(),
                        features.publicBuilds(),
                        project.forkedFrom().map(ProjectId::value),
                        project.runnersToken().reveal(),
                        project.importUrl(),
                        searchText(project),
                        project.createdAt(),
                        project.updatedAt(),
                        project.lastActivityAt()));
    }

    void addOwner(Transaction tx, ProjectId project, UserId owner, Instant now) {
        tx.execute(ADD_OWNER_AS_MASTER, project.value(), owner.value(), now, owner.value());
    }

    void update(Transaction tx, Project project) {
        Features features = project.features();
        tx.execute(
                UPDATE,
                project.namespaceId().value(),
                project.name(),
                Dialect.fold(project.name()),
                project.path(),
                Dialect.fold(project.path()),
                project.description(),
                project.visibility().level(),
                project.archived(),
                project.defaultBranch(),
                features.issues(),
                features.mergeRequests(),
                features.wiki(),
                features.builds(),
                features.snippets(),
                features.containerRegistry(),
                features.sharedRunners(),
                features.publicBuilds(),
                project.forkedFrom().map(ProjectId::value),
                project.avatar(),
                searchText(project),
                project.updatedAt(),
                project.id().value());
    }

    Optional<Project> find(Reading reading, ProjectId id) {
        return reading.first(BY_ID, ProjectStore::project, id.value());
    }

    List<Project> find(Reading reading, ProjectFilter filter, Collection<ProjectId> ids) {
        return reading.list(
                BY_IDS,
                ProjectStore::project,
                ids.stream().map(ProjectId::value).distinct().toList(),
                filter.all(),
                filter.internal(),
                filter.user());
    }

    Optional<Project> byPath(Reading reading, String namespace, String path) {
        String first = Dialect.fold(namespace);
        String second = Dialect.fold(path);
        return reading.first(BY_PATH, ProjectStore::project, first, second)
                .or(() ->
                        reading.first(
                                BY_OLD_PATH,
                                ProjectStore::project,
                                second,
                                first,
                                first,
                                second,
                                first));
    }

    /** Has the project found under a path that it leaves; until another takes that path. */
    void redirect(Transaction tx, Project old) {
        tx.execute(REDIRECT, old.namespaceId().value(), Dialect.fold(old.path()), old.id().value());
    }

    List<Project> inNamespace(Reading reading, NamespaceId namespace) {
        return reading.list(IN_NAMESPACE, ProjectStore::project, namespace.value());
    }

    void delete(Transaction tx, ProjectId id) {
        tx.execute(DELETE, id.value());
    }

    boolean isNameTaken(Reading reading, NamespaceId namespace, String name, ProjectId self) {
        return reading.exists(NAME_TAKEN, namespace.value(), name, self.value());
    }

    boolean isPathTaken(Reading reading, NamespaceId namespace, String path, ProjectId self) {
        return reading.exists(PATH_TAKEN, namespace.value(), Dialect.fold(path), self.value());
    }

    long personalCount(Reading reading, UserId user) {
        return reading.count(PERSONAL_COUNT, user.value());
    }

    Map<UserId, Long> personalCounts(Reading reading, Collection<UserId> users) {
        Map<UserId, Long> counts = new HashMap<>();
        reading.list(
                        PERSONAL_COUNTS,
                        row ->
                                Map.entry(
                                        new UserId(row.number("owner_id")), row.number("projects")),
                        users.stream().map(UserId::value).toList())
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }

    Page<Project> list(
            Reading reading, ProjectFilter filter, ProjectQuery query, PageRequest page) {
        List<Object> arguments = new ArrayList<>();
        arguments.add(filter.all());
        arguments.add(filter.internal());
        arguments.add(filter.user());
        arguments.add(query.archived().isEmpty());
        arguments.add(query.archived().orElse(false));
        arguments.add(query.visibility().isEmpty());
        arguments.add(query.visibility().orElse(Visibility.PRIVATE).level());
        arguments.add(query.namespace().isEmpty());
        long namespace = query.namespace().map(NamespaceId::value).orElse(0L);
        arguments.add(namespace);
        arguments.add(namespace);
        String text = Dialect.contains(query.search().orElse(""));
        arguments.add(query.search().isEmpty());
        arguments.add(text);
        arguments.add(text);
        arguments.add(query.name().isEmpty());
        arguments.add(Dialect.contains(query.name().orElse("")));
        String where = LIST_WHERE + restriction(query.of());
        if (query.of() != ProjectQuery.Of.VISIBLE) {
            arguments.add(filter.user());
        }
        long total = reading.count(COUNT + where, arguments.toArray());
        arguments.add(page.size());
        arguments.add(page.offset());
        List<Project> projects =
                reading.list(
                        SELECT + where + order(query) + " limit ? offset ?",
                        ProjectStore::project,
                        arguments.toArray());
        return new Page<>(projects, page, total);
    }

    void touch(Transaction tx, ProjectId id, Instant now) {
        tx.execute(TOUCH, now, id.value());
    }

    void setDefaultBranch(Transaction tx, ProjectId id, Optional<String> branch, Instant now) {
        tx.execute(SET_DEFAULT_BRANCH, branch, now, id.value());
    }

    boolean star(Transaction tx, UserId user, ProjectId project, Instant now) {
        boolean changed = tx.execute(STAR, user.value(), project.value(), now) > 0;
        tx.execute(COUNT_STARS, project.value());
        return changed;
    }

    boolean unstar(Transaction tx, UserId user, ProjectId project) {
        boolean changed = tx.execute(UNSTAR, user.value(), project.value()) > 0;
        tx.execute(COUNT_STARS, project.value());
        return changed;
    }

    void countForks(Transaction tx, ProjectId source) {
        tx.execute(COUNT_FORKS, source.value());
    }

    List<Long> allIds(Reading reading) {
        return reading.list(ALL_IDS, row -> row.number("id"));
    }

    private static String restriction(ProjectQuery.Of of) {
        return switch (of) {
            case VISIBLE -> "";
            case MEMBER -> OF_MEMBER;
            case OWNED -> OF_OWNER;
            case STARRED -> OF_STARRED;
        };
    }

    private static String order(ProjectQuery query) {
        String column =
                switch (query.order()) {
                    case ID -> "p.id";
                    case NAME -> "p.name_folded";
                    case PATH -> "p.path_folded";
                    case CREATED_AT -> "p.created_at";
                    case UPDATED_AT -> "p.updated_at";
                    case LAST_ACTIVITY_AT -> "p.last_activity_at";
                };
        String direction = query.ascending() ? " asc" : " desc";
        return " order by " + column + direction + ", p.id" + direction;
    }

    private static String searchText(Project project) {
        return Dialect.fold(
                project.path() + "\n" + project.name() + "\n" + project.description().orElse(""));
    }

    private static Project project(Row row) {
        return new Project(
                new ProjectId(row.number("id")),
                new NamespaceId(row.number("namespace_id")),
                row.text("namespace_path"),
                row.text("name"),
                row.text("path"),
                row.optionalText("description"),
                Visibility.ofStored(row.small("visibility")),
                row.flag("archived"),
                row.optionalText("default_branch"),
                new UserId(row.number("creator_id")),
                new Features(
                        row.flag("issues_enabled"),
                        row.flag("merge_requests_enabled"),
                        row.flag("wiki_enabled"),
                        row.flag("builds_enabled"),
                        row.flag("snippets_enabled"),
                        row.flag("container_registry_enabled"),
                        row.flag("shared_runners_enabled"),
                        row.flag("public_builds")),
                row.optionalNumber("forked_from_id").map(ProjectId::new),
                row.small("star_count"),
                row.small("forks_count"),
                new Secret(row.text("runners_token")),
                row.optionalText("avatar"),
                row.optionalText("import_url"),
                row.instant("created_at"),
                row.instant("updated_at"),
                row.instant("last_activity_at"));
    }
}
