package io.slipway.api.gitlab.internal;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Credentials;
import io.slipway.api.gitlab.call.Field;
import io.slipway.api.gitlab.call.Parameters;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.forge.Forge;
import io.slipway.forge.access.Ability;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Credential;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.project.Project;
import io.slipway.git.object.ObjectHash;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefUpdate;
import io.slipway.git.transport.Verdict;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * May this key or user do that with a project, and who is it. Every call brings the secret; without
 * one here, nobody is answered.
 */
public final class InternalRoutes {
    private static final String ANY = "_any";
    private static final int MOST_CHANGES = 10_000;

    private final Forge forge;
    private final Optional<Secret> secret;
    private final String version;

    /**
     * @param secret shared with the shell; empty to refuse all calls
     * @param version the release whose API this is
     */
    public InternalRoutes(Forge forge, Optional<Secret> secret, String version) {
        this.forge = forge;
        this.secret = secret;
        this.version = version;
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.section("For the shell; each call brings the secret");
        table.open("POST", "/internal/allowed", "May this key or user do that", this::allowed)
                .takes(
                        SECRET,
                        Field.text("action", "the command of Git").needed(),
                        Field.text("project", "the path of the project").needed(),
                        Field.text("key_id", "the number of a key, or user- and one of a user"),
                        Field.id("user_id", "the number of a user"),
                        Field.text("changes", "lines of old id, new id and ref; or _any"))
                .gives(200, "done", "Allowed");
        table.open("GET", "/internal/discover", "Who a key is", this::discover)
                .takes(
                        SECRET,
                        Field.text("key_id", "the number of a key, or user- and one of a user"),
                        Field.id("user_id", "the number of a user"))
                .gives("UserSafe");
        table.open("GET", "/internal/check", "Which release this is", this::check)
                .takes(SECRET)
                .gives("Check");
        table.open("GET", "/internal/broadcast_message", "Always none", this::broadcastMessage)
                .takes(SECRET)
                .gives("Broadcast");
    }

    private static final Field SECRET = Field.text("secret_token", "the shell's secret");

    /** {@code GET /internal/check}. */
    public Reply check(Call call) {
        requireSecret(call);
        return Reply.json(
                200,
                Json.object(
                        "api_version", "v3", "gitlab_version", version, "gitlab_rev", "slipway"));
    }

    /** {@code GET /internal/broadcast_message}: there are none here. */
    public Reply broadcastMessage(Call call) {
        requireSecret(call);
        return Reply.json(200, Json.object());
    }

    /** {@code GET /internal/discover}: who a key is. */
    public Reply discover(Call call) {
        requireSecret(call);
        var person = actor(call).flatMap(Caller::person).orElseThrow(Refusal::noRecord);
        return Reply.json(200, Json.object("name", person.name(), "username", person.username()));
    }

    /** {@code POST /internal/allowed}: always 200; the status in the body says whether. */
    public Reply allowed(Call call) {
        requireSecret(call);
        call.parameters().require("action", "project");
        var refusal = refusal(call);
        return Reply.json(
                200, Json.object("status", refusal.isEmpty(), "message", refusal.orElse("")));
    }

    /** Why not; empty if they may. */
    private Optional<String> refusal(Call call) {
        var parameters = call.parameters();
        var pushes = parameters.required("action").equals("git-receive-pack");
        if (!pushes
                && !List.of("git-upload-pack", "git-upload-archive")
                        .contains(parameters.required("action"))) {
            return Optional.of("The command you're trying to execute is not allowed.");
        }
        if (!parameters.has("key_id") && !parameters.has("user_id")) {
            return Optional.of("No user or key was provided.");
        }
        var actor = actor(call);
        if (actor.isEmpty()) {
            return Optional.of("Your account has been blocked.");
        }
        Project project;
        try {
            // Found as the server: a deploy key reads repositories, not the APIs.
            project =
                    forge.projects().byPath(Caller.system(), path(parameters.required("project")));
        } catch (NotFound missing) {
            return Optional.of("The project you were looking for could not be found.");
        }
        if (!forge.access().allows(actor.get(), Ability.DOWNLOAD_CODE, project)) {
            return Optional.of(
                    forge.access().allows(actor.get(), Ability.READ_PROJECT, project)
                            ? "You are not allowed to download code from this project."
                            : "The project you were looking for could not be found.");
        }
        return pushes ? pushRefusal(parameters, actor.get(), project) : Optional.empty();
    }

    private Optional<String> pushRefusal(Parameters parameters, Caller actor, Project project) {
        if (actor.credential() == Credential.DEPLOY_KEY) {
            return Optional.of("Deploy keys are not allowed to push code.");
        }
        var changes = parameters.text("changes").orElse(ANY);
        if (changes.equals(ANY)) {
            return forge.access().allows(actor, Ability.PUSH_CODE, project)
                    ? Optional.empty()
                    : Optional.of("You are not allowed to push code to this project.");
        }
        var verdicts = forge.pushes().judge(actor, project, updates(changes));
        return verdicts.values().stream()
                .flatMap(verdict ->
                        verdict instanceof Verdict.Refused(var reason)
                                ? Optional.of(reason).stream()
                                : Optional.<String>empty().stream())
                .findFirst();
    }

    private static List<RefUpdate> updates(String changes) {
        var updates = new ArrayList<RefUpdate>();
        for (var line : changes.lines().limit(MOST_CHANGES).toList()) {
            var parts = line.strip().split(" ", 3);
            var readable =
                    parts.length == 3
                            && ObjectHash.isHash(parts[0])
                            && ObjectHash.isHash(parts[1])
                            && RefName.isValid(parts[2]);
            if (!readable) {
                throw Refusal.message(400, "400 (Bad request) \"changes\" is invalid");
            }
            updates.add(
                    new RefUpdate(
                            new RefName(parts[2]),
                            new ObjectHash(parts[0]),
                            new ObjectHash(parts[1])));
        }
        return updates;
    }

    /** The user or deploy key; empty if there is none, or they are blocked. */
    private Optional<Caller> actor(Call call) {
        var origin = Credentials.origin(call.request());
        var user =
                call.parameters()
                        .number("user_id")
                        .or(() -> userOfKey(call.parameters().text("key_id")));
        if (user.isPresent()) {
            return forge.authentication().user(new UserId(user.get()), Credential.SSH_KEY, origin);
        }
        return call.parameters().number("key_id").flatMap(id -> forge.keys().holder(id, origin));
    }

    /** The form {@code user-7}, which stands for a user without a key. */
    private static Optional<Long> userOfKey(Optional<String> key) {
        return key.filter(text -> text.matches("user-\\d{1,18}"))
                .map(text -> Long.parseLong(text.substring("user-".length())));
    }

    private static String path(String project) {
        var path = project.startsWith("/") ? project.substring(1) : project;
        return path.endsWith(".git") ? path.substring(0, path.length() - 4) : path;
    }

    private void requireSecret(Call call) {
        var given = call.parameters().text("secret_token").map(text -> new Secret(text.strip()));
        if (secret.isEmpty() || given.isEmpty() || !secret.get().equals(given.get())) {
            throw Refusal.unauthorized();
        }
    }
}
