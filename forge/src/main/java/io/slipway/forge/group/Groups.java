package io.slipway.forge.group;

import io.slipway.forge.access.Access;
import io.slipway.forge.access.GroupAbility;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.Role;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Scope;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.identity.Users;
import io.slipway.forge.notice.Notice;
import io.slipway.platform.event.Events;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.DuplicateException;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Groups and their members. */
public final class Groups {

    private final Database database;
    private final Access access;
    private final Namespaces namespaces;
    private final Users users;
    private final Events events;
    private final Audit audit;
    private final Clock clock;
    private final NamespaceStore store = new NamespaceStore();
    private final MemberStore members = new MemberStore();
    private final NamespaceRules rules;

    /** The groups in the given database. */
    public Groups(
            Database database,
            Access access,
            Namespaces namespaces,
            Users users,
            ReservedPaths reserved,
            Events events,
            Audit audit,
            Clock clock) {
        this.database = database;
        this.access = access;
        this.namespaces = namespaces;
        this.users = users;
        this.events = events;
        this.audit = audit;
        this.clock = clock;
        this.rules = new NamespaceRules(store, reserved);
    }

    /**
     * One group.
     *
     * @throws NotFound if there is none that the caller may see
     */
    public Namespace get(Caller caller, NamespaceId id) {
        return database.read(reading -> visible(reading, caller, store.find(reading, id)));
    }

    /** The group of a path, whatever its case. */
    public Namespace byPath(Caller caller, String path) {
        return database.read(reading -> visible(reading, caller, store.byPath(reading, path)));
    }

    /** Whether there is a group of this id, though the caller may not see it. */
    public boolean exists(NamespaceId id) {
        return database.read(r -> store.find(r, id).filter(Namespace::isGroup).isPresent());
    }

    /** Makes a group; the caller becomes its owner. */
    public Namespace create(Caller caller, NewGroup group) {
        if (!caller.isSystem() && !caller.requirePerson().canCreateGroup() && !caller.isAdmin()) {
            throw Denied.forbidden("You may not create groups");
        }
        caller.requireScope(Scope.API);
        return guarded(() ->
                database.write(
                        Durability.FULL,
                        tx -> {
                            Violations violations = new Violations();
                            rules.checkName(tx, group.name(), 0, violations);
                            rules.checkPath(tx, "path", group.path(), 0, violations);
                            NamespaceRules.checkDescription(group.description(), violations);
                            violations.throwIfAny();
                            NamespaceId id =
                                    store.insert(
                                            tx,
                                            NamespaceStore.fresh(
                                                    group.name(),
                                                    group.path(),
                                                    Optional.empty(),
                                                    group.description(),
                                                    group.visibility(),
                                                    clock.instant()));
                            Optional<UserId> creator = caller.userId();
                            Namespace made = store.find(tx, id).orElseThrow();
                            audit.record(caller, tx, "group.created", target(made));
                            announce(tx, Notice.What.ADDED, made);
                            creator.ifPresent(user ->
                                    announce(
                                            tx,
                                            Notice.What.ADDED,
                                            made,
                                            members.insert(
                                                    tx,
                                                    id,
                                                    user,
                                                    Role.OWNER,
                                                    creator,
                                                    clock.instant())));
                            return made;
                        }));
    }

    /** Changes a group. */
    public Namespace update(Caller caller, NamespaceId id, GroupChange change) {
        return guarded(() ->
                database.write(
                        Durability.FULL,
                        tx -> {
                            Namespace old = visible(tx, caller, store.find(tx, id));
                            access.require(caller, tx, GroupAbility.ADMIN_GROUP, old);
                            Violations violations = new Violations();
                            change.name()
                                    .filter(name -> !name.equals(old.name()))
                                    .ifPresent(name ->
                                            rules.checkName(tx, name, id.value(), violations));
                            change.path()
                                    .filter(path -> !path.equals(old.path()))
                                    .ifPresent(path ->
                                            rules.checkPath(
                                                    tx, "path", path, id.value(), violations));
                            change.description()
                                    .ifPresent(text ->
                                            NamespaceRules.checkDescription(text, violations));
                            change.visibility()
                                    .ifPresent(wish -> checkVisibility(tx, id, wish, violations));
                            violations.throwIfAny();
                            Namespace changed = changed(old, change);
                            store.update(tx, changed);
                            store.redirect(tx, old, changed);
                            audit.record(caller, tx, "group.updated", target(changed));
                            return changed;
                        }));
    }

    /**
     * Removes a group and its projects.
     *
     * @throws Conflict if something in it is still in use; names it
     */
    public Namespace delete(Caller caller, NamespaceId id) {
        return database.write(
                Durability.FULL,
                tx -> {
                    Namespace group = visible(tx, caller, store.find(tx, id));
                    access.require(caller, tx, GroupAbility.ADMIN_GROUP, group);
                    namespaces.remove(caller, tx, group);
                    audit.record(caller, tx, "group.deleted", target(group));
                    announce(tx, Notice.What.REMOVED, group);
                    return group;
                });
    }

    /** The direct members, newest first. */
    public List<Member> members(Caller caller, NamespaceId id) {
        return database.read(reading -> {
            visible(reading, caller, store.find(reading, id));
            return members.list(reading, id);
        });
    }

