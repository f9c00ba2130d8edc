package io.slipway.api.gitlab.project;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Field;
import io.slipway.api.gitlab.call.Paging;
import io.slipway.api.gitlab.call.Parameters;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.api.gitlab.call.Times;
import io.slipway.api.gitlab.call.Visibilities;
import io.slipway.api.gitlab.upload.UploadRoutes;
import io.slipway.forge.Forge;
import io.slipway.forge.access.Ability;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.ProjectId;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.intake.ImportAddress;
import io.slipway.forge.project.FeatureChange;
import io.slipway.forge.project.NewProject;
import io.slipway.forge.project.Project;
import io.slipway.forge.project.ProjectChange;
import io.slipway.forge.project.ProjectQuery;
import io.slipway.forge.upload.Avatar;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Projects: lists, one, made, changed, removed, starred, archived. */
public final class ProjectRoutes {
    private final Forge forge;
    private final ProjectJson json;

    /** Over the doors of the forge. */
    public ProjectRoutes(Forge forge) {
        this.forge = forge;
        this.json = new ProjectJson(forge);
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.section("Projects");
        table.get("/projects", "Those that the caller is a member of", this::member)
                .takes(listFields())
                .pages("ProjectWithAccess");
        table.get("/projects/owned", "Those that the caller owns", this::owned)
                .takes(listFields())
                .pages("ProjectWithAccess");
        table.get("/projects/starred", "Those that the caller has starred", this::starred)
                .takes(listFields())
                .pages("Project");
        table.get("/projects/all", "All of them; administrators only", this::all)
                .takes(listFields())
                .pages("ProjectWithAccess");
        table.get("/projects/visible", "All that the caller may see", this::visible)
                .takes(listFields())
                .pages("Project");
        table.get("/projects/search/:query", "Those whose name holds a text", this::search)
                .takes(
                        Field.choice(
                                "order_by",
                                "by what; otherwise newest first",
                                "id",
                                "name",
                                "created_at",
                                "last_activity_at"),
                        Field.choice("sort", "asc unless desc is said", "asc", "desc"))
                .pages("Project");
        table.post("/projects", "Makes a project", this::create)
                .takes(
                        Field.text("name", "the name", 255).needed(),
                        Field.id("namespace_id", "where; the caller's own if not said"),
                        Field.flag("container_registry_enabled", "whether it has a registry"))
                .takes(newFields())
                .takes(settings())
                .gives("Project");
        table.post(
                        "/projects/user/:user_id",
                        "Makes a project for a user; administrators only",
                        this::createForUser)
                .takes(
                        Field.text("name", "the name", 255).needed(),
                        Field.id("namespace_id", "taken and not followed"),
                        Field.flag("container_registry_enabled", "whether it has a registry"),
                        Field.text("default_branch", "its main branch"))
                .takes(newFields())
                .takes(settings())
                .gives("Project");
        table.post("/projects/fork/:id", "Copies a project", this::fork)
                .takes(Field.text("namespace", "number or path of where; the caller's own if not"))
                .gives("Project")
                .fails(409);
        table.post(
                        "/projects/:id/fork/:forked_from_id",
                        "Says that a project is a copy of another; administrators only",
                        this::relate)
                .gives("ForkRelation")
                .fails(409);
        table.delete("/projects/:id/fork", "Forgets of what it is a copy", this::unrelate)
                .gives("ForkRelation?");
        table.get("/projects/:id", "One project", this::get).gives("ProjectWithAccess");
        table.put("/projects/:id", "Changes a project", this::update)
                .takes(
                        Field.text("name", "the name", 255),
                        Field.text("path", "the name in addresses", 255),
                        Field.text("default_branch", "its main branch"),
                        Field.flag("container_registry_enabled", "whether it has a registry"),
                        Field.file("avatar", "a picture of at most 200 KB"))
                .takes(settings())
                .gives("Project")
                .fails(409);
        table.delete("/projects/:id", "Removes a project", this::delete).gives("bool").fails(409);
        table.post("/projects/:id/archive", "Makes a project read-only", this::archive)
                .gives("Project");
        table.post("/projects/:id/unarchive", "Makes it writable again", this::unarchive)
                .gives("Project");
        // A client of the time asks with DELETE, and expects the answer of POST.
        table.delete("/projects/:id/unarchive", "The same as POST", this::unarchive)
                .gives(201, "done", "Project");
        table.post("/projects/:id/star", "Stars a project", this::star).gives("Project").fails(304);
        table.delete("/projects/:id/star", "Takes the star back", this::unstar)
                .gives("Project")
                .fails(304);
    }

