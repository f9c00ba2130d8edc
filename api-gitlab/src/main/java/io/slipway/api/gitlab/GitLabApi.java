package io.slipway.api.gitlab;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Credentials;
import io.slipway.api.gitlab.call.Endpoint;
import io.slipway.api.gitlab.call.Entities;
import io.slipway.api.gitlab.call.Links;
import io.slipway.api.gitlab.call.Paging;
import io.slipway.api.gitlab.call.Parameters;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.api.gitlab.call.V3Failures;
import io.slipway.api.gitlab.group.GroupRoutes;
import io.slipway.api.gitlab.hook.HookCalls;
import io.slipway.api.gitlab.internal.InternalRoutes;
import io.slipway.api.gitlab.page.Pages;
import io.slipway.api.gitlab.project.EventRoutes;
import io.slipway.api.gitlab.project.HookRoutes;
import io.slipway.api.gitlab.project.LabelRoutes;
import io.slipway.api.gitlab.project.MemberRoutes;
import io.slipway.api.gitlab.project.ProjectRoutes;
import io.slipway.api.gitlab.repository.CommentRoutes;
import io.slipway.api.gitlab.repository.FileRoutes;
import io.slipway.api.gitlab.repository.ReadRoutes;
import io.slipway.api.gitlab.repository.RefRoutes;
import io.slipway.api.gitlab.repository.StatusRoutes;
import io.slipway.api.gitlab.setting.QueueRoutes;
import io.slipway.api.gitlab.setting.SettingRoutes;
import io.slipway.api.gitlab.template.TemplateRoutes;
import io.slipway.api.gitlab.upload.UploadPages;
import io.slipway.api.gitlab.upload.UploadRoutes;
import io.slipway.api.gitlab.user.KeyRoutes;
import io.slipway.api.gitlab.user.UserRoutes;
import io.slipway.forge.Forge;
import io.slipway.http.Handler;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.http.Routes;
import io.slipway.http.Surface;
import io.slipway.http.openapi.Document;
import io.slipway.platform.event.Events;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The route table of the GitLab-v3-compatible API. */
public final class GitLabApi {
    private static final String BASE = "/api/v3";

    private static final String DOCUMENT = "/openapi.json";

    private final GitLabSettings settings;
    private final Credentials credentials;
    private final BooleanSupplier gravatar;
    private final Pages pages;
    private final UploadPages uploadPages;
    private final Routes routes = new Routes();
    private final List<Endpoint> lines;

    /** Over the doors of the forge. */
    public GitLabApi(Forge forge, GitLabSettings settings) {
        this(forge, settings, Clock.systemUTC());
    }

    /** The same with a clock of its own. */
    public GitLabApi(Forge forge, GitLabSettings settings, Clock clock) {
        this.settings = settings;
        this.gravatar = gravatar(forge);
        this.credentials = new Credentials(forge.authentication());
        this.pages = new Pages(forge, clock, settings.url());
        this.uploadPages = new UploadPages(forge);
        this.lines =
                served(
                        table(
                                forge,
                                new ProjectRoutes(forge),
                                new InternalRoutes(forge, settings.shellSecret(), "8.8.7"),
                                clock));
    }

    private static Table table(
            Forge forge, ProjectRoutes projects, InternalRoutes internal, Clock clock) {
        var table = new Table();
        new UserRoutes(forge).addTo(table);
        new KeyRoutes(forge).addTo(table);
        new GroupRoutes(forge, projects).addTo(table);
        projects.addTo(table);
        new MemberRoutes(forge).addTo(table);
        new HookRoutes(forge).addTo(table);
        new LabelRoutes(forge).addTo(table);
        new EventRoutes(forge).addTo(table);
        new UploadRoutes(forge).addTo(table);
        new ReadRoutes(forge).addTo(table);
        new RefRoutes(forge, clock).addTo(table);
        new FileRoutes(forge, clock).addTo(table);
        new CommentRoutes(forge).addTo(table);
        new StatusRoutes(forge).addTo(table);
        new TemplateRoutes(forge, clock).addTo(table);
        new SettingRoutes(forge).addTo(table);
        new QueueRoutes(forge, clock).addTo(table);
        internal.addTo(table);
        return table;
    }

