package io.slipway.forge.identity;

import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All SQL of personal access tokens. */
final class PersonalAccessTokenStore {

    private static final String INSERT =
            """
            insert into personal_access_tokens (user_id, name, token_hash, scopes, created_at,
              expires_at)
            values (?, ?, ?, ?, ?, ?) returning id
            """;
    private static final String OF_USER =
            "select * from personal_access_tokens where user_id = ? order by id desc";
    private static final String FIND = "select * from personal_access_tokens where token_hash = ?";
    private static final String REVOKE =
            "update personal_access_tokens set revoked_at = ? where id = ? and revoked_at is null";

    PersonalAccessToken insert(Transaction tx, String hash, PersonalAccessToken token) {
        String scopes =
                token.scopes().stream().map(Scope::text).sorted().collect(Collectors.joining(" "));
        long id =
                tx.insert(
                        INSERT,
                        token.user().value(),
                        token.name(),
                        hash,
                        scopes,
                        token.createdAt(),
                        token.expiresAt());
        return new PersonalAccessToken(
                id,
                token.user(),
                token.name(),
                token.scopes(),
                token.createdAt(),
                token.expiresAt(),
                Optional.empty());
    }

    List<PersonalAccessToken> ofUser(Reading reading, UserId user) {
        return reading.list(OF_USER, PersonalAccessTokenStore::token, user.value());
    }

    Optional<PersonalAccessToken> find(Reading reading, String hash) {
        return reading.first(FIND, PersonalAccessTokenStore::token, hash);
    }

    void revoke(Transaction tx, long id, Instant now) {
        tx.execute(REVOKE, now, id);
    }

    private static PersonalAccessToken token(Row row) {
        Set<Scope> scopes =
                Arrays.stream(row.text("scopes").split(" "))
                        .flatMap(text -> Scope.of(text).stream())
                        .collect(Collectors.toSet());
        return new PersonalAccessToken(
                row.number("id"),
                new UserId(row.number("user_id")),
                row.text("name"),
                scopes,
                row.instant("created_at"),
                row.optionalInstant("expires_at"),
                row.optionalInstant("revoked_at"));
    }
}
