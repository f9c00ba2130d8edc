package io.slipway.forge.key;

import io.slipway.forge.access.ProjectId;
import io.slipway.forge.identity.UserId;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All SQL of keys. */
final class KeyStore {

    private static final String INSERT =
            """
            insert into ssh_keys (user_id, title, text, fingerprint, created_at)
            values (?, ?, ?, ?, ?) returning id
            """;
    private static final String FIND = "select * from ssh_keys where id = ?";
    private static final String BY_FINGERPRINT = "select * from ssh_keys where fingerprint = ?";
    private static final String OF_USER = "select * from ssh_keys where user_id = ? order by id";
    private static final String DELETE = "delete from ssh_keys where id = ?";
    private static final String USED = "update ssh_keys set last_used_at = ? where id = ?";
    private static final String OF_PROJECT =
            """
            select k.* from ssh_keys k join deploy_key_projects d on d.key_id = k.id
            where d.project_id = ? order by k.id
            """;
    private static final String ALL_DEPLOY_KEYS =
            "select * from ssh_keys where user_id is null order by id";
    private static final String ATTACH =
            """
            insert into deploy_key_projects (key_id, project_id, created_at) values (?, ?, ?)
            on conflict (key_id, project_id) do nothing
            """;
    private static final String DETACH =
            "delete from deploy_key_projects where key_id = ? and project_id = ?";
    private static final String DELETE_UNUSED =
            """
            delete from ssh_keys where id = ? and user_id is null
              and not exists (select 1 from deploy_key_projects d where d.key_id = ssh_keys.id)
            """;
    private static final String REACHABLE =
            """
            select 1 from deploy_key_projects d
            where d.key_id = ? and (? or d.project_id in
              (select l.project_id from project_levels l where l.user_id = ?))
            """;

    SshKey insert(
            Transaction tx,
            Optional<UserId> user,
            String title,
            String text,
            String fingerprint,
            Instant now) {
        long id = tx.insert(INSERT, user.map(UserId::value), title, text, fingerprint, now);
        return new SshKey(id, user, title, text, fingerprint, now);
    }

    Optional<SshKey> find(Reading reading, long id) {
        return reading.first(FIND, KeyStore::key, id);
    }

    Optional<SshKey> byFingerprint(Reading reading, String fingerprint) {
        return reading.first(BY_FINGERPRINT, KeyStore::key, fingerprint);
    }

    List<SshKey> ofUser(Reading reading, UserId user) {
        return reading.list(OF_USER, KeyStore::key, user.value());
    }

    void delete(Transaction tx, long id) {
        tx.execute(DELETE, id);
    }

    void used(Transaction tx, long id, Instant now) {
        tx.execute(USED, now, id);
    }

    List<SshKey> ofProject(Reading reading, ProjectId project) {
        return reading.list(OF_PROJECT, KeyStore::key, project.value());
    }

    List<SshKey> allDeployKeys(Reading reading) {
        return reading.list(ALL_DEPLOY_KEYS, KeyStore::key);
    }

    void attach(Transaction tx, long key, ProjectId project, Instant now) {
        tx.execute(ATTACH, key, project.value(), now);
    }

    void detach(Transaction tx, long key, ProjectId project) {
        tx.execute(DETACH, key, project.value());
        tx.execute(DELETE_UNUSED, key);
    }

    boolean isReachable(Reading reading, long key, boolean all, long user) {
        return reading.exists(REACHABLE, key, all, user);
    }

    private static SshKey key(Row row) {
        return new SshKey(
                row.number("id"),
                row.optionalNumber("user_id").map(UserId::new),
                row.text("title"),
                row.text("text"),
                row.text("fingerprint"),
                row.instant("created_at"));
    }
}