    /** One direct member, if the user is one. */
    public Optional<Member> member(Caller caller, NamespaceId id, UserId user) {
        return database.read(reading -> {
            visible(reading, caller, store.find(reading, id));
            return members.find(reading, id, user);
        });
    }

    /**
     * Makes a user a member.
     *
     * @throws Conflict if they are one
     */
    public Member addMember(Caller caller, NamespaceId id, UserId user, Role role) {
        return database.write(
                Durability.FULL,
                tx -> {
                    Namespace group = administered(tx, caller, id);
                    if (members.find(tx, id, user).isPresent()) {
                        throw new Conflict("Already exists");
                    }
                    Member member =
                            members.insert(tx, id, user, role, caller.userId(), clock.instant());
                    audit.record(
                            caller, tx, "group.member_added", target(group), detail(user, role));
                    announce(tx, Notice.What.ADDED, group, member);
                    return member;
                });
    }

    /** Gives a member another role. */
    public Member changeMember(Caller caller, NamespaceId id, UserId user, Role role) {
        return database.write(
                Durability.FULL,
                tx -> {
                    Namespace group = administered(tx, caller, id);
                    Member old =
                            members.find(tx, id, user)
                                    .orElseThrow(() -> new NotFound("User can not be found"));
                    if (role != Role.OWNER) {
                        keepAnOwner(tx, caller, group, old);
                    }
                    members.update(tx, id, user, role);
                    audit.record(
                            caller, tx, "group.member_changed", target(group), detail(user, role));
                    return new Member(old.id(), user, role, old.createdAt());
                });
    }

    /** Ends a membership; owners of the group, or the member themselves. */
    public Member removeMember(Caller caller, NamespaceId id, UserId user) {
        return database.write(
                Durability.FULL,
                tx -> {
                    Namespace group = visible(tx, caller, store.find(tx, id));
                    boolean self = caller.userId().filter(user::equals).isPresent();
                    if (!self) {
                        access.require(caller, tx, GroupAbility.ADMIN_GROUP_MEMBER, group);
                    }
                    caller.requireScope(Scope.API);
                    Member old =
                            members.find(tx, id, user)
                                    .orElseThrow(() ->
                                            new NotFound(
                                                    "user_id:"
                                                            + user.value()
                                                            + " not a member of group "
                                                            + group.name()));
                    keepAnOwner(tx, caller, group, old);
                    members.delete(tx, id, user);
                    audit.record(
                            caller,
                            tx,
                            "group.member_removed",
                            target(group),
                            detail(user, old.role()));
                    announce(tx, Notice.What.REMOVED, group, old);
                    return old;
                });
    }

    private void announce(Transaction tx, Notice.What what, Namespace group) {
        events.append(
                tx,
                new Notice.OfGroup(
                        what,
                        group.id().value(),
                        group.name(),
                        group.path(),
                        new Notice.Times(group.createdAt(), group.updatedAt())));
    }

    private void announce(Transaction tx, Notice.What what, Namespace group, Member member) {
        events.append(
                tx,
                new Notice.OfGroupMember(
                        what,
                        group.id().value(),
                        group.name(),
                        group.path(),
                        users.get(Caller.system(), tx, member.user()).asPerson(),
                        member.role().text(),
                        new Notice.Times(member.createdAt(), clock.instant())));
    }

    private void keepAnOwner(Reading reading, Caller caller, Namespace group, Member member) {
        if (member.role() == Role.OWNER
                && !members.hasOtherOwners(reading, group.id(), member.user())
                && !caller.isSystem()) {
            throw Denied.forbidden("The group needs an owner; make somebody else one first");
        }
    }

    private Namespace administered(Reading reading, Caller caller, NamespaceId id) {
        Namespace group = visible(reading, caller, store.find(reading, id));
        access.require(caller, reading, GroupAbility.ADMIN_GROUP_MEMBER, group);
        return group;
    }

    private Namespace visible(Reading reading, Caller caller, Optional<Namespace> found) {
        Namespace group = found.filter(Namespace::isGroup).orElseThrow(() -> new NotFound("Group"));
        access.require(caller, reading, GroupAbility.READ_GROUP, group);
        return group;
    }

    private void checkVisibility(
            Reading reading, NamespaceId id, Visibility wish, Violations violations) {
        Visibility highest = store.highestProjectVisibility(reading, id);
        violations.addIf(
                highest.level() > wish.level(),
                "visibility_level",
                wish.text() + " is not allowed since there are projects with higher visibility.");
    }

    private Namespace changed(Namespace old, GroupChange change) {
        return new Namespace(
                old.id(),
                change.name().orElse(old.name()),
                change.path().orElse(old.path()),
                old.owner(),
                change.description().orElse(old.description()),
                change.visibility().orElse(old.visibility()),
                change.shareWithGroupLock().orElse(old.shareWithGroupLock()),
                old.avatar(),
                old.createdAt(),
                clock.instant());
    }

    private interface Write<T> {
        T run();
    }

    private static <T> T guarded(Write<T> write) {
        try {
            return write.run();
        } catch (DuplicateException e) {
            throw new Conflict("The path has just been taken");
        }
    }

    private static AuditTarget target(Namespace group) {
        return new AuditTarget("group", group.id().value(), group.path());
    }

    private static String detail(UserId user, Role role) {
        return "user " + user.value() + " " + role.text();
    }
}
