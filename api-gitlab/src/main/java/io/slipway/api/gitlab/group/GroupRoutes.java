package io.slipway.api.gitlab.group;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Field;
import io.slipway.api.gitlab.call.Paging;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.api.gitlab.call.Visibilities;
import io.slipway.api.gitlab.namespace.NamespaceJson;
import io.slipway.api.gitlab.project.ProjectRoutes;
import io.slipway.api.gitlab.upload.UploadRoutes;
import io.slipway.forge.Forge;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.Role;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.group.GroupChange;
import io.slipway.forge.group.Member;
import io.slipway.forge.group.Namespace;
import io.slipway.forge.group.NamespaceQuery;
import io.slipway.forge.group.NewGroup;
import io.slipway.forge.identity.User;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.upload.Avatar;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Groups, their members, and namespaces. */
public final class GroupRoutes {
    private final Forge forge;
    private final ProjectRoutes projects;

    /** Over the doors of the forge. */
    public GroupRoutes(Forge forge, ProjectRoutes projects) {
        this.forge = forge;
        this.projects = projects;
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.section("Groups and namespaces");
        table.get("/namespaces", "The caller's own namespace and groups", this::namespaces)
                .takes(Field.text("search", "a part of name or path"))
                .pages("Namespace");
        table.get("/groups", "The caller's groups; all for administrators", this::list)
                .takes(Field.text("search", "a part of name or path"))
                .pages("Group");
        table.post("/groups", "Makes a group", this::create)
                .takes(
                        Field.text("name", "the name", 255).needed(),
                        Field.text("path", "the name in addresses", 255).needed())
                .takes(settings())
                .gives("Group");
        table.get("/groups/:id", "A group and its projects", this::get).gives("GroupDetail");
        table.put("/groups/:id", "Changes a group", this::update)
                .takes(
                        Field.text("name", "the name", 255),
                        Field.text("path", "the name in addresses", 255))
                .takes(settings())
                .gives("GroupDetail")
                .fails(409);
        table.delete("/groups/:id", "Removes a group and its projects", this::delete)
                .gives("NamespaceRow")
                .fails(409);
        table.get("/groups/:id/projects", "A group's projects", this::projects)
                .takes(ProjectRoutes.listFields())
                .pages("Project");
        table.post(
                        "/groups/:id/projects/:project_id",
                        "Moves a project into a group; administrators only",
                        this::transfer)
                .gives("NamespaceRow");
        table.get("/groups/:id/members", "Everybody in a group", this::members).gives("[Member]");
        table.post("/groups/:id/members", "Adds a member", this::addMember)
                .takes(Field.id("user_id", "the number of a user").needed(), LEVEL.needed())
                .gives("Member")
                .fails(409, 422);
        table.put("/groups/:id/members/:user_id", "Changes a member's role", this::changeMember)
                .takes(LEVEL.needed())
                .gives("Member")
                .fails(409, 422);
        table.delete("/groups/:id/members/:user_id", "Removes a member", this::removeMember)
                .gives("Membership")
                .fails(409);
    }

    private static final Field LEVEL = Field.level("access_level", "the role", 10, 20, 30, 40, 50);

    private static List<Field> settings() {
        return List.of(
                Field.text("description", "what it is for", 255),
                Field.level("visibility_level", "who sees it", 0, 10, 20),
                Field.flag("public", "true for 20, false for 0, if no level is given"),
                Field.file("avatar", "a picture of at most 200 KB"));
    }

    /** The group that the path names by number or by path. */
    Namespace find(Call call) {
        var name = call.path("id");
        var groups = forge.groups();
        if (!name.matches("\\d{1,18}")) {
            return groups.byPath(call.caller(), name);
        }
        var id = new NamespaceId(Long.parseLong(name));
        try {
            return groups.get(call.caller(), id);
        } catch (NotFound missing) {
            throw groups.exists(id) ? missing : Refusal.noRecord();
        }
    }

    /** {@code GET /groups}. */
    public Reply list(Call call) {
        var query = NamespaceQuery.groups(call.parameters().text("search"));
        return Paging.each(
                call,
                forge.namespaces().list(call.caller(), query, Paging.of(call)),
                group -> NamespaceJson.group(group, call.links()));
    }

    /** {@code GET /namespaces}. */
    public Reply namespaces(Call call) {
        var query = NamespaceQuery.namespaces(call.parameters().text("search"));
        return Paging.each(
                call,
                forge.namespaces().list(call.caller(), query, Paging.of(call)),
                NamespaceJson::brief);
    }

    /** {@code POST /groups}. */
    public Reply create(Call call) {
        var person = call.caller().requirePerson();
        if (!person.canCreateGroup() && !person.admin()) {
            throw Refusal.forbidden();
        }
        var parameters = call.parameters();
        parameters.require("name", "path");
        var group =
                new NewGroup(
                        parameters.required("name"),
                        parameters.required("path"),
                        parameters.text("description").orElse(""),
                        Visibilities.of(parameters).orElse(Visibility.PUBLIC));
        try {
            var made = forge.groups().create(call.caller(), group);
            UploadRoutes.avatar(forge, call, new Avatar.OfGroup(made.id().value()));
            return Reply.json(
                    201,
                    NamespaceJson.group(
                            forge.groups().get(call.caller(), made.id()), call.links()));
        } catch (Invalid invalid) {
            throw Refusal.message(400, "Failed to save group " + Refusal.dump(invalid));
        }
    }

