package io.slipway.forge.group;

import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.Role;
import io.slipway.forge.identity.UserId;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All SQL of groups' members. */
final class MemberStore {

    private static final String INSERT =
            """
            insert into group_members (namespace_id, user_id, level, created_at, created_by)
            values (?, ?, ?, ?, ?) returning id
            """;
    private static final String LIST =
            "select * from group_members where namespace_id = ? order by id desc";
    private static final String FIND =
            "select * from group_members where namespace_id = ? and user_id = ?";
    private static final String UPDATE =
            "update group_members set level = ? where namespace_id = ? and user_id = ?";
    private static final String DELETE =
            "delete from group_members where namespace_id = ? and user_id = ?";
    private static final String OTHER_OWNERS =
            """
            select 1 from group_members where namespace_id = ? and user_id <> ? and level = 50
            """;
    private static final String ONLY_OWNED_BY =
            """
            select n.path from namespaces n
            join group_members m on m.namespace_id = n.id and m.user_id = ? and m.level = 50
            where not exists (select 1 from group_members o
              where o.namespace_id = n.id and o.user_id <> m.user_id and o.level = 50)
            order by n.path
            """;

    Member insert(
            Transaction tx,
            NamespaceId group,
            UserId user,
            Role role,
            Optional<UserId> by,
            Instant now) {
        long id =
                tx.insert(
                        INSERT,
                        group.value(),
                        user.value(),
                        role.level(),
                        now,
                        by.map(UserId::value));
        return new Member(id, user, role, now);
    }

    List<Member> list(Reading reading, NamespaceId group) {
        return reading.list(LIST, MemberStore::member, group.value());
    }

    Optional<Member> find(Reading reading, NamespaceId group, UserId user) {
        return reading.first(FIND, MemberStore::member, group.value(), user.value());
    }

    void update(Transaction tx, NamespaceId group, UserId user, Role role) {
        tx.execute(UPDATE, role.level(), group.value(), user.value());
    }

    void delete(Transaction tx, NamespaceId group, UserId user) {
        tx.execute(DELETE, group.value(), user.value());
    }

    boolean hasOtherOwners(Reading reading, NamespaceId group, UserId user) {
        return reading.exists(OTHER_OWNERS, group.value(), user.value());
    }

    List<String> groupsOnlyOwnedBy(Reading reading, UserId user) {
        return reading.list(ONLY_OWNED_BY, row -> row.text("path"), user.value());
    }

    private static Member member(Row row) {
        return new Member(
                row.number("id"),
                new UserId(row.number("user_id")),
                Role.ofStored(row.small("level")),
                row.instant("created_at"));
    }
}
