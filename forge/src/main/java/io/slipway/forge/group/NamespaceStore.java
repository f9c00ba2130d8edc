package io.slipway.forge.group;

import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.Visibility;
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

/** All SQL of namespaces. */
final class NamespaceStore {

    private static final String INSERT =
            """
            insert into namespaces (kind, name, name_folded, path, path_folded, owner_id,
              description, visibility, search_text, created_at, updated_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id
            """;
    private static final String UPDATE =
            """
            update namespaces set name = ?, name_folded = ?, path = ?, path_folded = ?,
              description = ?, visibility = ?, share_with_group_lock = ?, avatar = ?,
              search_text = ?, updated_at = ?
            where id = ?
            """;
    private static final String BY_ID = "select * from namespaces where id = ?";
    private static final String BY_IDS = "select * from namespaces where id in (?)";
    private static final String BY_PATH = "select * from namespaces where path_folded = ?";
    private static final String BY_OWNER = "select * from namespaces where owner_id = ?";
    private static final String DELETE = "delete from namespaces where id = ?";
    private static final String PATH_TAKEN =
            "select 1 from namespaces where path_folded = ? and id <> ?";
    private static final String NAME_TAKEN =
            "select 1 from namespaces where name_folded = ? and name = ? and id <> ?";
    private static final String OF_MEMBER =
            """
            from namespaces n
            where (? or n.kind = 'group') and (? or n.search_text like ? escape '\\')
              and (? or n.id in (select l.namespace_id from namespace_levels l
                where l.user_id = ? and l.level >= ?))
            """;
    private static final String REDIRECT =
            """
            insert into namespace_redirects (path_folded, namespace_id) values (?, ?)
            on conflict (path_folded) do update set namespace_id = excluded.namespace_id
            """;
    private static final String LIST =
            "select n.* " + OF_MEMBER + " order by n.id desc limit ? offset ?";
    private static final String COUNT = "select count(*) " + OF_MEMBER;
    private static final String HIGHEST_PROJECT_VISIBILITY =
            """
            select coalesce(max(visibility), 0) from projects
            where namespace_id = ? and not pending_delete
            """;

    NamespaceId insert(Transaction tx, Namespace namespace) {
        return new NamespaceId(
                tx.insert(
                        INSERT,
                        namespace.isGroup() ? "group" : "user",
                        namespace.name(),
                        Dialect.fold(namespace.name()),
                        namespace.path(),
                        Dialect.fold(namespace.path()),
                        namespace.owner().map(UserId::value),
                        namespace.description(),
                        namespace.visibility().level(),
                        searchText(namespace),
                        namespace.createdAt(),
                        namespace.updatedAt()));
    }

    void update(Transaction tx, Namespace namespace) {
        tx.execute(
                UPDATE,
                namespace.name(),
                Dialect.fold(namespace.name()),
                namespace.path(),
                Dialect.fold(namespace.path()),
                namespace.description(),
                namespace.visibility().level(),
                namespace.shareWithGroupLock(),
                namespace.avatar(),
                searchText(namespace),
                namespace.updatedAt(),
                namespace.id().value());
    }

    Optional<Namespace> find(Reading reading, NamespaceId id) {
        return reading.first(BY_ID, NamespaceStore::namespace, id.value());
    }

    List<Namespace> find(Reading reading, Collection<NamespaceId> ids) {
        return reading.list(
                BY_IDS,
                NamespaceStore::namespace,
                ids.stream().map(NamespaceId::value).distinct().toList());
    }

    Optional<Namespace> byPath(Reading reading, String path) {
        return reading.first(BY_PATH, NamespaceStore::namespace, Dialect.fold(path));
    }

    Optional<Namespace> byOwner(Reading reading, UserId owner) {
        return reading.first(BY_OWNER, NamespaceStore::namespace, owner.value());
    }

    /** Has what is in a namespace found under a path that it leaves. */
    void redirect(Transaction tx, Namespace old, Namespace changed) {
        if (!Dialect.fold(old.path()).equals(Dialect.fold(changed.path()))) {
            tx.execute(REDIRECT, Dialect.fold(old.path()), old.id().value());
        }
    }

    void delete(Transaction tx, NamespaceId id) {
        tx.execute(DELETE, id.value());
    }

    boolean isPathTaken(Reading reading, String path, long self) {
        return reading.exists(PATH_TAKEN, Dialect.fold(path), self);
    }

    boolean isNameTaken(Reading reading, String name, long self) {
        return reading.exists(NAME_TAKEN, Dialect.fold(name), name, self);
    }

    Page<Namespace> list(
            Reading reading, NamespaceQuery query, boolean all, long user, PageRequest page) {
        boolean anyText = query.search().isEmpty();
        String text = Dialect.contains(query.search().orElse(""));
        int least = query.leastRole().level();
        long total = reading.count(COUNT, query.users(), anyText, text, all, user, least);
        List<Namespace> namespaces =
                reading.list(
                        LIST,
                        NamespaceStore::namespace,
                        query.users(),
                        anyText,
                        text,
                        all,
                        user,
                        least,
                        page.size(),
                        page.offset());
        return new Page<>(namespaces, page, total);
    }

    Visibility highestProjectVisibility(Reading reading, NamespaceId id) {
        return Visibility.ofStored((int) reading.count(HIGHEST_PROJECT_VISIBILITY, id.value()));
    }

    private static String searchText(Namespace namespace) {
        return Dialect.fold(namespace.name() + "\n" + namespace.path());
    }

    static Namespace namespace(Row row) {
        return new Namespace(
                new NamespaceId(row.number("id")),
                row.text("name"),
                row.text("path"),
                row.optionalNumber("owner_id").map(UserId::new),
                row.text("description"),
                Visibility.ofStored(row.small("visibility")),
                row.flag("share_with_group_lock"),
                row.optionalText("avatar"),
                row.instant("created_at"),
                row.instant("updated_at"));
    }

    static Namespace fresh(
            String name,
            String path,
            Optional<UserId> owner,
            String description,
            Visibility visibility,
            Instant now) {
        return new Namespace(
                new NamespaceId(0),
                name,
                path,
                owner,
                description,
                visibility,
                false,
                Optional.empty(),
                now,
                now);
    }
}
