package io.slipway.api.gitlab.repository;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Field;
import io.slipway.api.gitlab.call.Paging;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.api.gitlab.call.Times;
import io.slipway.api.gitlab.user.UserJson;
import io.slipway.forge.Forge;
import io.slipway.forge.access.Ability;
import io.slipway.forge.identity.User;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.project.Project;
import io.slipway.forge.status.CommitState;
import io.slipway.forge.status.CommitStatus;
import io.slipway.forge.status.NewStatus;
import io.slipway.forge.status.StatusQuery;
import io.slipway.git.object.CommitId;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What builds elsewhere tell about commits. */
public final class StatusRoutes {
    private final Forge forge;

    /** Over the doors of the forge. */
    public StatusRoutes(Forge forge) {
        this.forge = forge;
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.get(
                        "/projects/:id/repository/commits/:sha/statuses",
                        "What builds elsewhere told, newest first",
                        this::list)
                .takes(
                        Field.text("ref", "only of this branch or tag"),
                        Field.text("stage", "only of this stage"),
                        Field.text("name", "only of this name"),
                        Field.flag("all", "older ones of the same name as well"))
                .pages("CommitStatus");
        table.post("/projects/:id/statuses/:sha", "Tells what became of a build", this::post)
                .takes(
                        Field.choice(
                                        "state",
                                        "what became of it",
                                        "pending",
                                        "running",
                                        "success",
                                        "failed",
                                        "canceled")
                                .needed(),
                        Field.text("ref", "of which branch or tag; found if not said"),
                        Field.text("name", "of which build; default if not said"),
                        Field.text("context", "the same under another name"),
                        Field.text("target_url", "where to read more"),
                        Field.text("description", "in a few words"))
                .gives("CommitStatus");
    }

    private CommitId commit(Project project, Call call) {
        return new Repo(project, forge.projects().openOrCreate(project))
                .requireCommit(call.path("sha"))
                .id();
    }

    private Project allowed(Call call, Ability ability) {
        var project = forge.projects().find(call.caller(), call.path("id"));
        forge.access().require(call.caller(), ability, project);
        return project;
    }

    private static Map<String, @Nullable Object> json(
            Call call, CommitStatus status, Map<UserId, User> users) {
        return Json.object(
                "id",
                status.id(),
                "sha",
                status.sha(),
                "ref",
                status.ref(),
                "status",
                status.state().text(),
                "name",
                status.name(),
                "target_url",
                status.targetUrl().orElse(null),
                "description",
                status.description().orElse(null),
                "created_at",
                Times.of(status.createdAt()),
                "started_at",
                Times.of(status.startedAt()),
                "finished_at",
                Times.of(status.finishedAt()),
                "allow_failure",
                status.allowFailure(),
                "author",
                status.author()
                        .flatMap(id -> Optional.ofNullable(users.get(id)))
                        .map(user -> UserJson.basic(user, call.links()))
                        .orElse(null));
    }

    private List<Map<String, @Nullable Object>> json(Call call, List<CommitStatus> statuses) {
        var users =
                forge.users()
                        .byIds(
                                call.caller(),
                                statuses.stream().flatMap(one -> one.author().stream()).toList());
        return statuses.stream().map(status -> json(call, status, users)).toList();
    }

    /** {@code GET …/commits/:sha/statuses}. */
    public Reply list(Call call) {
        var project = allowed(call, Ability.READ_COMMIT_STATUS);
        var parameters = call.parameters();
        var query =
                new StatusQuery(
                        parameters.text("ref"),
                        parameters.text("stage"),
                        parameters.text("name"),
                        parameters.isOn("all"));
        var page =
                forge.commitStatuses()
                        .list(
                                call.caller(),
                                project,
                                commit(project, call),
                                query,
                                Paging.of(call));
        return Paging.reply(call, page, statuses -> json(call, statuses));
    }

    /** {@code POST /projects/:id/statuses/:sha}. */
    public Reply post(Call call) {
        var project = allowed(call, Ability.CREATE_COMMIT_STATUS);
        var parameters = call.parameters();
        parameters.require("state");
        var commit = commit(project, call);
        var state =
                CommitState.of(parameters.required("state"))
                        .orElseThrow(() ->
                                Refusal.invalid(
                                        Map.of(
                                                "status",
                                                List.of(
                                                        "is invalid",
                                                        "is not included in the list"))));
        var status =
                forge.commitStatuses()
                        .post(
                                call.caller(),
                                project,
                                commit,
                                new NewStatus(
                                        state,
                                        parameters.text("ref"),
                                        parameters
                                                .text("name")
                                                .or(() -> parameters.text("context"))
                                                .orElse("default"),
                                        parameters.text("target_url"),
                                        parameters.text("description")));
        return Reply.json(201, json(call, List.of(status)).getFirst());
    }
}
