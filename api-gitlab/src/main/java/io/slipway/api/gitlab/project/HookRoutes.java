package io.slipway.api.gitlab.project;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Field;
import io.slipway.api.gitlab.call.Paging;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.api.gitlab.call.Times;
import io.slipway.forge.Forge;
import io.slipway.forge.access.Ability;
import io.slipway.forge.project.Project;
import io.slipway.forge.webhook.HookChange;
import io.slipway.forge.webhook.HookDelivery;
import io.slipway.forge.webhook.ProjectHook;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.secret.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whom a project calls when something happens in it. */
public final class HookRoutes {
    private final Forge forge;

    /** Over the doors of the forge. */
    public HookRoutes(Forge forge) {
        this.forge = forge;
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.section("Hooks");
        var hooks = "/projects/:id/hooks";
        table.get(hooks, "Whom the project calls", this::list).pages("ProjectHook");
        table.post(hooks, "Adds a hook", this::create)
                .takes(Field.text("url", "where, http or https").needed())
                .takes(fields())
                .gives("ProjectHook")
                .fails(422);
        table.get(hooks + "/:hook_id", "One hook", this::get).gives("ProjectHook");
        table.put(hooks + "/:hook_id", "Changes a hook", this::update)
                .takes(Field.text("url", "where, http or https"))
                .takes(fields())
                .gives("ProjectHook")
                .fails(422);
        table.delete(hooks + "/:hook_id", "Removes a hook", this::delete).gives("ProjectHook");
        table.get(hooks + "/:hook_id/deliveries", "Its calls, newest first", this::deliveries)
                .pages("HookDelivery");
    }

    private static List<Field> fields() {
        return List.of(
                Field.text("token", "sent with each call, so that it can be believed"),
                Field.flag("push_events", "whether pushes are told; true for a new hook"),
                Field.flag("issues_events", "whether issues are told"),
                Field.flag("merge_requests_events", "whether merge requests are told"),
                Field.flag("tag_push_events", "whether tags are told"),
                Field.flag("note_events", "whether comments are told"),
                Field.flag("build_events", "whether builds are told"),
                Field.flag("wiki_page_events", "whether wiki pages are told"),
                Field.flag("enable_ssl_verification", "whether certificates are checked"));
    }

    private Project administered(Call call) {
        var project = forge.projects().find(call.caller(), call.path("id"));
        forge.access().require(call.caller(), Ability.ADMIN_PROJECT, project);
        return project;
    }

    private static Map<String, @Nullable Object> json(ProjectHook hook) {
        var events = hook.events();
        return Json.object(
                "id",
                hook.id(),
                "url",
                hook.url(),
                "created_at",
                Times.of(hook.createdAt()),
                "project_id",
                hook.project().value(),
                "push_events",
                events.push(),
                "issues_events",
                events.issues(),
                "merge_requests_events",
                events.mergeRequests(),
                "tag_push_events",
                events.tagPush(),
                "note_events",
                events.notes(),
                "build_events",
                events.builds(),
                "enable_ssl_verification",
                hook.sslVerification());
    }

    /** {@code GET /projects/:id/hooks}. */
    public Reply list(Call call) {
        var project = administered(call);
        return Paging.each(
                call,
                forge.hooks().list(call.caller(), project, Paging.of(call)),
                HookRoutes::json);
    }

    /** {@code GET /projects/:id/hooks/:hook_id}. */
    public Reply get(Call call) {
        var project = administered(call);
        try {
            return Reply.json(
                    200,
                    json(forge.hooks().get(call.caller(), project, call.pathNumber("hook_id"))));
        } catch (NotFound missing) {
            throw Refusal.noRecord();
        }
    }

    /** {@code GET /projects/:id/hooks/:hook_id/deliveries}: the calls, newest first. */
    public Reply deliveries(Call call) {
        var project = administered(call);
        try {
            return Paging.each(
                    call,
                    forge.hookDeliveries()
                            .log(
                                    call.caller(),
                                    project,
                                    call.pathNumber("hook_id"),
                                    Paging.of(call)),
                    HookRoutes::json);
        } catch (NotFound missing) {
            throw Refusal.noRecord();
        }
    }

    /** One call of a hook, with what became of it. */
    public static Map<String, @Nullable Object> json(HookDelivery delivery) {
        return Json.object(
                "id",
                delivery.id(),
                "event",
                delivery.event(),
                "state",
                delivery.state().name().toLowerCase(Locale.ROOT),
                "attempts",
                delivery.attempts(),
                "response_status",
                delivery.status().orElse(null),
                "error",
                delivery.problem().orElse(null),
                "duration_ms",
                delivery.duration().map(Duration::toMillis).orElse(null),
                "created_at",
                Times.of(delivery.createdAt()),
                "finished_at",
                Times.of(delivery.finishedAt()),
                "payload",
                delivery.body());
    }

    private static HookChange change(Call call) {
        var parameters = call.parameters();
        return new HookChange(
                parameters.text("url"),
                parameters.text("token").map(Secret::new),
                parameters.flag("push_events"),
                parameters.flag("issues_events"),
                parameters.flag("merge_requests_events"),
                parameters.flag("tag_push_events"),
                parameters.flag("note_events"),
                parameters.flag("build_events"),
                parameters.flag("wiki_page_events"),
                parameters.flag("enable_ssl_verification"));
    }

    private interface Write {
        ProjectHook run();
    }

    private static ProjectHook checked(Write write) {
        try {
            return write.run();
        } catch (Invalid invalid) {
            throw invalid.messages().containsKey("url")
                    ? Refusal.error(422, "Invalid url given")
                    : invalid;
        }
    }

    /** {@code POST /projects/:id/hooks}. */
    public Reply create(Call call) {
        var project = administered(call);
        call.parameters().require("url");
        return Reply.json(
                201,
                json(checked(() -> forge.hooks().create(call.caller(), project, change(call)))));
    }

    /** {@code PUT /projects/:id/hooks/:hook_id}. */
    public Reply update(Call call) {
        var project = administered(call);
        var id = call.pathNumber("hook_id");
        try {
            return Reply.json(
                    200,
                    json(
                            checked(() ->
                                    forge.hooks()
                                            .update(call.caller(), project, id, change(call)))));
        } catch (NotFound missing) {
            throw Refusal.noRecord();
        }
    }

    /** {@code DELETE /projects/:id/hooks/:hook_id}. */
    public Reply delete(Call call) {
        var project = administered(call);
        var id = call.path("hook_id");
        try {
            return Reply.json(
                    200,
                    json(forge.hooks().delete(call.caller(), project, call.pathNumber("hook_id"))));
        } catch (NotFound missing) {
            throw Refusal.notFound("Error deleting hook " + id);
        }
    }
}
