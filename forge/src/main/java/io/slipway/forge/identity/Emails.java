package io.slipway.forge.identity;

import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Users' further addresses: one's own, or for administrators anybody's. */
public final class Emails {

    private final Database database;
    private final Users users;
    private final Audit audit;
    private final Clock clock;
    private final EmailStore store = new EmailStore();
    private final UserRules rules = new UserRules(new UserStore());

    /** The addresses in the given database. */
    public Emails(Database database, Users users, Audit audit, Clock clock) {
        this.database = database;
        this.users = users;
        this.audit = audit;
        this.clock = clock;
    }

    /** A user's further addresses, oldest first. */
    public List<Email> list(Caller caller, UserId user) {
        requireSelfOrAdmin(caller, user);
        return database.read(reading -> store.list(reading, user));
    }

    /** One of a user's further addresses. */
    public Optional<Email> find(Caller caller, UserId user, long id) {
        requireSelfOrAdmin(caller, user);
        return database.read(reading -> store.find(reading, user, id));
    }

    /** Adds an address; stored in lower case. */
    public Email add(Caller caller, UserId user, String email) {
        requireSelfOrAdmin(caller, user);
        caller.requireScope(Scope.API);
        String clean = email.strip().toLowerCase(Locale.ROOT);
        return database.write(
                Durability.FULL,
                tx -> {
                    User owner = users.get(Caller.system(), tx, user);
                    Violations violations = new Violations();
                    rules.checkEmail(tx, clean, new UserId(0), violations);
                    violations.throwIfAny();
                    audit.record(caller, tx, "email.added", target(owner), clean);
                    return store.insert(tx, user, clean, clock.instant());
                });
    }

    /** Removes an address, if the user has it. */
    public Optional<Email> remove(Caller caller, UserId user, long id) {
        requireSelfOrAdmin(caller, user);
        caller.requireScope(Scope.API);
        return database.write(
                Durability.FULL,
                tx -> {
                    Optional<Email> old = store.find(tx, user, id);
                    old.ifPresent(email -> {
                        store.delete(tx, id);
                        User owner = users.get(Caller.system(), tx, user);
                        audit.record(caller, tx, "email.removed", target(owner), email.email());
                    });
                    return old;
                });
    }

    private static AuditTarget target(User user) {
        return new AuditTarget("user", user.id().value(), user.username());
    }

    private static void requireSelfOrAdmin(Caller caller, UserId user) {
        if (!caller.isAdmin() && !caller.requirePerson().id().equals(user)) {
            throw Denied.forbidden("Only an administrator may see others' addresses");
        }
    }
}