    /** {@code GET /groups/:id}. */
    public Reply get(Call call) {
        return Reply.json(200, detail(call, find(call)));
    }

    private Map<String, @Nullable Object> detail(Call call, Namespace group) {
        var json = NamespaceJson.group(group, call.links());
        json.put("projects", projects.inGroup(call, group.id()));
        return json;
    }

    /** {@code PUT /groups/:id}. */
    public Reply update(Call call) {
        var group = find(call);
        var parameters = call.parameters();
        var change =
                new GroupChange(
                        parameters.text("name"),
                        parameters.text("path"),
                        parameters.text("description"),
                        Visibilities.of(parameters),
                        Optional.empty());
        forge.groups().update(call.caller(), group.id(), change);
        UploadRoutes.avatar(forge, call, new Avatar.OfGroup(group.id().value()));
        return Reply.json(200, detail(call, forge.groups().get(call.caller(), group.id())));
    }

    /** {@code DELETE /groups/:id}. */
    public Reply delete(Call call) {
        var group = find(call);
        forge.groups().delete(call.caller(), group.id());
        return Reply.json(200, NamespaceJson.row(group, call.links()));
    }

    /** {@code GET /groups/:id/projects}. */
    public Reply projects(Call call) {
        return projects.list(call, find(call).id());
    }

    /** {@code POST /groups/:id/projects/:project_id}: moves a project; administrators only. */
    public Reply transfer(Call call) {
        if (!call.caller().isAdmin()) {
            throw Refusal.forbidden();
        }
        var group = find(call);
        var project = forge.projects().find(call.caller(), call.path("project_id"));
        try {
            forge.projects().transfer(call.caller(), project.id(), group.id());
        } catch (Invalid invalid) {
            throw Refusal.message(400, "Failed to transfer project " + Refusal.dump(invalid));
        }
        return Reply.json(201, NamespaceJson.row(group, call.links()));
    }

    /** {@code GET /groups/:id/members}: all of them. */
    public Reply members(Call call) {
        var members = forge.groups().members(call.caller(), find(call).id());
        var users = forge.users().byIds(call.caller(), members.stream().map(Member::user).toList());
        return Reply.json(
                200,
                members.stream()
                        .filter(member -> users.containsKey(member.user()))
                        .map(member ->
                                NamespaceJson.member(
                                        found(users, member.user()), member, call.links()))
                        .toList());
    }

    private static User found(Map<UserId, User> users, UserId id) {
        var user = users.get(id);
        if (user == null) {
            throw Refusal.notFound("User");
        }
        return user;
    }

    /** {@code POST /groups/:id/members}. */
    public Reply addMember(Call call) {
        var group = administered(call);
        var parameters = call.parameters();
        parameters.require("user_id", "access_level");
        var role = role(call).orElseThrow(() -> Refusal.message(422, "Wrong access level"));
        var user = user(call, parameters.number("user_id").orElse(0L));
        try {
            var member = forge.groups().addMember(call.caller(), group.id(), user.id(), role);
            return Reply.json(201, NamespaceJson.member(user, member, call.links()));
        } catch (Conflict there) {
            throw Refusal.message(409, "Already exists");
        }
    }

    private Namespace administered(Call call) {
        var group = find(call);
        forge.access()
                .require(
                        call.caller(),
                        io.slipway.forge.access.GroupAbility.ADMIN_GROUP_MEMBER,
                        group);
        return group;
    }

    private static Optional<Role> role(Call call) {
        return call.parameters()
                .text("access_level")
                .filter(text -> text.matches("\\d{1,3}"))
                .flatMap(text -> Role.of(Integer.parseInt(text)));
    }

    private User user(Call call, long id) {
        try {
            return forge.users().get(call.caller(), new UserId(id));
        } catch (NotFound missing) {
            throw Refusal.notFound("User");
        }
    }

    /** {@code PUT /groups/:id/members/:user_id}. */
    public Reply changeMember(Call call) {
        var group = administered(call);
        call.parameters().require("access_level");
        var id = new UserId(call.pathNumber("user_id"));
        if (forge.groups().member(call.caller(), group.id(), id).isEmpty()) {
            throw Refusal.notFound("User can not be found");
        }
        var role =
                role(call)
                        .orElseThrow(
                                () -> Refusal.error(422, List.of("is not included in the list")));
        var member = forge.groups().changeMember(call.caller(), group.id(), id, role);
        return Reply.json(200, NamespaceJson.member(user(call, id.value()), member, call.links()));
    }

    /** {@code DELETE /groups/:id/members/:user_id}. */
    public Reply removeMember(Call call) {
        var group = find(call);
        var id = new UserId(call.pathNumber("user_id"));
        try {
            var member = forge.groups().removeMember(call.caller(), group.id(), id);
            return Reply.json(
                    200,
                    Json.object(
                            "id",
                            member.id(),
                            "access_level",
                            member.role().level(),
                            "source_id",
                            group.id().value(),
                            "source_type",
                            "Namespace",
                            "user_id",
                            id.value(),
                            "notification_level",
                            3));
        } catch (NotFound missing) {
            throw Refusal.message(
                    404,
                    "404 Not Found - user_id:"
                            + id.value()
                            + " not a member of group "
                            + group.name());
        }
    }
}