    private List<Endpoint> served(Table table) {
        table.section("This API")
                .open("GET", DOCUMENT, "This document", _ -> Reply.json(200, document().tree()))
                .gives("Document");
        var lines = table.lines();
        for (var line : lines) {
            var names = line.names();
            var route =
                    routes.add(
                            line.method(),
                            BASE + line.template(),
                            request -> answer(line, call(request, names)));
            line.bodyLimit().ifPresent(route::bodyLimit);
        }
        return lines;
    }

    private static Reply answer(Endpoint line, Call call) {
        if (!line.open() && call.caller().person().isEmpty()) {
            throw Refusal.unauthorized();
        }
        var reply = line.handler().handle(call);
        // Pages of commits count from 0 and have no headers; everything else counts from 1.
        var ends = line.method().equals("GET") && !line.template().endsWith("/repository/commits");
        return ends ? Paging.ending(call, reply) : reply;
    }

    /** The lines of the table: every call of this API. */
    public List<Endpoint> lines() {
        return lines;
    }

    /** What this API says of itself. */
    public Document document() {
        var entities = Entities.read();
        return new Document(
                "Forge",
                "v3",
                "People, groups, projects and repositories, as clients of the v3 API know them."
                        + " Parameters may come in the query, in a form or in JSON, whatever the"
                        + " method; numbers and switches may be sent as texts. Lists say how many"
                        + " pages there are in their headers.",
                BASE + DOCUMENT,
                Map.of(
                        "privateToken",
                        Map.of("type", "apiKey", "in", "header", "name", "PRIVATE-TOKEN"),
                        "privateTokenParameter",
                        Map.of("type", "apiKey", "in", "query", "name", "private_token"),
                        "bearer",
                        Map.of("type", "http", "scheme", "bearer"),
                        "session",
                        Map.of("type", "apiKey", "in", "cookie", "name", Credentials.COOKIE)),
                entities.schemas(),
                lines.stream().map(line -> line.operation(BASE, entities)).toList());
    }

    /** This API as a surface. */
    public Surface surface() {
        return Surface.of("gitlab", List.of("/api"), routes, new V3Failures())
                .ignoringSuffixes(List.of(".json", ".txt", "/"))
                .around(GitLabApi::around);
    }

    /**
     * Has hooks called for what happens in a forge; before its events start.
     *
     * @param settings with the address that payloads show
     */
    public static void callHooks(Forge forge, Events events, GitLabSettings settings) {
        new HookCalls(forge, new Links(settings.url().orElse(""), settings.ssh(), gravatar(forge)))
                .subscribe(events);
    }

    private static BooleanSupplier gravatar(Forge forge) {
        return () -> forge.settings().current().gravatarEnabled();
    }

    /** The pages and OAuth 2 endpoints that go with it, as a surface of their own. */
    public Surface pages() {
        return pages.surface();
    }

    /** Where browsers find uploaded files, as a surface of its own. */
    public Surface uploads() {
        return uploadPages.surface();
    }

    private static Reply around(Request request, Handler routed) throws Exception {
        var origin = request.header("Origin");
        if (request.method().equals("OPTIONS") && origin.isPresent()) {
            return open(
                    Reply.empty(200)
                            .with(
                                    "Access-Control-Allow-Methods",
                                    "GET, POST, PUT, PATCH, DELETE, OPTIONS, HEAD")
                            .with(
                                    "Access-Control-Allow-Headers",
                                    request.header("Access-Control-Request-Headers").orElse("*"))
                            .with("Access-Control-Max-Age", "1728000"));
        }
        var reply = routed.handle(request);
        if (reply.header("Cache-Control").isEmpty()) {
            reply = reply.with("Cache-Control", "no-cache");
        }
        return origin.isPresent() ? open(reply) : reply.with("Vary", "Origin");
    }

    /** Any page may read this API: it gets nothing without a token of its own. */
    private static Reply open(Reply reply) {
        return reply.with("Access-Control-Allow-Origin", "*")
                .with("Access-Control-Expose-Headers", "Link")
                .with("Vary", "Origin");
    }

    private Call call(Request request, Set<String> names) {
        var parameters = new Parameters(request.parameters(), names);
        return new Call(
                request,
                credentials.caller(request, parameters),
                parameters,
                new Links(settings.url().orElseGet(request::baseUrl), settings.ssh(), gravatar));
    }
}
