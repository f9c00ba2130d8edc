package io.slipway.forge.identity;

import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.Tokens;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The sessions of all surfaces: rows in the database, found by the hash of their token. */
public final class Sessions {

    private static final int TOKEN_LENGTH = 43; // 256 bits

    private final Database database;
    private final Tokens tokens;
    private final Clock clock;
    private final SessionStore store = new SessionStore();

    /** Sessions in the given database. */
    public Sessions(Database database, Tokens tokens, Clock clock) {
        this.database = database;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** A new session with its token, which is told only here. */
    public record Started(Secret token, Session session) {}

    /** Starts a session of a user who proved who they are, by password or by another provider. */
    public Started start(UserId user, SessionKind kind, Duration lifetime, Origin origin) {
        Secret token = tokens.next(TOKEN_LENGTH);
        Instant now = clock.instant();
        Session session = new Session(0, user, kind, origin.address(), now, now.plus(lifetime));
        Session stored =
                database.write(
                        Durability.FULL,
                        tx -> {
                            store.forgetEnded(tx, now);
                            return store.insert(tx, Tokens.hash(token), session);
                        });
        return new Started(token, stored);
    }

    /** Replaces a session that still lasts by a new one of the same user, from now on. */
    public Optional<Started> renew(Secret token, Duration lifetime, Origin origin) {
        Optional<Session> old = find(token);
        return old.map(session -> {
            Started started = start(session.user(), session.kind(), lifetime, origin);
            end(token);
            return started;
        });
    }

    /** The session of this token, if it lasts still. */
    public Optional<Session> find(Secret token) {
        return database.read(reading -> store.find(reading, Tokens.hash(token), clock.instant()));
    }

    /** Ends the session of this token, if there is one. */
    public void end(Secret token) {
        database.execute(Durability.FULL, tx -> store.delete(tx, Tokens.hash(token)));
    }

    /** The caller's own sessions, newest first. */
    public List<Session> own(Caller caller) {
        UserId user = caller.requirePerson().id();
        return database.read(reading -> store.ofUser(reading, user, clock.instant()));
    }

    /** Ends all sessions of the caller. */
    public void endOwn(Caller caller) {
        UserId user = caller.requirePerson().id();
        database.execute(Durability.FULL, tx -> store.deleteOf(tx, user));
    }
}
