package io.slipway.forge;

import io.slipway.forge.access.Access;
import io.slipway.forge.activity.Activities;
import io.slipway.forge.grant.Grants;
import io.slipway.forge.group.Groups;
import io.slipway.forge.group.Namespaces;
import io.slipway.forge.group.ReservedPaths;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.Authentication;
import io.slipway.forge.identity.Emails;
import io.slipway.forge.identity.Passwords;
import io.slipway.forge.identity.PersonalAccessTokens;
import io.slipway.forge.identity.Sessions;
import io.slipway.forge.identity.SignIn;
import io.slipway.forge.identity.TwoFactors;
import io.slipway.forge.identity.Users;
import io.slipway.forge.intake.Imports;
import io.slipway.forge.key.DeployKeys;
import io.slipway.forge.key.Keys;
import io.slipway.forge.label.Labels;
import io.slipway.forge.lock.FileLocks;
import io.slipway.forge.member.ProjectMembers;
import io.slipway.forge.note.CommitNoted;
import io.slipway.forge.note.CommitNotes;
import io.slipway.forge.notice.Notice;
import io.slipway.forge.oauth.OAuth;
import io.slipway.forge.oauth.OAuthApplications;
import io.slipway.forge.oidc.OpenIdConnect;
import io.slipway.forge.project.ProjectEvents;
import io.slipway.forge.project.Projects;
import io.slipway.forge.protection.ProtectedBranches;
import io.slipway.forge.push.Pushes;
import io.slipway.forge.push.RefsUpdated;
import io.slipway.forge.queue.Queues;
import io.slipway.forge.release.Releases;
import io.slipway.forge.setting.Settings;
import io.slipway.forge.status.CommitStatuses;
import io.slipway.forge.upload.Avatars;
import io.slipway.forge.upload.Uploads;
import io.slipway.forge.webhook.HookDeliveries;
import io.slipway.forge.webhook.Hooks;
import io.slipway.git.repository.Repositories;
import io.slipway.platform.event.Events;
import io.slipway.platform.secret.SecretBox;
import io.slipway.platform.secret.Tokens;
import io.slipway.platform.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** All doors of the forge, in the order in which they need each other. */
public record Forge(
        Audit audit,
        Access access,
        Settings settings,
        Namespaces namespaces,
        Groups groups,
        Users users,
        Emails emails,
        Sessions sessions,
        TwoFactors twoFactors,
        SignIn signIn,
        Optional<OpenIdConnect> openIdConnect,
        PersonalAccessTokens personalAccessTokens,
        OAuthApplications oauthApplications,
        OAuth oauth,
        Authentication authentication,
        Keys keys,
        DeployKeys deployKeys,
        Projects projects,
        ProtectedBranches protectedBranches,
        FileLocks fileLocks,
        Grants grants,
        Pushes pushes,
        Activities activities,
        ProjectMembers projectMembers,
        Hooks hooks,
        HookDeliveries hookDeliveries,
        Labels labels,
        Releases releases,
        CommitStatuses commitStatuses,
        Imports imports,
        CommitNotes commitNotes,
        Uploads uploads,
        Avatars avatars,
        Queues queues) {

    /**
     * Wires the forge. The events are registered here; start them after everybody has subscribed.
     * Then {@link Pushes#recoverUnsettled}, and {@link HookDeliveries#start} if hooks are called.
     *
     * @param events of the same database
     * @param box encrypts the secrets that must be shown again
     */
    public static Forge wire(
            Database database,
            Events events,
            Repositories repositories,
            SecretBox box,
            Clock systemClock,
            ForgeSettings start) {
        // Times are stored to the microsecond; what a verb returns must equal what is read later.
        var clock = Clock.tick(systemClock, Duration.ofNanos(1000));
        var tokens = new Tokens();
        var reserved = new ReservedPaths(start.reservedPaths());
        var audit = new Audit(database, clock);
        var access = new Access(database);
        var settings = new Settings(database, audit, clock);
        settings.current(); // read now, so that no verb has to in the middle of a transaction
        var namespaces = new Namespaces(database, access, reserved, clock);

        Notice.register(events);
        var passwords = new Passwords(clock, tokens, start.passwordCost());
        var users =
                new Users(
                        database,
                        passwords,
                        box,
                        tokens,
                        namespaces,
                        events,
                        audit,
                        clock,
                        () -> settings.current().defaultProjectsLimit());
        var groups =
                new Groups(database, access, namespaces, users, reserved, events, audit, clock);
        var emails = new Emails(database, users, audit, clock);
        var sessions = new Sessions(database, tokens, clock);
        var twoFactors = new TwoFactors(database, box, tokens, audit, clock, start.loginLimits());
        var signIn =
                new SignIn(
                        database,
                        passwords,
                        sessions,
                        twoFactors,
                        box,
                        audit,
                        clock,
                        start.loginLimits());
        var openIdConnect =
                start.oidc().map(oidc -> new OpenIdConnect(oidc, users, box, tokens, clock));
        var personalAccessTokens = new PersonalAccessTokens(database, tokens, audit, clock);
        var oauthApplications = new OAuthApplications(database, tokens, audit, clock);
        var oauth = new OAuth(database, tokens, signIn, audit, clock);
        var authentication = new Authentication(database, sessions, signIn, oauth, clock);
        var keys = new Keys(database, users, authentication, events, audit, clock);
        var deployKeys = new DeployKeys(database, access, events, audit, clock);

        ProjectEvents.register(events);
        var projects =
                new Projects(
                        database,
                        access,
                        namespaces,
                        users,
                        repositories,
                        settings,
                        events,
                        audit,
                        tokens,
                        clock);
        var protectedBranches = new ProtectedBranches(database, access, audit, clock);
        var fileLocks = new FileLocks(database, access, audit, clock);
        var grants = new Grants(database, access, audit, clock, start.sandboxOpen());
        events.register(RefsUpdated.TYPE);
        var pushes =
                new Pushes(
                        database,
                        access,
                        projects,
                        protectedBranches,
                        fileLocks,
                        repositories,
                        settings,
                        events,
                        audit,
                        clock);

        var activities = new Activities(database, access, clock);
        var projectMembers =
                new ProjectMembers(
                        database,
                        access,
                        users,
                        namespaces,
                        groups,
                        activities,
                        events,
                        audit,
                        clock);
        var hooks = new Hooks(database, access, box, audit, clock);
        var hookDeliveries = new HookDeliveries(database, hooks, clock, start.hooks());
        var labels = new Labels(database, access, audit, clock);
        var releases = new Releases(database, access, projects, audit, clock);
        var commitStatuses = new CommitStatuses(database, access, projects, audit, clock);
        var imports =
                new Imports(
                        database,
                        access,
                        users,
                        projects,
                        pushes,
                        activities,
                        box,
                        audit,
                        clock,
                        start.intake());
        events.register(CommitNoted.TYPE);
        var commitNotes =
                new CommitNotes(database, access, projects, activities, events, audit, clock);
        var uploads =
                new Uploads(
                        database,
                        access,
                        projects,
                        audit,
                        tokens,
                        () -> settings.current().maxAttachmentSize(),
                        start.uploads());
        var avatars =
                new Avatars(
                        database,
                        access,
                        users,
                        groups,
                        namespaces,
                        projects,
                        audit,
                        start.uploads());
        projects.onCreation((caller, tx, project) ->
                activities.record(tx, caller.userId(), project.id(), "created", Optional.empty()));
        pushes.onPush(activities::pushed);
        pushes.onPush(releases::pushed);

        return new Forge(
                audit,
                access,
                settings,
                namespaces,
                groups,
                users,
                emails,
                sessions,
                twoFactors,
                signIn,
                openIdConnect,
                personalAccessTokens,
                oauthApplications,
                oauth,
                authentication,
                keys,
                deployKeys,
                projects,
                protectedBranches,
                fileLocks,
                grants,
                pushes,
                activities,
                projectMembers,
                hooks,
                hookDeliveries,
                labels,
                releases,
                commitStatuses,
                imports,
                commitNotes,
                uploads,
                avatars,
                new Queues(database));
    }
}
