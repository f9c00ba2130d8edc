package io.slipway.server.git;

import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Access;
import io.slipway.forge.identity.Authentication;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Credential;
import io.slipway.forge.identity.Origin;
import io.slipway.forge.identity.PasswordCheck;
import io.slipway.forge.identity.Scope;
import io.slipway.forge.project.Project;
import io.slipway.forge.project.Projects;
import io.slipway.forge.push.Pushes;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.NotFound;
import java.util.HashSet;
import java.util.Optional;

/**
 * The forge's answer to who may clone, fetch and push. What does not exist for a caller looks the
 * same as what does not exist at all; nobody in particular is always asked who they are first.
 */
public final class ForgeGate implements GitGate {

    private final Authentication authentication;
    private final Projects projects;
    private final Access access;
    private final Pushes pushes;
    private final LfsTokens tokens;

    /** Through these doors of the forge. */
    public ForgeGate(
            Authentication authentication,
            Projects projects,
            Access access,
            Pushes pushes,
            LfsTokens tokens) {
        this.authentication = authentication;
        this.projects = projects;
        this.access = access;
        this.pushes = pushes;
        this.tokens = tokens;
    }

    @Override
    public Entry enterLargeFiles(
            GitService service,
            String path,
            Optional<GitLogin> login,
            String address,
            String requestId) {
        if (login.filter(l -> l.username().equals(LfsTokens.USER)).isEmpty()) {
            return enter(service, path, login, address, requestId);
        }
        var opened = tokens.open(login.get(), new Origin(address, requestId));
        if (opened.isEmpty() || (service == GitService.RECEIVE_PACK && !opened.get().mayUpload())) {
            return new Entry.WhoAreYou();
        }
        var entry = enter(service, path, opened.get().caller());
        boolean other =
                entry instanceof Entry.Open open
                        && !open.visit()
                                .map(visit -> visit.project().id())
                                .equals(Optional.of(opened.get().project()));
        return other ? new Entry.Nothing() : entry;
    }

    @Override
    public Entry enter(
            GitService service,
            String path,
            Optional<GitLogin> login,
            String address,
            String requestId) {
        var origin = new Origin(address, requestId);
        if (login.isEmpty()) {
            return enter(service, path, Caller.anonymous(origin));
        }
        try {
            var given = login.get();
            return switch (authentication.basic(given.username(), given.password(), origin)) {
                case Authentication.Basic.Known(var caller) -> enter(service, path, caller);
                case Authentication.Basic.Refused(var reason) -> refused(reason);
            };
        } catch (Denied e) {
            // A token that has ended; whoever holds it can sign in anew.
            return new Entry.WhoAreYou();
        }
    }

    private static Entry refused(PasswordCheck reason) {
        return switch (reason) {
            case PasswordCheck.Throttled _ -> new Entry.Banned();
            case PasswordCheck.Blocked _ -> new Entry.Refused("Your account has been blocked.");
            case PasswordCheck.NeedsToken _ ->
                    new Entry.Refused(
                            "You have two factors turned on, so Git needs a personal access token"
                                    + " in place of the password.");
            case PasswordCheck.Wrong _, PasswordCheck.TooLate _, PasswordCheck.Right _ ->
                    new Entry.WhoAreYou();
        };
    }

    /** Whether a caller who is known by now may use a repository like this. */
    public Entry enter(GitService service, String path, Caller caller) {
        Entry hidden =
                caller.credential() == Credential.NONE
                        ? new Entry.WhoAreYou()
                        : new Entry.Nothing();
        Project project;
        try {
            // Found as the server: a token that only reads repositories may not read the APIs.
            project = projects.byPath(Caller.system(), path);
        } catch (NotFound e) {
            return hidden;
        }
        if (!access.allows(caller, Ability.DOWNLOAD_CODE, project)) {
            return hidden;
        }
        if (service == GitService.RECEIVE_PACK) {
            if (caller.credential() == Credential.NONE) {
                return hidden;
            }
            if (caller.credential() == Credential.OAUTH) {
                return new Entry.Refused(
                        "An OAuth token reads repositories only; push with a personal access"
                                + " token.");
            }
            if (!access.allows(caller, Ability.PUSH_CODE, project)) {
                return new Entry.Refused(
                        caller.credential() == Credential.DEPLOY_KEY
                                ? "Deploy keys are not allowed to push code."
                                : "You are not allowed to push code to this project.");
            }
        }
        var repository = projects.openOrCreate(project);
        return new Entry.Open(
                repository,
                () -> pushes.receiving(pushing(caller), project),
                Optional.of(new Visit(caller, project)));
    }

    /**
     * The caller with what the door of pushes asks besides the right to push, which was looked at
     * above: a token that only writes repositories has no right to read the APIs.
     */
    private static Caller pushing(Caller caller) {
        var scopes = new HashSet<>(caller.scopes());
        scopes.add(Scope.READ_API);
        return new Caller(
                caller.who(), caller.credential(), scopes, caller.impersonator(), caller.origin());
    }
}
