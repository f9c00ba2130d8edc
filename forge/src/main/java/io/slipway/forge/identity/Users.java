package io.slipway.forge.identity;

import io.slipway.forge.notice.Notice;
import io.slipway.platform.event.Events;
import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.SecretBox;
import io.slipway.platform.secret.Tokens;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.DuplicateException;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/** The accounts of people. */
public final class Users {

    private static final int PRIVATE_TOKEN_LENGTH = 20;
    private static final String TOKEN_PURPOSE = "users.private_token";
    private static final UserId NEW = new UserId(0);

    private final Database database;
    private final Passwords passwords;
    private final SecretBox box;
    private final Tokens tokens;
    private final PersonalNamespace namespaces;
    private final Events events;
    private final Audit audit;
    private final Clock clock;
    private final IntSupplier defaultProjectsLimit;
    private final UserStore store = new UserStore();
    private final SessionStore sessions = new SessionStore();
    private final UserRules rules = new UserRules(store);

    /**
     * The accounts in the given database.
     *
     * @param defaultProjectsLimit personal projects of a new user, asked anew for each
     */
    public Users(
            Database database,
            Passwords passwords,
            SecretBox box,
            Tokens tokens,
            PersonalNamespace namespaces,
            Events events,
            Audit audit,
            Clock clock,
            IntSupplier defaultProjectsLimit) {
        this.database = database;
        this.passwords = passwords;
        this.box = box;
        this.tokens = tokens;
        this.namespaces = namespaces;
        this.events = events;
        this.audit = audit;
        this.clock = clock;
        this.defaultProjectsLimit = defaultProjectsLimit;
    }

    /**
     * One user; anybody who is signed in may see anybody.
     *
     * @throws NotFound if there is none
     */
    public User get(Caller caller, UserId id) {
        return database.read(reading -> get(caller, reading, id));
    }

    /** As {@link #get(Caller, UserId)}, in a reading or transaction under way. */
    public User get(Caller caller, Reading reading, UserId id) {
        requireReader(caller);
        return require(reading, id);
    }

    /** The user of a name, whatever its case. */
    public Optional<User> byUsername(Caller caller, String username) {
        requireReader(caller);
        return database.read(reading -> store.byUsername(reading, username));
    }

    /** The user whom an account at a provider signs in; for the server itself. */
    public Optional<User> byIdentity(Caller caller, Identity identity) {
        caller.requireAdmin();
        return database.read(reading -> store.byIdentity(reading, identity));
    }

    /** The user of a first e-mail address, whatever its case; administrators only. */
    public Optional<User> byEmail(Caller caller, String email) {
        caller.requireAdmin();
        return email.contains("@")
                ? database.read(reading -> store.login(reading, email)).map(UserStore.Login::user)
                : Optional.empty();
    }

    /** The users of these ids, in one question; those that are gone are left out. */
    public Map<UserId, User> byIds(Caller caller, Collection<UserId> ids) {
        requireReader(caller);
        if (ids.isEmpty()) {
            return Map.of();
        }
        return database.read(reading -> store.find(reading, ids)).stream()
                .collect(Collectors.toMap(User::id, Function.identity()));
    }

    /** Users, newest first. */
    public Page<User> list(Caller caller, UserQuery query, PageRequest page) {
        requireReader(caller);
        return database.read(reading -> store.list(reading, query, page));
    }

    /** The identities at other providers of these users; administrators' and one's own. */
    public Map<UserId, List<Identity>> identities(Caller caller, Collection<UserId> ids) {
        if (!caller.isAdmin() && !ids.stream().allMatch(caller.requirePerson().id()::equals)) {
            throw Denied.forbidden("Only an administrator may see others' identities");
        }
        Map<UserId, List<Identity>> identities = new HashMap<>();
        for (UserStore.Owned owned : database.read(r -> store.identities(r, ids))) {
            identities
                    .computeIfAbsent(owned.user(), _ -> new java.util.ArrayList<>())
                    .add(owned.identity());
        }
        return identities;
    }

    /**
     * Makes a user and their own namespace; administrators only.
     *
     * @throws io.slipway.platform.problem.Invalid with the messages of the v3 API
     */
    public User create(Caller caller, NewUser user) {
        caller.requireAdmin();
        caller.requireScope(Scope.API);
        Optional<String> hash = hashIfGood(user.password());
        try {
            return database.write(Durability.FULL, tx -> insert(tx, caller, user, hash));
        } catch (DuplicateException e) {
            throw new Conflict("The username or email has already been taken");
        }
    }

