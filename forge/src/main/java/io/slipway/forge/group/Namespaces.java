package io.slipway.forge.group;

import io.slipway.forge.access.Access;
import io.slipway.forge.access.GroupAbility;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.PersonalNamespace;
import io.slipway.forge.identity.UserId;
import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Namespaces of both kinds: found, listed; and users' own ones, which come and go with them. */
public final class Namespaces implements PersonalNamespace {

    private final Database database;
    private final Access access;
    private final Clock clock;
    private final NamespaceStore store = new NamespaceStore();
    private final MemberStore members = new MemberStore();
    private final NamespaceRules rules;
    private final List<NamespaceRemoval> removals = new CopyOnWriteArrayList<>();

    /** The namespaces in the given database. */
    public Namespaces(Database database, Access access, ReservedPaths reserved, Clock clock) {
        this.database = database;
        this.access = access;
        this.clock = clock;
        this.rules = new NamespaceRules(store, reserved);
    }

    /** Has somebody asked before a namespace goes; while the server is wired, not later. */
    public void onRemoval(NamespaceRemoval removal) {
        removals.add(removal);
    }

    /**
     * One namespace.
     *
     * @throws NotFound if there is none that the caller may see
     */
    public Namespace get(Caller caller, NamespaceId id) {
        return database.read(reading -> get(caller, reading, id));
    }

    /** As {@link #get(Caller, NamespaceId)}, in a reading or transaction under way. */
    public Namespace get(Caller caller, Reading reading, NamespaceId id) {
        return visible(reading, caller, store.find(reading, id));
    }

    /**
     * The namespace of a path, whatever its case.
     *
     * @throws NotFound if there is none that the caller may see
     */
    public Namespace byPath(Caller caller, String path) {
        return database.read(reading -> visible(reading, caller, store.byPath(reading, path)));
    }

    /** The caller's own namespace. */
    public Namespace own(Caller caller) {
        UserId user = caller.requirePerson().id();
        return ofUser(user).orElseThrow(() -> new NotFound("Namespace"));
    }

    /** A user's own namespace. */
    public Optional<Namespace> ofUser(UserId user) {
        return database.read(reading -> store.byOwner(reading, user));
    }

    /** The namespaces of these ids, unchecked: for showing what their projects are in. */
    public Map<NamespaceId, Namespace> byIds(Caller caller, Collection<NamespaceId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return database.read(reading -> store.find(reading, ids)).stream()
                .collect(Collectors.toMap(Namespace::id, Function.identity()));
    }

    /** Namespaces that the caller is a member of, newest first; of administrators, all. */
    public Page<Namespace> list(Caller caller, NamespaceQuery query, PageRequest page) {
        long user = caller.isSystem() ? -1 : caller.requirePerson().id().value();
        return database.read(r -> store.list(r, query, caller.isAdmin(), user, page));
    }

    @Override
    public void check(Reading reading, String username, UserId self, Violations violations) {
        long own = store.byOwner(reading, self).map(one -> one.id().value()).orElse(0L);
        rules.checkPath(reading, "username", username, own, violations);
    }

    @Override
    public void create(Transaction tx, UserId user, String username) {
        store.insert(
                tx,
                NamespaceStore.fresh(
                        username,
                        username,
                        Optional.of(user),
                        "",
                        Visibility.PUBLIC,
                        clock.instant()));
    }

    @Override
    public void rename(Transaction tx, UserId user, String username) {
        Namespace old = store.byOwner(tx, user).orElseThrow();
        Namespace changed =
                new Namespace(
                        old.id(),
                        username,
                        username,
                        old.owner(),
                        old.description(),
                        old.visibility(),
                        old.shareWithGroupLock(),
                        old.avatar(),
                        old.createdAt(),
                        clock.instant());
        store.update(tx, changed);
        store.redirect(tx, old, changed);
    }

    @Override
    public void remove(Caller caller, Transaction tx, UserId user) {
        List<String> orphans = members.groupsOnlyOwnedBy(tx, user);
        if (!orphans.isEmpty()) {
            throw new Conflict(
                    "The user is the only owner of " + String.join(", ", orphans),
                    "make somebody else an owner first");
        }
        store.byOwner(tx, user).ifPresent(namespace -> remove(caller, tx, namespace));
    }

    /** Asks everybody who has something in it, and removes it. */
    void remove(Caller caller, Transaction tx, Namespace namespace) {
        removals.forEach(one -> one.beforeRemoval(caller, tx, namespace));
        store.delete(tx, namespace.id());
    }

    private Namespace visible(Reading reading, Caller caller, Optional<Namespace> found) {
        Namespace namespace = found.orElseThrow(() -> new NotFound("Namespace"));
        access.require(caller, reading, GroupAbility.READ_GROUP, namespace);
        return namespace;
    }
}
