package io.slipway.forge.oauth;

import io.slipway.forge.identity.Scope;
import io.slipway.forge.identity.UserId;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Row;
import io.slipway.platform.store.Transaction;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All SQL of the OAuth 2 provider. */
final class OAuthStore {

    private static final String INSERT_APPLICATION =
            """
            insert into oauth_applications (uid, secret_hash, name, redirect_uris, owner_id,
              trusted, created_at)
            values (?, ?, ?, ?, ?, ?, ?) returning id
            """;
    private static final String APPLICATION = "select * from oauth_applications where uid = ?";
    private static final String APPLICATION_BY_ID = "select * from oauth_applications where id = ?";
    private static final String APPLICATIONS_OF =
            """
            select * from oauth_applications where owner_id = ? order by id
            """;
    private static final String APPLICATIONS_OF_FORGE =
            "select * from oauth_applications where owner_id is null order by id";
    private static final String DELETE_APPLICATION = "delete from oauth_applications where id = ?";
    private static final String INSERT_CODE =
            """
            insert into oauth_codes (code_hash, application_id, user_id, redirect_uri, scopes,
              challenge, challenge_method, expires_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String CODE = "select * from oauth_codes where code_hash = ?";
    private static final String USE_CODE =
            "update oauth_codes set used_at = ? where code_hash = ? and used_at is null";
    private static final String FORGET_CODES = "delete from oauth_codes where expires_at < ?";
    private static final String INSERT_TOKEN =
            """
            insert into oauth_tokens (application_id, user_id, token_hash, refresh_hash, scopes,
              created_at, expires_at)
            values (?, ?, ?, ?, ?, ?, ?) returning id
            """;
    private static final String TOKEN = "select * from oauth_tokens where token_hash = ?";
    private static final String REFRESH = "select * from oauth_tokens where refresh_hash = ?";
    private static final String REVOKE =
            """
            update oauth_tokens set revoked_at = ? where id = ? and revoked_at is null
            """;
    private static final String REVOKE_ALL =
            """
            update oauth_tokens set revoked_at = ?
            where application_id = ? and user_id = ? and revoked_at is null
            """;
    private static final String HAS_GRANTED =
            """
            select 1 from oauth_tokens where application_id = ? and user_id = ?
              and revoked_at is null
            """;

    record Registered(OAuthApplication application, String secretHash) {}

    record Code(
            long application,
            UserId user,
            String redirectUri,
            Set<Scope> scopes,
            Optional<String> challenge,
            Optional<String> challengeMethod,
            Instant expiresAt,
            Optional<Instant> usedAt) {}

    record Token(
            long id,
            Optional<Long> application,
            UserId user,
            Set<Scope> scopes,
            Instant createdAt,
            Optional<Instant> expiresAt,
            Optional<Instant> revokedAt) {}

    OAuthApplication insert(Transaction tx, OAuthApplication application, String secretHash) {
        long id =
                tx.insert(
                        INSERT_APPLICATION,
                        application.uid(),
                        secretHash,
                        application.name(),
                        String.join("\n", application.redirectUris()),
                        application.owner().map(UserId::value),
                        application.trusted(),
                        application.createdAt());
        return new OAuthApplication(
                id,
                application.uid(),
                application.name(),
                application.redirectUris(),
                application.owner(),
                application.trusted(),
                application.createdAt());
    }

    Optional<Registered> application(Reading reading, String uid) {
        return reading.first(APPLICATION, OAuthStore::registered, uid);
    }

    Optional<OAuthApplication> application(Reading reading, long id) {
        return reading.first(APPLICATION_BY_ID, OAuthStore::registered, id)
                .map(Registered::application);
    }

    List<OAuthApplication> applicationsOf(Reading reading, UserId owner) {
        return reading.list(APPLICATIONS_OF, OAuthStore::registered, owner.value()).stream()
                .map(Registered::application)
                .toList();
    }

    List<OAuthApplication> applicationsOfForge(Reading reading) {
        return reading.list(APPLICATIONS_OF_FORGE, OAuthStore::registered).stream()
                .map(Registered::application)
                .toList();
    }

    void deleteApplication(Transaction tx, long id) {
        tx.execute(DELETE_APPLICATION, id);
    }

    void insertCode(Transaction tx, String hash, Code code, Instant now) {
        tx.execute(FORGET_CODES, now);
        tx.execute(
                INSERT_CODE,
                hash,
                code.application(),
                code.user().value(),
                code.redirectUri(),
                text(code.scopes()),
                code.challenge(),
                code.challengeMethod(),
                code.expiresAt());
    }

    Optional<Code> code(Reading reading, String hash) {
        return reading.first(
                CODE,
                row ->
                        new Code(
                                row.number("application_id"),
                                new UserId(row.number("user_id")),
                                row.text("redirect_uri"),
                                scopes(row.text("scopes")),
                                row.optionalText("challenge"),
                                row.optionalText("challenge_method"),
                                row.instant("expires_at"),
                                row.optionalInstant("used_at")),
                hash);
    }

    /** Marks a code as used; false if it was. */
    boolean useCode(Transaction tx, String hash, Instant now) {
        return tx.execute(USE_CODE, now, hash) > 0;
    }

    void insertToken(Transaction tx, Token token, String hash, String refreshHash) {
        tx.insert(
                INSERT_TOKEN,
                token.application(),
                token.user().value(),
                hash,
                refreshHash,
                text(token.scopes()),
                token.createdAt(),
                token.expiresAt());
    }

    Optional<Token> token(Reading reading, String hash) {
        return reading.first(TOKEN, OAuthStore::token, hash);
    }

    Optional<Token> byRefresh(Reading reading, String hash) {
        return reading.first(REFRESH, OAuthStore::token, hash);
    }

    boolean revoke(Transaction tx, long token, Instant now) {
        return tx.execute(REVOKE, now, token) > 0;
    }

    void revokeAll(Transaction tx, long application, UserId user, Instant now) {
        tx.execute(REVOKE_ALL, now, application, user.value());
    }

    boolean hasGranted(Reading reading, long application, UserId user) {
        return reading.exists(HAS_GRANTED, application, user.value());
    }

    static Set<Scope> scopes(String text) {
        return Arrays.stream(text.split("[ ,+]+"))
                .flatMap(one -> Scope.of(one).stream())
                .collect(Collectors.toSet());
    }

    private static String text(Set<Scope> scopes) {
        return scopes.stream().map(Scope::text).sorted().collect(Collectors.joining(" "));
    }

    private static Registered registered(Row row) {
        return new Registered(
                new OAuthApplication(
                        row.number("id"),
                        row.text("uid"),
                        row.text("name"),
                        List.of(row.text("redirect_uris").split("\n")),
                        row.optionalNumber("owner_id").map(UserId::new),
                        row.flag("trusted"),
                        row.instant("created_at")),
                row.text("secret_hash"));
    }

    private static Token token(Row row) {
        return new Token(
                row.number("id"),
                row.optionalNumber("application_id"),
                new UserId(row.number("user_id")),
                scopes(row.text("scopes")),
                row.instant("created_at"),
                row.optionalInstant("expires_at"),
                row.optionalInstant("revoked_at"));
    }
}