    /** What lists of projects take. */
    public static List<Field> listFields() {
        return List.of(
                Field.flag("archived", "only those that are, or are not; both if not said"),
                Field.text("search", "a part of path, name, description or namespace"),
                Field.choice("visibility", "only of this one", "private", "internal", "public"),
                Field.choice(
                        "order_by",
                        "by what; created_at if not said",
                        "id",
                        "name",
                        "path",
                        "created_at",
                        "updated_at",
                        "last_activity_at"),
                Field.choice("sort", "desc unless asc is said", "asc", "desc"));
    }

    private static List<Field> newFields() {
        return List.of(
                Field.text("path", "the name in addresses; made of the name if not said", 255),
                Field.text("import_url", "a repository to copy"));
    }

    private static List<Field> settings() {
        return List.of(
                Field.text("description", "what it is for", 2000),
                Field.flag("issues_enabled", "whether it has issues"),
                Field.flag("merge_requests_enabled", "whether it has merge requests"),
                Field.flag("wiki_enabled", "whether it has a wiki"),
                Field.flag("builds_enabled", "whether it has builds"),
                Field.flag("snippets_enabled", "whether it has snippets"),
                Field.flag("shared_runners_enabled", "whether shared runners build it"),
                Field.flag("public_builds", "whether everybody who sees it sees its builds"),
                Field.level("visibility_level", "who sees it", 0, 10, 20),
                Field.flag("public", "true for 20, false for 0, if no level is given"));
    }

    /** The project that the path names by number or full path. */
    private Project find(Call call) {
        return forge.projects().find(call.caller(), call.path("id"));
    }

    /** {@code GET /projects}: those that the caller is a member of. */
    public Reply member(Call call) {
        return access(call, ProjectQuery.Of.MEMBER);
    }

    /** {@code GET /projects/owned}. */
    public Reply owned(Call call) {
        return access(call, ProjectQuery.Of.OWNED);
    }

    /** {@code GET /projects/all}: administrators only. */
    public Reply all(Call call) {
        if (!call.caller().isAdmin()) {
            throw Refusal.forbidden();
        }
        return access(call, ProjectQuery.Of.VISIBLE);
    }

    /** {@code GET /projects/visible}: all that the caller may see. */
    public Reply visible(Call call) {
        var page =
                forge.projects()
                        .list(call.caller(), query(call, ProjectQuery.Of.VISIBLE), Paging.of(call));
        return Paging.reply(call, page, projects -> json.plain(call, projects));
    }

    private Reply access(Call call, ProjectQuery.Of of) {
        var page = forge.projects().list(call.caller(), query(call, of), Paging.of(call));
        return Paging.reply(call, page, projects -> json.withAccess(call, projects));
    }

    /** {@code GET /projects/starred}. */
    public Reply starred(Call call) {
        var query = query(call, ProjectQuery.Of.STARRED);
        var page = forge.projects().list(call.caller(), query, Paging.of(call));
        return Paging.reply(call, page, projects -> json.plain(call, projects));
    }

