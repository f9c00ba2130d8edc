package io.slipway.api.gitlab;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.CallHandler;
import io.slipway.api.gitlab.call.Credentials;
import io.slipway.api.gitlab.call.Links;
import io.slipway.api.gitlab.call.Paging;
import io.slipway.api.gitlab.call.Parameters;
import io.slipway.api.gitlab.call.Refusal;
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
import io.slipway.http.Route;
import io.slipway.http.Routes;
import io.slipway.http.Surface;
import io.slipway.platform.event.Events;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The route table of the GitLab-v3-compatible API. */
public final class GitLabApi {
    private static final String BASE = "/api/v3";

    private static final long FILE_LIMIT = 48L << 20;
    private static final long UPLOAD_LIMIT = 101L << 20;
    private static final List<String> ARCHIVES =
            List.of("zip", "tar", "tar.gz", "tgz", "gz", "tar.bz2", "tbz", "tbz2", "tb2", "bz2");

    private final GitLabSettings settings;
    private final Credentials credentials;
    private final BooleanSupplier gravatar;
    private final Pages pages;
    private final UploadPages uploadPages;
    private final Routes routes = new Routes();

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
        people(forge);
        internal(new InternalRoutes(forge, settings.shellSecret(), "8.8.7"));
        var projects = new ProjectRoutes(forge);
        groups(new GroupRoutes(forge, projects));
        projects(projects);
        members(new MemberRoutes(forge));
        projectParts(forge, clock);
        settings(new SettingRoutes(forge));
        repository(
                new ReadRoutes(forge), new RefRoutes(forge, clock), new FileRoutes(forge, clock));
    }

    private void repository(ReadRoutes read, RefRoutes refs, FileRoutes files) {
        var repository = "/projects/:id/repository";
        get(repository + "/tree", read::tree);
        get(repository + "/blobs/:sha", read::blob);
        get(repository + "/commits/:sha/blob", read::blob);
        get(repository + "/raw_blobs/:sha", read::rawBlob);
        get(repository + "/archive", call -> read.archive(call, "tar.gz"));
        for (var format : ARCHIVES) {
            get(repository + "/archive." + format, call -> read.archive(call, format));
        }
        get(repository + "/compare", read::compare);
        get(repository + "/contributors", read::contributors);
        get(repository + "/commits", read::commits);
        get(repository + "/commits/:sha", read::commit);
        get(repository + "/commits/:sha/diff", read::diff);
        get(repository + "/branches", refs::branches);
        post(repository + "/branches", refs::createBranch);
        get(repository + "/branches/*branch", refs::branch);
        delete(repository + "/branches/*branch", refs::deleteBranch);
        put(repository + "/branches/*branch/protect", refs::protect);
        put(repository + "/branches/*branch/unprotect", refs::unprotect);
        get(repository + "/tags", refs::tags);
        post(repository + "/tags", refs::createTag);
        get(repository + "/tags/*tag_name", refs::tag);
        delete(repository + "/tags/*tag_name", refs::deleteTag);
        post(repository + "/tags/*tag_name/release", refs::createRelease);
        put(repository + "/tags/*tag_name/release", refs::updateRelease);
        get(repository + "/files", files::read);
        post(repository + "/files", files::create).bodyLimit(FILE_LIMIT);
        put(repository + "/files", files::update).bodyLimit(FILE_LIMIT);
        delete(repository + "/files", files::delete);
    }

    private void people(Forge forge) {
        var users = new UserRoutes(forge);
        open("POST", "/session", users::session);
        get("/user", users::own);
        get("/users", users::list);
        post("/users", users::create);
        get("/users/:id", users::get);
        put("/users/:id", users::update);
        delete("/users/:id", users::delete);
        put("/users/:id/block", users::block);
        put("/users/:id/unblock", users::unblock);
        put("/users/:id/disable_two_factor", users::disableTwoFactor);
        keys(new KeyRoutes(forge));
    }

    private void internal(InternalRoutes internal) {
        open("POST", "/internal/allowed", internal::allowed);
        open("GET", "/internal/discover", internal::discover);
        open("GET", "/internal/check", internal::check);
        open("GET", "/internal/broadcast_message", internal::broadcastMessage);
    }

    private void keys(KeyRoutes keys) {
        get("/user/keys", keys::own);
        get("/user/keys/:key_id", keys::ownOne);
        post("/user/keys", keys::addOwn);
        delete("/user/keys/:key_id", keys::removeOwn);
        get("/users/:id/keys", keys::list);
        post("/users/:id/keys", keys::addTo);
        delete("/users/:id/keys/:key_id", keys::removeFrom);
        get("/keys/:key_id", keys::any);
        get("/user/emails", keys::ownEmails);
        get("/user/emails/:email_id", keys::ownEmail);
        post("/user/emails", keys::addOwnEmail);
        delete("/user/emails/:email_id", keys::removeOwnEmail);
        get("/users/:id/emails", keys::emails);
        post("/users/:id/emails", keys::addEmailTo);
        delete("/users/:id/emails/:email_id", keys::removeEmailFrom);
    }

    private void groups(GroupRoutes groups) {
        get("/namespaces", groups::namespaces);
        get("/groups", groups::list);
        post("/groups", groups::create);
        get("/groups/:id", groups::get);
        put("/groups/:id", groups::update);
        delete("/groups/:id", groups::delete);
        get("/groups/:id/projects", groups::projects);
        post("/groups/:id/projects/:project_id", groups::transfer);
        get("/groups/:id/members", groups::members);
        post("/groups/:id/members", groups::addMember);
        put("/groups/:id/members/:user_id", groups::changeMember);
        delete("/groups/:id/members/:user_id", groups::removeMember);
    }

    private void projects(ProjectRoutes projects) {
        get("/projects", projects::member);
        get("/projects/owned", projects::owned);
        get("/projects/starred", projects::starred);
        get("/projects/all", projects::all);
        get("/projects/visible", projects::visible);
        get("/projects/search/:query", projects::search);
        post("/projects", projects::create);
        post("/projects/user/:user_id", projects::createForUser);
        post("/projects/fork/:id", projects::fork);
        post("/projects/:id/fork/:forked_from_id", projects::relate);
        delete("/projects/:id/fork", projects::unrelate);
        get("/projects/:id", projects::get);
        put("/projects/:id", projects::update);
        delete("/projects/:id", projects::delete);
        post("/projects/:id/archive", projects::archive);
        post("/projects/:id/unarchive", projects::unarchive);
        // A client of the time asks with DELETE, and expects the answer of POST.
        delete("/projects/:id/unarchive", projects::unarchive);
        post("/projects/:id/star", projects::star);
        delete("/projects/:id/star", projects::unstar);
    }

    private void members(MemberRoutes members) {
        get("/projects/:id/members", members::list);
        post("/projects/:id/members", members::add);
        get("/projects/:id/members/:user_id", members::get);
        put("/projects/:id/members/:user_id", members::change);
        delete("/projects/:id/members/:user_id", members::remove);
        get("/projects/:id/users", members::team);
        post("/projects/:id/share", members::share);
        delete("/projects/:id/share/:group_id", members::unshare);
        for (var keys : List.of("/projects/:id/keys", "/projects/:id/deploy_keys")) {
            get(keys, members::keys);
            post(keys, members::addKey);
            get(keys + "/:key_id", members::key);
            delete(keys + "/:key_id", members::removeKey);
        }
        get("/deploy_keys", members::allKeys);
    }

    private void templates(TemplateRoutes templates) {
        // The second names came later; clients that know both versions ask for them.
        for (var base : List.of("", "/templates")) {
            open("GET", base + "/licenses", templates::licenses);
            open("GET", base + "/licenses/:key", templates::license);
            open("GET", base + "/gitignores", templates::gitignores);
            open("GET", base + "/gitignores/:name", templates::gitignore);
            open("GET", base + "/gitlab_ci_ymls", templates::ciFiles);
            open("GET", base + "/gitlab_ci_ymls/:name", templates::ciFile);
        }
    }

    private void projectParts(Forge forge, Clock clock) {
        var hooks = new HookRoutes(forge);
        get("/projects/:id/hooks", hooks::list);
        post("/projects/:id/hooks", hooks::create);
        get("/projects/:id/hooks/:hook_id", hooks::get);
        put("/projects/:id/hooks/:hook_id", hooks::update);
        delete("/projects/:id/hooks/:hook_id", hooks::delete);
        get("/projects/:id/hooks/:hook_id/deliveries", hooks::deliveries);
        var labels = new LabelRoutes(forge);
        get("/projects/:id/labels", labels::list);
        post("/projects/:id/labels", labels::create);
        put("/projects/:id/labels", labels::update);
        delete("/projects/:id/labels", labels::delete);
        post("/projects/:id/labels/:label_id/subscription", labels::subscribe);
        delete("/projects/:id/labels/:label_id/subscription", labels::unsubscribe);
        templates(new TemplateRoutes(forge, clock));
        var queues = new QueueRoutes(forge, clock);
        get("/sidekiq/queue_metrics", queues::queues);
        get("/sidekiq/process_metrics", queues::processes);
        get("/sidekiq/job_stats", queues::jobs);
        get("/sidekiq/compound_metrics", queues::all);
        get("/projects/:id/events", new EventRoutes(forge)::list);
        var uploads = new UploadRoutes(forge);
        post("/projects/:id/uploads", uploads::upload).bodyLimit(UPLOAD_LIMIT);
        put("/user/avatar", uploads::setOwn);
        delete("/user/avatar", uploads::removeOwn);
        var comments = new CommentRoutes(forge);
        get("/projects/:id/repository/commits/:sha/comments", comments::list);
        post("/projects/:id/repository/commits/:sha/comments", comments::create);
        var statuses = new StatusRoutes(forge);
        get("/projects/:id/repository/commits/:sha/statuses", statuses::list);
        post("/projects/:id/statuses/:sha", statuses::post);
    }

    private void settings(SettingRoutes settings) {
        get("/application/settings", settings::get);
        put("/application/settings", settings::update);
        get("/hooks", settings::hooks);
        post("/hooks", settings::addHook);
        get("/hooks/:hook_id", settings::testHook);
        delete("/hooks/:hook_id", settings::removeHook);
        get("/hooks/:hook_id/deliveries", settings::hookDeliveries);
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

    private Route get(String template, CallHandler handler) {
        return signedIn("GET", template, handler);
    }

    private Route post(String template, CallHandler handler) {
        return signedIn("POST", template, handler);
    }

    private Route put(String template, CallHandler handler) {
        return signedIn("PUT", template, handler);
    }

    private Route delete(String template, CallHandler handler) {
        return signedIn("DELETE", template, handler);
    }

    private Route signedIn(String method, String template, CallHandler handler) {
        // Pages of commits count from 0 and have no headers; everything else counts from 1.
        var ends = method.equals("GET") && !template.endsWith("/repository/commits");
        return routes.add(
                method,
                BASE + template,
                request -> {
                    var call = call(request);
                    if (call.caller().person().isEmpty()) {
                        throw Refusal.unauthorized();
                    }
                    var reply = handler.handle(call);
                    return ends ? Paging.ending(call, reply) : reply;
                });
    }

    /** A route that needs nobody to be signed in. */
    private void open(String method, String template, CallHandler handler) {
        routes.add(method, BASE + template, request -> handler.handle(call(request)));
    }

    private Call call(Request request) {
        var parameters = new Parameters(request.parameters());
        return new Call(
                request,
                credentials.caller(request, parameters),
                parameters,
                new Links(settings.url().orElseGet(request::baseUrl), settings.ssh(), gravatar));
    }
}