    /** Changes a user; administrators, or with {@link #changeOwn} the person themselves. */
    public User update(Caller caller, UserId id, UserChange change) {
        caller.requireAdmin();
        caller.requireScope(Scope.API);
        return apply(caller, id, change);
    }

    /** Changes what a person may change of themselves; other wishes are refused. */
    public User changeOwn(Caller caller, UserChange change) {
        caller.requireScope(Scope.API);
        if (change.admin().isPresent()
                || change.external().isPresent()
                || change.canCreateGroup().isPresent()
                || change.projectsLimit().isPresent()
                || change.identity().isPresent()) {
            throw Denied.forbidden("Only an administrator may change that");
        }
        return apply(caller, caller.requirePerson().id(), change);
    }

    /**
     * Blocks a user: from now on no credential of theirs works.
     *
     * @return whether that is a change
     */
    public boolean block(Caller caller, UserId id) {
        return setState(caller, id, UserState.BLOCKED, "user.blocked");
    }

    /** Ends a block. Returns whether that is a change. */
    public boolean unblock(Caller caller, UserId id) {
        return setState(caller, id, UserState.ACTIVE, "user.unblocked");
    }

    /**
     * Removes a user and their personal projects.
     *
     * @return the user as they were
     * @throws Conflict if something of theirs is still in use: a group with no other owner, or an
     *     application
     */
    public User delete(Caller caller, UserId id) {
        caller.requireAdmin();
        caller.requireScope(Scope.API);
        return database.write(
                Durability.FULL,
                tx -> {
                    User user = require(tx, id);
                    namespaces.remove(caller, tx, id);
                    store.delete(tx, id);
                    audit.record(caller, tx, "user.deleted", target(user));
                    announce(tx, Notice.What.REMOVED, user);
                    return user;
                });
    }

    /** The caller's private token, for which the v3 API has a field. */
    public Secret privateToken(Caller caller) {
        UserId id = caller.requirePerson().id();
        String sealed =
                database.read(reading -> store.sealedPrivateToken(reading, id))
                        .orElseThrow(() -> new NotFound("User"));
        return box.open(TOKEN_PURPOSE, sealed);
    }

    /** A new private token for the caller; the old one works no more. */
    public Secret resetPrivateToken(Caller caller) {
        Caller.Person person = caller.requirePerson();
        caller.requireScope(Scope.API);
        Secret token = tokens.next(PRIVATE_TOKEN_LENGTH);
        database.execute(
                Durability.FULL,
                tx -> {
                    store.setPrivateToken(
                            tx,
                            person.id(),
                            Tokens.hash(token),
                            box.seal(TOKEN_PURPOSE, token),
                            clock.instant());
                    audit.record(
                            caller,
                            tx,
                            "user.private_token_reset",
                            new AuditTarget("user", person.id().value(), person.username()));
                });
        return token;
    }

    /**
     * Makes the first administrator, {@code root}, in an empty database.
     *
     * @param password the password to give; empty for a random one
     * @return the random password, to be told this once; empty if one was given or there are users
     */
    public Optional<Secret> createFirstAdministrator(Optional<Secret> password) {
        if (!database.read(store::isEmpty)) {
            return Optional.empty();
        }
        Secret chosen = password.orElseGet(() -> tokens.next(20));
        create(
                Caller.system(),
                NewUser.of("root", "Administrator", "root@localhost", chosen).asAdmin());
        return password.isPresent() ? Optional.empty() : Optional.of(chosen);
    }

    private User insert(Transaction tx, Caller caller, NewUser user, Optional<String> hash) {
        Violations violations = new Violations();
        rules.checkEmail(tx, user.email(), NEW, violations);
        user.password().ifPresent(given -> UserRules.checkPassword(given, violations));
        UserRules.checkName(user.name(), violations);
        rules.checkUsername(tx, namespaces, user.username(), NEW, violations);
        UserRules.checkProfile(user.profile(), user.projectsLimit().orElse(0), violations);
        violations.throwIfAny();
        Instant now = clock.instant();
        Secret token = tokens.next(PRIVATE_TOKEN_LENGTH);
        UserId id =
                store.insert(
                        tx,
                        user,
                        hash,
                        Tokens.hash(token),
                        box.seal(TOKEN_PURPOSE, token),
                        defaultProjectsLimit.getAsInt(),
                        now);
        user.identity().ifPresent(identity -> store.setIdentity(tx, id, identity, now));
        namespaces.create(tx, id, user.username());
        User made = require(tx, id);
        audit.record(caller, tx, "user.created", target(made));
        announce(tx, Notice.What.ADDED, made);
        return made;
    }

