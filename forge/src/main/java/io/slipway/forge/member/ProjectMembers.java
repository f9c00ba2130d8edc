package io.slipway.forge.member;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.ProjectId;
import io.slipway.forge.access.Role;
import io.slipway.forge.activity.Activities;
import io.slipway.forge.group.Groups;
import io.slipway.forge.group.Namespace;
import io.slipway.forge.group.Namespaces;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Scope;
import io.slipway.forge.identity.User;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.identity.Users;
import io.slipway.forge.notice.Notice;
import io.slipway.forge.project.Project;
import io.slipway.platform.event.Events;
import io.slipway.platform.page.Page;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.DuplicateException;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Transaction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members of projects, and the groups that projects are shared with. */
public final class ProjectMembers {

    private final Database database;
    private final Access access;
    private final Users users;
    private final Namespaces namespaces;
    private final Groups groups;
    private final Activities activities;
    private final Events events;
    private final Audit audit;
    private final Clock clock;
    private final ProjectMemberStore store = new ProjectMemberStore();

    /** The members in the given database. */
    public ProjectMembers(
            Database database,
            Access access,
            Users users,
            Namespaces namespaces,
            Groups groups,
            Activities activities,
            Events events,
            Audit audit,
            Clock clock) {
        this.database = database;
        this.access = access;
        this.users = users;
        this.namespaces = namespaces;
        this.groups = groups;
        this.activities = activities;
        this.events = events;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Direct members, newest first.
     *
     * @param username contained in the user name, whatever the case
     */
    public Page<ProjectMember> list(
            Caller caller, Project project, Optional<String> username, PageRequest page) {
        access.require(caller, Ability.READ_PROJECT_MEMBER, project);
        return database.read(reading -> store.list(reading, project.id(), username, page));
    }

    /** One direct member, if the user is one. */
    public Optional<ProjectMember> find(Caller caller, Project project, UserId user) {
        access.require(caller, Ability.READ_PROJECT_MEMBER, project);
        return database.read(reading -> store.find(reading, project.id(), user));
    }

    /** Everybody who has access by any membership, newest first. */
    public Page<UserId> team(
            Caller caller, Project project, Optional<String> search, PageRequest page) {
        access.require(caller, Ability.READ_PROJECT, project);
        return database.read(reading -> store.team(reading, project.id(), search, page));
    }

    /**
     * Makes a user a member; one who is a member stays as they are.
     *
     * @throws Invalid if the role is for groups only
     * @throws NotFound if there is no such user
     */
    public ProjectMember add(Caller caller, Project project, UserId user, Role role) {
        return database.write(
                Durability.FULL,
                tx -> {
                    access.require(caller, tx, Ability.ADMIN_PROJECT_MEMBER, project);
                    requireProjectRole(role);
                    User member = users.get(Caller.system(), tx, user);
                    Optional<ProjectMember> old = store.find(tx, project.id(), user);
                    if (old.isPresent()) {
                        return old.get();
                    }
                    audit.record(
                            caller,
                            tx,
                            "project.member_added",
                            target(project),
                            detail(member, role));
                    activities.record(
                            tx, Optional.of(user), project.id(), "joined", Optional.empty());
                    ProjectMember added =
                            store.insert(
                                    tx, project.id(), user, role, caller.userId(), clock.instant());
                    announce(tx, Notice.What.ADDED, project, added);
                    return added;
                });
    }

    /**
     * Gives a member another role.
     *
     * @throws NotFound if the user is no direct member
     */
    public ProjectMember change(Caller caller, Project project, UserId user, Role role) {
        return database.write(
                Durability.FULL,
                tx -> {
                    access.require(caller, tx, Ability.ADMIN_PROJECT_MEMBER, project);
                    ProjectMember old =
                            store.find(tx, project.id(), user)
                                    .orElseThrow(() -> new NotFound("User can not be found"));
                    requireProjectRole(role);
                    store.update(tx, project.id(), user, role);
                    audit.record(
                            caller,
                            tx,
                            "project.member_changed",
                            target(project),
                            "user " + user.value() + " " + role.text());
                    return new ProjectMember(old.id(), project.id(), user, role, old.createdAt());
                });
    }

    /**
     * Ends a membership; masters, or the member themselves.
     *
     * @return the membership as it was; empty if the user was no direct member
     * @throws Denied if the user owns the project's namespace
     */
    public Optional<ProjectMember> remove(Caller caller, Project project, UserId user) {
        return database.write(
                Durability.FULL,
                tx -> {
                    boolean self = caller.userId().filter(user::equals).isPresent();
                    Optional<ProjectMember> old = store.find(tx, project.id(), user);
                    if (self && old.isPresent()) {
                        access.require(caller, tx, Ability.READ_PROJECT, project);
                        caller.requireScope(Scope.API);
                    } else {
                        access.require(caller, tx, Ability.ADMIN_PROJECT_MEMBER, project);
                    }
                    Namespace namespace =
                            namespaces.get(Caller.system(), tx, project.namespaceId());
                    if (self && namespace.owner().filter(user::equals).isPresent()) {
                        throw Denied.forbidden("The owner of a project cannot leave it");
                    }
                    old.ifPresent(member -> {
                        store.delete(tx, project.id(), user);
                        audit.record(
                                caller,
                                tx,
                                "project.member_removed",
                                target(project),
                                "user " + user.value());
                        activities.record(
                                tx, Optional.of(user), project.id(), "left", Optional.empty());
                        announce(tx, Notice.What.REMOVED, project, member);
                    });
                    return old;
                });
    }

    /**
     * Shares a project with a group.
     *
     * @param role the most that the group's members have in the project; not owner
     * @throws Conflict if it is shared with the group already
     */
    public Share share(Caller caller, Project project, NamespaceId group, Role role) {
        access.require(caller, Ability.ADMIN_PROJECT, project);
        if (namespaces.get(Caller.system(), project.namespaceId()).shareWithGroupLock()) {
            throw Invalid.of("base", "The project sharing with group is disabled");
        }
        Namespace to = groups.get(caller, group);
        if (role == Role.OWNER) {
            throw new Conflict("Group access is not included in the list");
        }
        if (to.id().equals(project.namespaceId())) {
            throw new Conflict("Project cannot be shared with the project it is in.");
        }
        try {
            return database.write(
                    Durability.FULL,
                    tx -> {
                        audit.record(
                                caller,
                                tx,
                                "project.shared",
                                target(project),
                                "group " + to.path() + " " + role.text());
                        return store.share(tx, project.id(), group, role, clock.instant());
                    });
        } catch (DuplicateException e) {
            throw new Conflict("Group already shared with this group");
        }
    }

    /** Ends the sharing with a group. Returns whether it was shared. */
    public boolean unshare(Caller caller, Project project, NamespaceId group) {
        return database.write(
                Durability.FULL,
                tx -> {
                    access.require(caller, tx, Ability.ADMIN_PROJECT, project);
                    boolean was = store.unshare(tx, project.id(), group);
                    if (was) {
                        audit.record(
                                caller,
                                tx,
                                "project.unshared",
                                target(project),
                                "group " + group.value());
                    }
                    return was;
                });
    }

    /** The groups that projects are shared with, in one question; unchecked, for showing them. */
    public Map<ProjectId, List<Share>> shares(Caller caller, Collection<ProjectId> projects) {
        Map<ProjectId, List<Share>> shares = new HashMap<>();
        if (!projects.isEmpty()) {
            for (Share share : database.read(reading -> store.shares(reading, projects))) {
                shares.computeIfAbsent(share.project(), _ -> new ArrayList<>()).add(share);
            }
        }
        return shares;
    }

    private void announce(Transaction tx, Notice.What what, Project project, ProjectMember member) {
        events.append(
                tx,
                new Notice.OfProjectMember(
                        what,
                        project.named(),
                        users.get(Caller.system(), tx, member.user()).asPerson(),
                        member.role().text(),
                        new Notice.Times(member.createdAt(), clock.instant())));
    }

    private static void requireProjectRole(Role role) {
        if (role == Role.OWNER) {
            throw Invalid.of("access_level", "is not included in the list");
        }
    }

    private static AuditTarget target(Project project) {
        return new AuditTarget("project", project.id().value(), project.fullPath());
    }

    private static String detail(User user, Role role) {
        return "user " + user.username() + " " + role.text();
    }
}
