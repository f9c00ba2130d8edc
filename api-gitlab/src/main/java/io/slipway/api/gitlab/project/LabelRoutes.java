package io.slipway.api.gitlab.project;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Field;
import io.slipway.api.gitlab.call.Paging;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.forge.Forge;
import io.slipway.forge.access.Ability;
import io.slipway.forge.label.Label;
import io.slipway.forge.label.LabelChange;
import io.slipway.forge.project.Project;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.NotFound;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The labels of a project. */
public final class LabelRoutes {
    private final Forge forge;

    /** Over the doors of the forge. */
    public LabelRoutes(Forge forge) {
        this.forge = forge;
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.section("Labels");
        table.get("/projects/:id/labels", "All labels, by title", this::list).gives("[Label]");
        table.post("/projects/:id/labels", "Makes a label", this::create)
                .takes(
                        Field.text("name", "the title").needed(),
                        Field.text("color", "# and 3 or 6 hex digits").needed(),
                        Field.text("description", "what it means"))
                .gives("Label")
                .fails(409);
        table.put("/projects/:id/labels", "Changes a label", this::update)
                .takes(
                        Field.text("name", "the title").needed(),
                        Field.text("new_name", "the new title"),
                        Field.text("color", "# and 3 or 6 hex digits"),
                        Field.text("description", "what it means"))
                .gives("Label");
        table.delete("/projects/:id/labels", "Removes a label", this::delete)
                .takes(Field.text("name", "the title").needed())
                .gives("Label");
        table.post(
                        "/projects/:id/labels/:label_id/subscription",
                        "Follows a label",
                        this::subscribe)
                .gives("Label")
                .fails(304);
        table.delete(
                        "/projects/:id/labels/:label_id/subscription",
                        "No longer follows it",
                        this::unsubscribe)
                .gives("Label")
                .fails(304);
    }

    private Project find(Call call) {
        return forge.projects().find(call.caller(), call.path("id"));
    }

    private Project administered(Call call) {
        var project = find(call);
        forge.access().require(call.caller(), Ability.ADMIN_LABEL, project);
        return project;
    }

    private static Map<String, @Nullable Object> json(Label label, boolean subscribed) {
        return Json.object(
                "name",
                label.title(),
                "color",
                label.color(),
                "description",
                label.description().orElse(null),
                "open_issues_count",
                0,
                "closed_issues_count",
                0,
                "open_merge_requests_count",
                0,
                "subscribed",
                subscribed);
    }

    /** {@code GET /projects/:id/labels}. */
    public Reply list(Call call) {
        var project = find(call);
        var subscribed = forge.labels().subscribed(call.caller(), project);
        return Paging.whole(
                forge.labels().list(call.caller(), project),
                label -> json(label, subscribed.contains(label.id())));
    }

    /** {@code POST /projects/:id/labels}. */
    public Reply create(Call call) {
        var project = administered(call);
        var parameters = call.parameters();
        parameters.require("name", "color");
        try {
            return Reply.json(
                    201,
                    json(
                            forge.labels()
                                    .create(
                                            call.caller(),
                                            project,
                                            parameters.required("name"),
                                            parameters.required("color"),
                                            parameters.text("description")),
                            false));
        } catch (Conflict there) {
            throw Refusal.message(409, "Label already exists");
        }
    }

    /** {@code PUT /projects/:id/labels}. */
    public Reply update(Call call) {
        var project = administered(call);
        var parameters = call.parameters();
        parameters.require("name");
        var name = parameters.required("name");
        if (forge.labels().list(call.caller(), project).stream()
                .noneMatch(label -> label.title().equals(name))) {
            throw Refusal.notFound("Label not found");
        }
        var change =
                new LabelChange(
                        parameters.text("new_name"),
                        parameters.text("color"),
                        parameters.text("description"));
        if (change.equals(
                new LabelChange(
                        java.util.Optional.empty(),
                        java.util.Optional.empty(),
                        java.util.Optional.empty()))) {
            throw Refusal.message(400, "Required parameters \"new_name\" or \"color\" missing");
        }
        var changed = forge.labels().update(call.caller(), project, name, change);
        return Reply.json(
                200,
                json(
                        changed,
                        forge.labels().subscribed(call.caller(), project).contains(changed.id())));
    }

    /** {@code DELETE /projects/:id/labels}. */
    public Reply delete(Call call) {
        var project = administered(call);
        call.parameters().require("name");
        try {
            return Reply.json(
                    200,
                    json(
                            forge.labels()
                                    .delete(
                                            call.caller(),
                                            project,
                                            call.parameters().required("name")),
                            false));
        } catch (NotFound missing) {
            throw Refusal.notFound("Label");
        }
    }

    /** {@code POST /projects/:id/labels/:label_id/subscription}. */
    public Reply subscribe(Call call) {
        return subscription(call, 201, true);
    }

    /** {@code DELETE /projects/:id/labels/:label_id/subscription}. */
    public Reply unsubscribe(Call call) {
        return subscription(call, 200, false);
    }

    private Reply subscription(Call call, int status, boolean subscribed) {
        var project = find(call);
        try {
            var label =
                    forge.labels()
                            .subscribe(call.caller(), project, call.path("label_id"), subscribed)
                            .orElseThrow(Refusal::notModified);
            return Reply.json(status, json(label, subscribed));
        } catch (NotFound missing) {
            throw Refusal.notFound("Label");
        }
    }
}
