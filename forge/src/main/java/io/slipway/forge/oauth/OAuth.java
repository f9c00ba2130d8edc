package io.slipway.forge.oauth;

import io.slipway.forge.identity.AccessTokens;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Origin;
import io.slipway.forge.identity.PasswordCheck;
import io.slipway.forge.identity.Scope;
import io.slipway.forge.identity.SignIn;
import io.slipway.forge.identity.User;
import io.slipway.forge.identity.UserId;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.Tokens;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * The OAuth 2 provider of forge-api-v3.md section 1.2: authorization code (with PKCE if the program
 * wants), refresh, the person's password, revocation. Tokens live until they are revoked, as those
 * of the forge that this API comes from do.
 */
public final class OAuth implements AccessTokens {

    private static final Duration CODE_LIFETIME = Duration.ofMinutes(10);
    private static final int LENGTH = 64;

    private final Database database;
    private final Tokens tokens;
    private final SignIn signIn;
    private final Audit audit;
    private final Clock clock;
    private final OAuthStore store = new OAuthStore();

    /** The provider for the accounts of the given database. */
    public OAuth(Database database, Tokens tokens, SignIn signIn, Audit audit, Clock clock) {
        this.database = database;
        this.tokens = tokens;
        this.signIn = signIn;
        this.audit = audit;
        this.clock = clock;
    }

    /** What to show a person who is asked for consent. */
    public record Consent(OAuthApplication application, Set<Scope> scopes, boolean given) {}

    /**
     * Checks what a program asks for, before the person is.
     *
     * @throws NotFound if there is no such application
     * @throws Invalid if the address for the answer is not one of the application's; nothing may be
     *     sent there
     */
    public Consent consent(Caller caller, Authorization wish) {
        UserId user = caller.requirePerson().id();
        return database.read(reading -> {
            OAuthApplication application = require(reading, wish);
            boolean given =
                    application.trusted() || store.hasGranted(reading, application.id(), user);
            return new Consent(application, scopes(wish.scope()), given);
        });
    }

    /** The person agrees: a code, good once and for ten minutes. */
    public Secret approve(Caller caller, Authorization wish) {
        UserId user = caller.requirePerson().id();
        caller.requireScope(Scope.API);
        Secret code = tokens.nextHex(LENGTH);
        database.execute(
                Durability.FULL,
                tx -> {
                    OAuthApplication application = require(tx, wish);
                    Instant now = clock.instant();
                    store.insertCode(
                            tx,
                            Tokens.hash(code),
                            new OAuthStore.Code(
                                    application.id(),
                                    user,
                                    wish.redirectUri(),
                                    scopes(wish.scope()),
                                    wish.challenge(),
                                    wish.challengeMethod(),
                                    now.plus(CODE_LIFETIME),
                                    Optional.empty()),
                            now);
                    audit.record(caller, tx, "oauth.approved", target(application));
                });
        return code;
    }

    /** Gives a token for a code. A code that is used twice ends the tokens of its first use. */
    public TokenAnswer exchange(
            Client client, Secret code, String redirectUri, Optional<String> verifier) {
        String hash = Tokens.hash(code);
        return database.write(
                Durability.FULL,
                tx -> {
                    Optional<OAuthStore.Registered> registered = store.application(tx, client.id());
                    Optional<OAuthStore.Code> found = store.code(tx, hash);
                    if (registered.isEmpty()) {
                        return TokenAnswer.Refused.client();
                    }
                    OAuthApplication application = registered.get().application();
                    if (found.isEmpty()) {
                        return TokenAnswer.Refused.grant();
                    }
                    OAuthStore.Code granted = found.get();
                    if (!isAuthentic(client, registered.get(), granted.challenge().isPresent())) {
                        return TokenAnswer.Refused.client();
                    }
                    if (granted.application() != application.id()
                            || !granted.redirectUri().equals(redirectUri)
                            || !clock.instant().isBefore(granted.expiresAt())
                            || !verifies(granted, verifier)) {
                        return TokenAnswer.Refused.grant();
                    }
                    if (!store.useCode(tx, hash, clock.instant())) {
                        store.revokeAll(tx, application.id(), granted.user(), clock.instant());
                        return TokenAnswer.Refused.grant();
                    }
                    return issue(tx, Optional.of(application), granted.user(), granted.scopes());
                });
    }

    /** Gives a new token for a refresh token; the old pair ends. */
    public TokenAnswer refresh(Client client, Secret refreshToken) {
        return database.write(
                Durability.FULL,
                tx -> {
                    Optional<OAuthStore.Registered> registered = store.application(tx, client.id());
                    Optional<OAuthStore.Token> old = store.byRefresh(tx, Tokens.hash(refreshToken));
                    if (registered.isEmpty() || !isAuthentic(client, registered.get(), false)) {
                        return TokenAnswer.Refused.client();
                    }
                    long application = registered.get().application().id();
                    if (old.isEmpty()
                            || old.get().application().filter(id -> id == application).isEmpty()
                            || old.get().revokedAt().isPresent()
                            || !store.revoke(tx, old.get().id(), clock.instant())) {
                        return TokenAnswer.Refused.grant();
                    }
                    return issue(
                            tx,
                            Optional.of(registered.get().application()),
                            old.get().user(),
                            old.get().scopes());
                });
    }