    private User apply(Caller caller, UserId id, UserChange change) {
        Optional<String> hash = hashIfGood(change.password());
        try {
            return database.write(Durability.FULL, tx -> update(tx, caller, id, change, hash));
        } catch (DuplicateException e) {
            throw new Conflict("The username or email has already been taken");
        }
    }

    private User update(
            Transaction tx, Caller caller, UserId id, UserChange change, Optional<String> hash) {
        User old = require(tx, id);
        Violations violations = new Violations();
        change.email().ifPresent(email -> rules.checkEmail(tx, email, id, violations));
        change.password().ifPresent(given -> UserRules.checkPassword(given, violations));
        change.name().ifPresent(name -> UserRules.checkName(name, violations));
        change.username()
                .filter(name -> !name.equals(old.username()))
                .ifPresent(name -> rules.checkUsername(tx, namespaces, name, id, violations));
        User changed = changed(old, change, clock.instant());
        UserRules.checkProfile(changed.profile(), changed.projectsLimit(), violations);
        violations.throwIfAny();
        store.update(tx, changed);
        if (!changed.username().equals(old.username())) {
            namespaces.rename(tx, id, changed.username());
        }
        hash.ifPresent(fresh -> {
            store.setPassword(tx, id, fresh, clock.instant());
            sessions.deleteOf(tx, id); // a stolen session ends with the old password
        });
        change.identity()
                .ifPresent(identity -> store.setIdentity(tx, id, identity, clock.instant()));
        audit.record(caller, tx, "user.updated", target(changed));
        return changed;
    }

    private boolean setState(Caller caller, UserId id, UserState state, String verb) {
        caller.requireAdmin();
        caller.requireScope(Scope.API);
        return database.write(
                Durability.FULL,
                tx -> {
                    User user = require(tx, id);
                    if (user.state() == UserState.LDAP_BLOCKED) {
                        throw Denied.forbidden(
                                state == UserState.BLOCKED
                                        ? "LDAP blocked users cannot be modified by the API"
                                        : "LDAP blocked users cannot be unblocked by the API");
                    }
                    if (user.state() == state) {
                        return false;
                    }
                    store.setState(tx, id, state, clock.instant());
                    if (state == UserState.BLOCKED) {
                        sessions.deleteOf(tx, id);
                    }
                    audit.record(caller, tx, verb, target(user));
                    return true;
                });
    }

    private void announce(Transaction tx, Notice.What what, User user) {
        events.append(
                tx,
                new Notice.OfUser(
                        what,
                        user.asPerson(),
                        new Notice.Times(user.createdAt(), user.updatedAt())));
    }

    private User require(Reading reading, UserId id) {
        return store.find(reading, id).orElseThrow(() -> new NotFound("User"));
    }

    /** Hashed before the transaction begins: it takes long, and writers wait for each other. */
    private Optional<String> hashIfGood(Optional<Secret> password) {
        return password.filter(given ->
                        given.reveal().length() >= UserRules.SHORTEST_PASSWORD
                                && given.reveal().length() <= UserRules.LONGEST_PASSWORD)
                .map(passwords::hash);
    }

    private static void requireReader(Caller caller) {
        if (!caller.isSystem()) {
            caller.requirePerson();
            caller.requireScope(Scope.READ_USER);
        }
    }

    private static AuditTarget target(User user) {
        return new AuditTarget("user", user.id().value(), user.username());
    }

    private static User changed(User old, UserChange change, Instant now) {
        boolean external = change.external().orElse(old.external());
        Profile was = old.profile();
        return new User(
                old.id(),
                change.username().orElse(old.username()),
                change.name().orElse(old.name()),
                change.email().orElse(old.email()),
                old.state(),
                change.admin().orElse(old.admin()),
                external,
                !external && change.canCreateGroup().orElse(old.canCreateGroup()),
                external ? 0 : change.projectsLimit().orElse(old.projectsLimit()),
                new Profile(
                        change.bio().or(was::bio),
                        change.location().or(was::location),
                        change.skype().orElse(was.skype()),
                        change.linkedin().orElse(was.linkedin()),
                        change.twitter().orElse(was.twitter()),
                        change.websiteUrl().orElse(was.websiteUrl())),
                old.avatar(),
                old.themeId(),
                old.colorSchemeId(),
                old.twoFactor(),
                old.createdAt(),
                now,
                old.confirmedAt(),
                old.currentSignInAt(),
                old.lastSignInAt());
    }
}
