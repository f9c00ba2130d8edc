package io.slipway.forge.oauth;

import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Scope;
import io.slipway.forge.identity.UserId;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.Tokens;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The programs that people let act for them, as they are registered. */
public final class OAuthApplications {

    private static final int LENGTH = 64;

    private final Database database;
    private final Tokens tokens;
    private final Audit audit;
    private final Clock clock;
    private final OAuthStore store = new OAuthStore();

    /** The applications in the given database. */
    public OAuthApplications(Database database, Tokens tokens, Audit audit, Clock clock) {
        this.database = database;
        this.tokens = tokens;
        this.audit = audit;
        this.clock = clock;
    }

    /** A new application with its secret, which is told only here. */
    public record Made(OAuthApplication application, Secret secret) {}

    /** Registers an application of the caller's own. */
    public Made create(Caller caller, String name, List<String> redirectUris) {
        UserId owner = caller.requirePerson().id();
        return create(caller, name, redirectUris, Optional.of(owner), false);
    }

    /** Registers an application of the whole forge; administrators only. */
    public Made createForForge(
            Caller caller, String name, List<String> redirectUris, boolean trusted) {
        caller.requireAdmin();
        return create(caller, name, redirectUris, Optional.empty(), trusted);
    }

    /** The caller's own applications. */
    public List<OAuthApplication> own(Caller caller) {
        UserId owner = caller.requirePerson().id();
        return database.read(reading -> store.applicationsOf(reading, owner));
    }

    /** The applications of the whole forge; administrators only. */
    public List<OAuthApplication> ofForge(Caller caller) {
        caller.requireAdmin();
        return database.read(store::applicationsOfForge);
    }

    /** Removes an application and all its tokens; its owner, or an administrator. */
    public void delete(Caller caller, long id) {
        UserId self = caller.requirePerson().id();
        caller.requireScope(Scope.API);
        database.execute(
                Durability.FULL,
                tx -> {
                    OAuthApplication application =
                            store.application(tx, id)
                                    .filter(one ->
                                            caller.isAdmin()
                                                    || one.owner().filter(self::equals).isPresent())
                                    .orElseThrow(() -> new NotFound("Application"));
                    store.deleteApplication(tx, id);
                    audit.record(caller, tx, "oauth_application.deleted", target(application));
                });
    }

    private Made create(
            Caller caller,
            String name,
            List<String> redirectUris,
            Optional<UserId> owner,
            boolean trusted) {
        caller.requireScope(Scope.API);
        Violations violations = new Violations();
        violations.addIf(name.isBlank(), "name", "can't be blank");
        violations.addIf(redirectUris.isEmpty(), "redirect_uri", "can't be blank");
        redirectUris.forEach(uri ->
                violations.addIf(!isAbsolute(uri), "redirect_uri", "must be an absolute URI."));
        violations.throwIfAny();
        Secret secret = tokens.nextHex(LENGTH);
        OAuthApplication fresh =
                new OAuthApplication(
                        0,
                        tokens.nextHex(LENGTH).reveal(),
                        name,
                        redirectUris,
                        owner,
                        trusted,
                        clock.instant());
        return database.write(
                Durability.FULL,
                tx -> {
                    OAuthApplication stored = store.insert(tx, fresh, Tokens.hash(secret));
                    audit.record(caller, tx, "oauth_application.created", target(stored));
                    return new Made(stored, secret);
                });
    }

    private static boolean isAbsolute(String text) {
        try {
            URI uri = new URI(text);
            return uri.isAbsolute() && uri.getFragment() == null && !text.contains("\n");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static AuditTarget target(OAuthApplication application) {
        return new AuditTarget("oauth_application", application.id(), application.name());
    }
}
