package io.slipway.forge.access;

import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Caller.DeployKey;
import io.slipway.forge.identity.Caller.Nobody;
import io.slipway.forge.identity.Caller.Person;
import io.slipway.forge.identity.Caller.Server;
import io.slipway.forge.identity.UserId;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Reading;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what a caller may do. Reads the roles anew each time: a removed member is out at once.
 */
public final class Access {

    private final Database database;
    private final AccessStore store = new AccessStore();

    /** Decides by the roles in the given database. */
    public Access(Database database) {
        this.database = database;
    }

    /**
     * Ends the request unless the caller has an ability.
     *
     * @throws NotFound if the caller may not even see the project
     * @throws Denied if they may see it, but not do this
     */
    public void require(Caller caller, Ability ability, ProjectFacts project) {
        database.read(reading -> {
            require(caller, reading, ability, project);
            return true;
        });
    }

    /**
     * As {@link #require(Caller, Ability, ProjectFacts)}, in a reading or transaction under way.
     */
    public void require(Caller caller, Reading reading, Ability ability, ProjectFacts project) {
        Optional<Role> role = role(reading, caller, project);
        if (!isGranted(reading, caller, Ability.READ_PROJECT, project, role)) {
            throw new NotFound("Project");
        }
        if (!isGranted(reading, caller, ability, project, role)) {
            if (caller.who() instanceof Nobody) {
                throw Denied.notSignedIn();
            }
            throw Denied.forbidden(refusal(ability, project));
        }
        if (!ability.isWithin(caller)) {
            throw Denied.scope(ability.scope().text());
        }
    }

    /** Whether the caller has an ability. */
    public boolean allows(Caller caller, Ability ability, ProjectFacts project) {
        return database.read(reading -> allows(caller, reading, ability, project));
    }

    /** Whether the caller has an ability, in a reading or transaction under way. */
    public boolean allows(Caller caller, Reading reading, Ability ability, ProjectFacts project) {
        return ability.isWithin(caller)
                && isGranted(reading, caller, ability, project, role(reading, caller, project));
    }

    /**
     * Ends the request unless the caller has an ability in a namespace.
     *
     * @throws NotFound if the caller may not even see it
     * @throws Denied if they may see it, but not do this
     */
    public void require(Caller caller, GroupAbility ability, NamespaceFacts namespace) {
        database.read(reading -> {
            require(caller, reading, ability, namespace);
            return true;
        });
    }

    /** As the other, in a reading or transaction under way. */
    public void require(
            Caller caller, Reading reading, GroupAbility ability, NamespaceFacts namespace) {
        if (!allowsIgnoringScope(reading, caller, GroupAbility.READ_GROUP, namespace)) {
            throw new NotFound("Group");
        }
        if (!allowsIgnoringScope(reading, caller, ability, namespace)) {
            if (caller.who() instanceof Nobody) {
                throw Denied.notSignedIn();
            }
            throw Denied.forbidden("This needs the role " + ability.least().text());
        }
        caller.requireScope(ability.scope());
    }

    /** Whether the caller has an ability in a namespace. */
    public boolean allows(Caller caller, GroupAbility ability, NamespaceFacts namespace) {
        return caller.has(ability.scope())
                && database.read(r -> allowsIgnoringScope(r, caller, ability, namespace));
    }

    /**
     * The caller's role in a project: the highest of their memberships in it, in its group, and in
     * groups that it is shared with. Administrators and the server are owners everywhere.
     */
    public Optional<Role> role(Caller caller, ProjectFacts project) {
        return database.read(reading -> role(reading, caller, project));
    }

    /** The caller's role as a member of a namespace; administrators are owners everywhere. */
    public Optional<Role> role(Caller caller, NamespaceId namespace) {
        return database.read(reading -> role(reading, caller, namespace));
    }

    /**
     * The namespaces that the caller is a member of, with the role in each; not those of admins.
     */
    public Map<NamespaceId, Role> memberships(Caller caller) {
        Map<NamespaceId, Role> roles = new HashMap<>();
        caller.userId()
                .ifPresent(user ->
                        database.read(r -> store.namespacesOf(r, user))
                                .forEach(one -> roles.put(one.namespace(), one.role())));
        return roles;
    }

    /**
     * A direct membership in a project and in its own group, as the v3 API shows them.
     *
     * @param project the role as a member of the project
     * @param group the role as a member of its group
     */
    public record Direct(Optional<Role> project, Optional<Role> group) {}

    /** The caller's direct memberships in these projects, in one question. */
    public Map<ProjectId, Direct> direct(Caller caller, Collection<ProjectId> projects) {
        Map<ProjectId, Direct> direct = new HashMap<>();
        Optional<UserId> user = caller.userId();
        if (user.isPresent() && !projects.isEmpty()) {
            for (AccessStore.Direct one :
                    database.read(r -> store.direct(r, user.get(), projects))) {
                direct.put(one.project(), new Direct(one.own(), one.viaGroup()));
            }
        }
        return direct;
    }

    private Optional<Role> role(Reading reading, Caller caller, ProjectFacts project) {
        return switch (caller.who()) {
            case Server _ -> Optional.of(Role.OWNER);
            case Nobody _, DeployKey _ -> Optional.empty();
            case Person person ->
                    person.admin()
                            ? Optional.of(Role.OWNER)
                            : store.projectRole(reading, person.id(), project.id());
        };
    }

    private Optional<Role> role(Reading reading, Caller caller, NamespaceId namespace) {
        return switch (caller.who()) {
            case Server _ -> Optional.of(Role.OWNER);
            case Nobody _, DeployKey _ -> Optional.empty();
            case Person person ->
                    person.admin()
                            ? Optional.of(Role.OWNER)
                            : store.namespaceRole(reading, person.id(), namespace);
        };
    }

    private boolean isGranted(
            Reading reading,
            Caller caller,
            Ability ability,
            ProjectFacts project,
            Optional<Role> role) {
        if (!AbilityRule.isPossible(ability, project)) {
            return false;
        }
        if (caller.who() instanceof DeployKey(long key, String _)) {
            return AbilityRule.isForDeployKeys(ability) && store.hasKey(reading, key, project.id());
        }
        return AbilityRule.hasAsMember(ability, project, role)
                || AbilityRule.hasAsVisitor(ability, project, caller);
    }

    private boolean allowsIgnoringScope(
            Reading reading, Caller caller, GroupAbility ability, NamespaceFacts namespace) {
        Optional<Role> role = role(reading, caller, namespace.id());
        if (role.filter(one -> one.isAtLeast(ability.least())).isPresent()) {
            return true;
        }
        return ability == GroupAbility.READ_GROUP
                && (AbilityRule.isOpenTo(namespace.visibility(), caller)
                        || store.seesAProject(reading, ProjectFilter.of(caller), namespace.id()));
    }

    private static String refusal(Ability ability, ProjectFacts project) {
        if (!AbilityRule.isPossible(ability, project)) {
            return project.archived() && ability.needsActiveProject()
                    ? "The project is archived"
                    : "This part of the project is turned off";
        }
        return "This needs the role " + ability.least().text() + " in the project";
    }
}