    /** Gives a token for a person's own password; which program asks may be left out. */
    public TokenAnswer password(
            Optional<Client> client,
            String username,
            Secret password,
            Optional<String> scope,
            Origin origin) {
        Optional<OAuthStore.Registered> registered =
                client.flatMap(
                        one -> database.read(reading -> store.application(reading, one.id())));
        if (client.isPresent()
                && (registered.isEmpty() || !isAuthentic(client.get(), registered.get(), false))) {
            return TokenAnswer.Refused.client();
        }
        if (!(signIn.check(username, password, origin) instanceof PasswordCheck.Right(User user))) {
            return TokenAnswer.Refused.grant();
        }
        return database.write(
                Durability.FULL,
                tx ->
                        issue(
                                tx,
                                registered.map(OAuthStore.Registered::application),
                                user.id(),
                                scopes(scope)));
    }

    /** Ends a token, or the pair of a refresh token; nothing is told if there is none. */
    public void revoke(Secret token) {
        String hash = Tokens.hash(token);
        database.execute(
                Durability.FULL,
                tx ->
                        store.token(tx, hash)
                                .or(() -> store.byRefresh(tx, hash))
                                .ifPresent(found -> store.revoke(tx, found.id(), clock.instant())));
    }

    /** What a token is, if it works. */
    public Optional<TokenInfo> info(Secret token) {
        return database.read(reading ->
                store.token(reading, Tokens.hash(token))
                        .filter(this::isUsable)
                        .map(found ->
                                new TokenInfo(
                                        found.user(),
                                        found.scopes(),
                                        found.createdAt(),
                                        found.expiresAt(),
                                        found.application()
                                                .flatMap(id -> store.application(reading, id))
                                                .map(OAuthApplication::uid))));
    }

    @Override
    public Optional<Found> find(Secret text) {
        return database.read(reading -> store.token(reading, Tokens.hash(text)))
                .map(token -> {
                    if (token.revokedAt().isPresent()) {
                        return new Found.Ended(
                                "Token was revoked. You have to re-authorize from the user.");
                    }
                    return isUsable(token)
                            ? new Found.Usable(token.user(), token.scopes())
                            : new Found.Ended(
                                    "Token is expired. You can either do"
                                            + " re-authorization or token refresh.");
                });
    }

    private TokenAnswer issue(
            Transaction tx,
            Optional<OAuthApplication> application,
            UserId user,
            Set<Scope> scopes) {
        Secret access = tokens.nextHex(LENGTH);
        Secret refresh = tokens.nextHex(LENGTH);
        OAuthStore.Token token =
                new OAuthStore.Token(
                        0,
                        application.map(OAuthApplication::id),
                        user,
                        scopes,
                        clock.instant(),
                        Optional.empty(),
                        Optional.empty());
        store.insertToken(tx, token, Tokens.hash(access), Tokens.hash(refresh));
        return new TokenAnswer.Issued(
                access, refresh, scopes, token.createdAt(), token.expiresAt());
    }

    private OAuthApplication require(Reading reading, Authorization wish) {
        OAuthApplication application =
                store.application(reading, wish.clientId())
                        .map(OAuthStore.Registered::application)
                        .orElseThrow(() -> new NotFound("Application"));
        if (!application.redirectUris().contains(wish.redirectUri())) {
            throw Invalid.of("redirect_uri", "is not one of the application's");
        }
        return application;
    }

    private boolean isUsable(OAuthStore.Token token) {
        return token.revokedAt().isEmpty()
                && token.expiresAt().filter(end -> !clock.instant().isBefore(end)).isEmpty();
    }

    private static boolean isAuthentic(
            Client client, OAuthStore.Registered registered, boolean mayBePublic) {
        return client.secret()
                .map(secret ->
                        MessageDigest.isEqual(
                                bytes(Tokens.hash(secret)), bytes(registered.secretHash())))
                .orElse(mayBePublic);
    }

    private static boolean verifies(OAuthStore.Code code, Optional<String> verifier) {
        if (code.challenge().isEmpty()) {
            return true;
        }
        String challenge = code.challenge().get();
        return verifier.map(text ->
                        code.challengeMethod().orElse("plain").equals("S256") ? s256(text) : text)
                .filter(text -> MessageDigest.isEqual(bytes(text), bytes(challenge)))
                .isPresent();
    }

    private static String s256(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes(verifier));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static Set<Scope> scopes(Optional<String> text) {
        Set<Scope> scopes = text.map(OAuthStore::scopes).orElseGet(Set::of);
        return scopes.isEmpty() ? Set.of(Scope.API) : scopes;
    }

    private static AuditTarget target(OAuthApplication application) {
        return new AuditTarget("oauth_application", application.id(), application.name());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
