package io.slipway.forge;

import io.slipway.forge.access.Access;
import io.slipway.forge.grant.Grants;
import io.slipway.forge.group.Groups;
import io.slipway.forge.group.Namespaces;
import io.slipway.forge.group.ReservedPaths;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.Authentication;
import io.slipway.forge.identity.Passwords;
import io.slipway.forge.identity.Emails;
import io.slipway.forge.identity.PersonalAccessTokens;
import io.slipway.forge.identity.Sessions;
import io.slipway.forge.identity.SignIn;
import io.slipway.forge.identity.Users;
import io.slipway.forge.key.DeployKeys;
import io.slipway.forge.key.Keys;
import io.slipway.forge.member.ProjectMembers;
import io.slipway.forge.project.ProjectEvents;
import io.slipway.forge.project.Projects;
import io.slipway.forge.protection.ProtectedBranches;
import io.slipway.forge.push.Pushes;
import io.slipway.forge.push.RefsUpdated;
import io.slipway.git.repository.Repositories;
import io.slipway.platform.event.Events;
import io.slipway.platform.secret.SecretBox;
import io.slipway.platform.secret.Tokens;
import io.slipway.platform.store.Database;
import java.time.Clock;
import java.util.Optional;

/** All doors of the forge, in the order in which they need each other. */
public record Forge(
        Audit audit,
        Access access,
        Namespaces namespaces,
        Groups groups,
        Users users,
        Sessions sessions,
        SignIn signIn,
        PersonalAccessTokens personalAccessTokens,
        Authentication authentication,
        Projects projects,
        ProtectedBranches protectedBranches,
        Grants grants,
        Pushes pushes,
        ProjectMembers projectMembers,
        Emails emails,
        Keys keys,
        DeployKeys deployKeys) {

    /**
     * Wires the forge. The events are registered here; start them after everybody has subscribed.
     *
     * @param events of the same database
     * @param box encrypts the secrets that must be shown again
     */
    public static Forge wire(
            Database database,
            Events events,
            Repositories repositories,
            SecretBox box,
            Clock clock,
            ForgeSettings settings) {
        var tokens = new Tokens();
        var reserved = new ReservedPaths(settings.reservedPaths());
        var audit = new Audit(database, clock);
        var access = new Access(database);
        var namespaces = new Namespaces(database, access, reserved, clock);
        var groups = new Groups(database, access, namespaces, reserved, audit, clock);
        var passwords = new Passwords(clock, tokens, settings.passwordCost());
        var users = new Users(database, passwords, box, tokens, namespaces, audit, clock);
        var sessions = new Sessions(database, tokens, clock);
        var signIn =
                new SignIn(database, passwords, sessions, audit, clock, settings.loginLimits());
        var personalAccessTokens = new PersonalAccessTokens(database, tokens, audit, clock);
        var authentication =
                new Authentication(database, sessions, signIn, _ -> Optional.empty(), clock);
        ProjectEvents.register(events);
        var projects = new Projects(
                database, access, namespaces, users, repositories, settings.projects(), events,
                audit, tokens, clock);
        var protectedBranches = new ProtectedBranches(database, access, audit, clock);
        var grants = new Grants(database, access, audit, clock, settings.sandboxOpen());
        events.register(RefsUpdated.TYPE);
        var pushes = new Pushes(
                database, access, projects, protectedBranches, repositories, settings.projects(),
                events, audit, clock);
        var projectMembers = new ProjectMembers(
                database, access, users, namespaces, groups, audit, clock);
        var emails = new Emails(database, users, audit, clock);
        var keys = new Keys(database, users, authentication, audit, clock);
        var deployKeys = new DeployKeys(database, access, audit, clock);
        return new Forge(
                audit, access, namespaces, groups, users, sessions, signIn, personalAccessTokens,
                authentication, projects, protectedBranches, grants, pushes, projectMembers,
                emails, keys, deployKeys);
    }
}
