package io.slipway.forge.identity;

import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All SQL of sessions. */
final class SessionStore {

    private static final String INSERT =
            """
            insert into sessions (token_hash, user_id, kind, address, created_at, expires_at)
            values (?, ?, ?, ?, ?, ?) returning id
            """;
    private static final String FIND =
            "select * from sessions where token_hash = ? and expires_at > ?";
    private static final String OF_USER =
            "select * from sessions where user_id = ? and expires_at > ? order by id desc";
    private static final String DELETE = "delete from sessions where token_hash = ?";
    private static final String DELETE_OF = "delete from sessions where user_id = ?";
    private static final String FORGET = "delete from sessions where expires_at <= ?";

    Session insert(Transaction tx, String hash, Session session) {
        long id =
                tx.insert(
                        INSERT,
                        hash,
                        session.user().value(),
                        session.kind().name(),
                        session.address(),
                        session.createdAt(),
                        session.expiresAt());
        return new Session(
                id,
                session.user(),
                session.kind(),
                session.address(),
                session.createdAt(),
                session.expiresAt());
    }

    Optional<Session> find(Reading reading, String hash, Instant now) {
        return reading.first(FIND, SessionStore::session, hash, now);
    }

    List<Session> ofUser(Reading reading, UserId user, Instant now) {
        return reading.list(OF_USER, SessionStore::session, user.value(), now);
    }

    void delete(Transaction tx, String hash) {
        tx.execute(DELETE, hash);
    }

    void deleteOf(Transaction tx, UserId user) {
        tx.execute(DELETE_OF, user.value());
    }

    void forgetEnded(Transaction tx, Instant now) {
        tx.execute(FORGET, now);
    }

    private static Session session(Row row) {
        return new Session(
                row.number("id"),
                new UserId(row.number("user_id")),
                SessionKind.valueOf(row.text("kind")),
                row.text("address"),
                row.instant("created_at"),
                row.instant("expires_at"));
    }
}