    /** {@code GET /projects/search/:query}: by name alone. */
    public Reply search(Call call) {
        var parameters = call.parameters();
        var order =
                switch (parameters.text("order_by").orElse("id")) {
                    case "name" -> ProjectQuery.Order.NAME;
                    case "created_at" -> ProjectQuery.Order.CREATED_AT;
                    case "last_activity_at" -> ProjectQuery.Order.LAST_ACTIVITY_AT;
                    default -> ProjectQuery.Order.ID;
                };
        var ascending =
                parameters.has("order_by")
                        && !parameters.text("sort").map("desc"::equals).orElse(false);
        var query =
                new ProjectQuery(
                        ProjectQuery.Of.VISIBLE,
                        Optional.empty(),
                        Optional.of(call.path("query")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        order,
                        ascending);
        var page = forge.projects().list(call.caller(), query, Paging.of(call));
        return Paging.reply(call, page, projects -> json.plain(call, projects));
    }

    /** A group's projects, as a page. */
    public Reply list(Call call, NamespaceId group) {
        var query = query(call, ProjectQuery.Of.VISIBLE).in(group);
        var page = forge.projects().list(call.caller(), query, Paging.of(call));
        return Paging.reply(call, page, projects -> json.plain(call, projects));
    }

    /** A group's projects that the caller may see, all of them. */
    public List<Map<String, @Nullable Object>> inGroup(Call call, NamespaceId group) {
        var query = ProjectQuery.of(ProjectQuery.Of.VISIBLE).in(group);
        var all = new ArrayList<Project>();
        for (var number = 1; ; number++) {
            var page =
                    forge.projects()
                            .list(
                                    call.caller(),
                                    query,
                                    new PageRequest(number, PageRequest.LARGEST));
            all.addAll(page.items());
            if (number >= page.pages()) {
                return json.plain(
                        call, all.stream().filter(one -> one.namespaceId().equals(group)).toList());
            }
        }
    }

    private static ProjectQuery query(Call call, ProjectQuery.Of of) {
        var parameters = call.parameters();
        var visibility =
                parameters
                        .text("visibility")
                        .flatMap(text ->
                                List.of(Visibility.values()).stream()
                                        .filter(one -> one.text().equals(text))
                                        .findFirst());
        var order =
                switch (parameters.text("order_by").orElse("")) {
                    case "id" -> ProjectQuery.Order.ID;
                    case "name" -> ProjectQuery.Order.NAME;
                    case "path" -> ProjectQuery.Order.PATH;
                    case "updated_at" -> ProjectQuery.Order.UPDATED_AT;
                    case "last_activity_at" -> ProjectQuery.Order.LAST_ACTIVITY_AT;
                    default -> ProjectQuery.Order.CREATED_AT;
                };
        return new ProjectQuery(
                of,
                parameters.text("search"),
                Optional.empty(),
                parameters.flag("archived"),
                visibility,
                Optional.empty(),
                order,
                parameters.text("sort").map("asc"::equals).orElse(false));
    }

    /** {@code GET /projects/:id}. */
    public Reply get(Call call) {
        return Reply.json(200, json.one(call, find(call), true));
    }

    /** {@code POST /projects}. */
    public Reply create(Call call) {
        call.parameters().require("name");
        var from = call.parameters().text("import_url").map(ImportAddress::parse);
        var wish = wish(call.parameters(), from);
        var made =
                guarded(() -> {
                    try {
                        return forge.projects().create(call.caller(), wish);
                    } catch (NotFound missing) {
                        throw Refusal.invalid(Map.of("namespace", List.of("is not valid")));
                    }
                });
        from.ifPresent(address -> forge.imports().begin(call.caller(), made, address));
        return Reply.json(201, json.one(call, made, false));
    }

    /** {@code POST /projects/user/:user_id}: administrators only. */
    public Reply createForUser(Call call) {
        if (!call.caller().isAdmin()) {
            throw Refusal.forbidden();
        }
        var owner = new UserId(call.pathNumber("user_id"));
        call.parameters().require("name");
        var from = call.parameters().text("import_url").map(ImportAddress::parse);
        var wish = wish(call.parameters(), from);
        var made = guarded(() -> forge.projects().createFor(call.caller(), owner, wish));
        from.ifPresent(address -> forge.imports().begin(call.caller(), made, address));
        return Reply.json(201, json.one(call, made, false));
    }

    private static NewProject wish(Parameters parameters, Optional<ImportAddress> from) {
        return new NewProject(
                parameters.required("name"),
                parameters.text("path"),
                parameters.number("namespace_id").map(NamespaceId::new),
                parameters.text("description"),
                Visibilities.of(parameters),
                features(parameters),
                from.map(address -> address.url().toString()));
    }

    private static FeatureChange features(Parameters parameters) {
        return new FeatureChange(
                parameters.flag("issues_enabled"),
                parameters.flag("merge_requests_enabled"),
                parameters.flag("wiki_enabled"),
                parameters.flag("builds_enabled"),
                parameters.flag("snippets_enabled"),
                parameters.flag("container_registry_enabled"),
                parameters.flag("shared_runners_enabled"),
                parameters.flag("public_builds"));
    }

    private interface Write {
        Project run();
    }

    private static Project guarded(Write write) {
        try {
            return write.run();
        } catch (Invalid invalid) {
            var limit = invalid.messages().get("limit_reached");
            if (limit != null) {
                throw Refusal.error(403, limit);
            }
            throw invalid;
        }
    }

    /** {@code POST /projects/fork/:id}: into the caller's own namespace, or the one named. */
    public Reply fork(Call call) {
        var source = find(call);
        var to = call.parameters().text("namespace").map(name -> namespace(call, name));
        try {
            var made = guarded(() -> forge.projects().fork(call.caller(), source.id(), to));
            return Reply.json(201, json.one(call, made, false));
        } catch (Invalid invalid) {
            if (invalid.messages().containsKey("namespace")) {
                throw invalid;
            }
            throw Refusal.messages(409, invalid.messages());
        }
    }

    private NamespaceId namespace(Call call, String name) {
        var own = forge.namespaces().own(call.caller());
        if (own.path().equalsIgnoreCase(name) || Long.toString(own.id().value()).equals(name)) {
            return own.id();
        }
        try {
            return name.matches("\\d{1,18}")
                    ? forge.groups().get(call.caller(), new NamespaceId(Long.parseLong(name))).id()
                    : forge.groups().byPath(call.caller(), name).id();
        } catch (NotFound missing) {
            throw Refusal.notFound("Target Namespace");
        }
    }

    /** {@code POST /projects/:id/fork/:forked_from_id}: administrators only. */
    public Reply relate(Call call) {
        if (!call.caller().isAdmin()) {
            throw Refusal.forbidden();
        }
        var project = find(call);
        ProjectId source;
        try {
            source = forge.projects().find(call.caller(), call.path("forked_from_id")).id();
        } catch (NotFound missing) {
            throw Refusal.notFound("Source Project");
        }
        return Reply.json(
                201, relation(forge.projects().setForkedFrom(call.caller(), project.id(), source)));
    }

    /** {@code DELETE /projects/:id/fork}: {@code null} if it was a copy of nothing. */
    public Reply unrelate(Call call) {
        var project = find(call);
        var source = forge.projects().forgetFork(call.caller(), project.id());
        return Reply.bytes(
                200, "application/json", Json.write(source.isPresent() ? relation(project) : null));
    }

    /** There is one at most of a project, so that it has the project's number. */
    private static Map<String, @Nullable Object> relation(Project copy) {
        return Json.object(
                "id",
                copy.id().value(),
                "forked_to_project_id",
                copy.id().value(),
                "forked_from_project_id",
                copy.forkedFrom().map(ProjectId::value).orElse(null),
                "created_at",
                Times.of(copy.createdAt()),
                "updated_at",
                Times.of(copy.updatedAt()));
    }

    /** {@code PUT /projects/:id}. */
    public Reply update(Call call) {
        var project = find(call);
        var parameters = call.parameters();
        forge.access().require(call.caller(), Ability.ADMIN_PROJECT, project);
        var change =
                new ProjectChange(
                        parameters.text("name"),
                        parameters.text("path"),
                        parameters.text("description"),
                        parameters.text("default_branch"),
                        Visibilities.of(parameters),
                        features(parameters));
        guarded(() -> forge.projects().update(call.caller(), project.id(), change));
        UploadRoutes.avatar(forge, call, new Avatar.OfProject(project.id().value()));
        return Reply.json(
                200, json.one(call, forge.projects().get(call.caller(), project.id()), false));
    }

    /** {@code DELETE /projects/:id}. */
    public Reply delete(Call call) {
        forge.projects().delete(call.caller(), find(call).id());
        return Reply.json(200, true);
    }

    /** {@code POST /projects/:id/archive}. */
    public Reply archive(Call call) {
        return archived(call, true);
    }

    /** {@code POST /projects/:id/unarchive}. */
    public Reply unarchive(Call call) {
        return archived(call, false);
    }

    private Reply archived(Call call, boolean archived) {
        var changed = forge.projects().setArchived(call.caller(), find(call).id(), archived);
        return Reply.json(201, json.plain(call, List.of(changed)).getFirst());
    }

    /** {@code POST /projects/:id/star}. */
    public Reply star(Call call) {
        var project = find(call);
        if (!forge.projects().star(call.caller(), project.id())) {
            throw Refusal.notModified();
        }
        return Reply.json(201, json.plain(call, List.of(find(call))).getFirst());
    }

    /** {@code DELETE /projects/:id/star}. */
    public Reply unstar(Call call) {
        var project = find(call);
        if (!forge.projects().unstar(call.caller(), project.id())) {
            throw Refusal.notModified();
        }
        return Reply.json(200, json.plain(call, List.of(find(call))).getFirst());
    }
}
