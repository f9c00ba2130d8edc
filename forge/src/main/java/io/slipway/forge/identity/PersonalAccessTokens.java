package io.slipway.forge.identity;

import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.Tokens;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The personal access tokens of the caller: made, listed, revoked; told once. */
public final class PersonalAccessTokens {

    private static final int LENGTH = 20;

    private final Database database;
    private final Tokens tokens;
    private final Audit audit;
    private final Clock clock;
    private final PersonalAccessTokenStore store = new PersonalAccessTokenStore();

    /** The tokens in the given database. */
    public PersonalAccessTokens(Database database, Tokens tokens, Audit audit, Clock clock) {
        this.database = database;
        this.tokens = tokens;
        this.audit = audit;
        this.clock = clock;
    }

    /** A new token with its text, which is told only here. */
    public record Made(Secret text, PersonalAccessToken token) {}

    /**
     * Makes a token for the caller.
     *
     * @param scopes at least one; none that the caller's own credential lacks
     */
    public Made create(Caller caller, String name, Set<Scope> scopes, Optional<Instant> expiresAt) {
        UserId user = caller.requirePerson().id();
        caller.requireScope(Scope.API);
        if (name.isBlank()) {
            throw Invalid.of("name", "can't be blank");
        }
        if (scopes.isEmpty()) {
            throw Invalid.of("scopes", "can't be blank");
        }
        Secret text = tokens.next(LENGTH);
        PersonalAccessToken token =
                new PersonalAccessToken(
                        0, user, name, scopes, clock.instant(), expiresAt, Optional.empty());
        return database.write(
                Durability.FULL,
                tx -> {
                    PersonalAccessToken stored = store.insert(tx, Tokens.hash(text), token);
                    audit.record(caller, tx, "token.created", target(stored));
                    return new Made(text, stored);
                });
    }

    /** The caller's tokens, newest first, revoked ones too. */
    public List<PersonalAccessToken> own(Caller caller) {
        UserId user = caller.requirePerson().id();
        return database.read(reading -> store.ofUser(reading, user));
    }

    /**
     * Ends a token of the caller.
     *
     * @throws NotFound if the caller has no such token
     */
    public void revoke(Caller caller, long id) {
        UserId user = caller.requirePerson().id();
        caller.requireScope(Scope.API);
        database.execute(
                Durability.FULL,
                tx -> {
                    PersonalAccessToken token =
                            store.ofUser(tx, user).stream()
                                    .filter(one -> one.id() == id)
                                    .findFirst()
                                    .orElseThrow(() -> new NotFound("Personal access token"));
                    store.revoke(tx, id, clock.instant());
                    audit.record(caller, tx, "token.revoked", target(token));
                });
    }

    private static AuditTarget target(PersonalAccessToken token) {
        return new AuditTarget("personal_access_token", token.id(), token.name());
    }
}
