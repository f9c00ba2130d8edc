package io.slipway.forge.key;

import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Authentication;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Credential;
import io.slipway.forge.identity.Origin;
import io.slipway.forge.identity.Scope;
import io.slipway.forge.identity.User;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.identity.Users;
import io.slipway.forge.notice.Notice;
import io.slipway.platform.event.Events;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Users' SSH keys, and who a key stands for. */
public final class Keys {

    private final Database database;
    private final Users users;
    private final Authentication authentication;
    private final Events events;
    private final Audit audit;
    private final Clock clock;
    private final KeyStore store = new KeyStore();

    /** The keys in the given database. */
    public Keys(
            Database database,
            Users users,
            Authentication authentication,
            Events events,
            Audit audit,
            Clock clock) {
        this.database = database;
        this.users = users;
        this.authentication = authentication;
        this.events = events;
        this.audit = audit;
        this.clock = clock;
    }

    /** A user's keys, oldest first; one's own, or for administrators anybody's. */
    public List<SshKey> list(Caller caller, UserId user) {
        requireSelfOrAdmin(caller, user);
        return database.read(reading -> store.ofUser(reading, user));
    }

    /**
     * One of the caller's own keys.
     *
     * @throws NotFound if they have none of this number
     */
    public SshKey own(Caller caller, long id) {
        UserId user = caller.requirePerson().id();
        return database.read(reading -> ofUser(store.find(reading, id), user))
                .orElseThrow(() -> new NotFound("Key"));
    }

    /** Any key; administrators only. */
    public SshKey get(Caller caller, long id) {
        caller.requireAdmin();
        return database.read(reading -> store.find(reading, id))
                .orElseThrow(() -> new NotFound("Key"));
    }

    /**
     * Adds a key to a user.
     *
     * @throws io.slipway.platform.problem.Invalid if it is no key, or is known already
     */
    public SshKey add(Caller caller, UserId user, String title, String line) {
        requireSelfOrAdmin(caller, user);
        caller.requireScope(Scope.API);
        String text = line.strip();
        return database.write(
                Durability.FULL,
                tx -> {
                    User owner = users.get(Caller.system(), tx, user);
                    Violations violations = new Violations();
                    KeyRules.check(title, text, violations);
                    Optional<String> fingerprint = PublicKeyLine.fingerprint(text);
                    fingerprint
                            .flatMap(print -> store.byFingerprint(tx, print))
                            .ifPresent(_ -> {
                                violations.add("key", "has already been taken");
                                violations.add("fingerprint", "has already been taken");
                            });
                    violations.throwIfAny();
                    SshKey key =
                            store.insert(
                                    tx,
                                    Optional.of(user),
                                    title,
                                    text,
                                    fingerprint.orElseThrow(),
                                    clock.instant());
                    audit.record(caller, tx, "key.added", target(key));
                    events.append(tx, key.notice(Notice.What.ADDED, Optional.of(owner.username())));
                    return key;
                });
    }

    /** Removes a key of a user, if they have it. */
    public Optional<SshKey> remove(Caller caller, UserId user, long id) {
        requireSelfOrAdmin(caller, user);
        caller.requireScope(Scope.API);
        return database.write(
                Durability.FULL,
                tx -> {
                    Optional<SshKey> old = ofUser(store.find(tx, id), user);
                    old.ifPresent(key -> {
                        store.delete(tx, id);
                        audit.record(caller, tx, "key.removed", target(key));
                        String owner = users.get(Caller.system(), tx, user).username();
                        events.append(tx, key.notice(Notice.What.REMOVED, Optional.of(owner)));
                    });
                    return old;
                });
    }

    /**
     * Who signs in with this key over SSH: its user, or a deploy key. Called with the bytes that
     * the client sent, after it proved that it has the private half.
     */
    public Optional<Caller> authenticate(byte[] publicKey, Origin origin) {
        String fingerprint = PublicKeyLine.fingerprint(publicKey);
        Optional<SshKey> found =
                database.read(reading -> store.byFingerprint(reading, fingerprint));
        return found.flatMap(key -> {
            database.execute(Durability.NORMAL, tx -> store.used(tx, key.id(), clock.instant()));
            return key.user().isPresent()
                    ? authentication.user(key.user().get(), Credential.SSH_KEY, origin)
                    : Optional.of(Caller.deployKey(key.id(), key.title(), origin));
        });
    }

    /** Who a key stands for by its number; for a shell that has looked at the key itself. */
    public Optional<Caller> holder(long id, Origin origin) {
        return database.read(reading -> store.find(reading, id))
                .flatMap(key ->
                        key.user().isPresent()
                                ? authentication.user(key.user().get(), Credential.SSH_KEY, origin)
                                : Optional.of(Caller.deployKey(key.id(), key.title(), origin)));
    }

    private static Optional<SshKey> ofUser(Optional<SshKey> key, UserId user) {
        return key.filter(one -> one.user().filter(user::equals).isPresent());
    }

    private static AuditTarget target(SshKey key) {
        return new AuditTarget("key", key.id(), key.title());
    }

    private static void requireSelfOrAdmin(Caller caller, UserId user) {
        if (!caller.isAdmin() && !caller.requirePerson().id().equals(user)) {
            throw Denied.forbidden("Only an administrator may see others' keys");
        }
    }
}
