package io.slipway.api.gitlab.project;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Field;
import io.slipway.api.gitlab.call.Paging;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.api.gitlab.user.KeyJson;
import io.slipway.api.gitlab.user.UserJson;
import io.slipway.forge.Forge;
import io.slipway.forge.access.Ability;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.Role;
import io.slipway.forge.identity.User;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.member.ProjectMember;
import io.slipway.forge.project.Project;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is in a project: members, groups that it is shared with, deploy keys. */
public final class MemberRoutes {
    private final Forge forge;

    /** Over the doors of the forge. */
    public MemberRoutes(Forge forge) {
        this.forge = forge;
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.section("Members, shares and deploy keys");
        table.get("/projects/:id/members", "Direct members", this::list)
                .takes(Field.text("query", "a part of the user name"))
                .pages("Member");
        table.post(
                        "/projects/:id/members",
                        "Adds a member; one who is stays as they are",
                        this::add)
                .takes(Field.id("user_id", "the number of a user").needed(), LEVEL.needed())
                .gives("Member")
                .fails(422);
        table.get("/projects/:id/members/:user_id", "One member", this::get).gives("Member");
        table.put("/projects/:id/members/:user_id", "Changes a member's role", this::change)
                .takes(LEVEL.needed())
                .gives("Member")
                .fails(422);
        table.delete("/projects/:id/members/:user_id", "Removes a member", this::remove)
                .gives("RemovedMember");
        table.get("/projects/:id/users", "Everybody with access by membership", this::team)
                .takes(Field.text("search", "a part of name or user name"))
                .pages("UserBasic");
        table.post("/projects/:id/share", "Shares a project with a group", this::share)
                .takes(
                        Field.id("group_id", "the number of a group").needed(),
                        Field.level("group_access", "the highest role there", 10, 20, 30, 40)
                                .needed())
                .gives("ProjectGroupLink")
                .fails(409);
        table.delete("/projects/:id/share/:group_id", "Ends that", this::unshare).gives("bool");
        for (var keys : List.of("/projects/:id/keys", "/projects/:id/deploy_keys")) {
            table.get(keys, "Deploy keys", this::keys).gives("[SSHKey]");
            table.post(keys, "Adds a deploy key, or joins a known one", this::addKey)
                    .takes(
                            Field.text("title", "what it is called", 255),
                            Field.text("key", "the public key, one line", 5000))
                    .gives("SSHKey");
            table.get(keys + "/:key_id", "One deploy key", this::key).gives("SSHKey");
            table.delete(keys + "/:key_id", "Takes a deploy key away", this::removeKey)
                    .gives("SSHKey");
        }
        table.get("/deploy_keys", "All deploy keys; administrators only", this::allKeys)
                .gives("[SSHKey]");
    }

    private static final Field LEVEL = Field.level("access_level", "the role", 10, 20, 30, 40, 50);

    private Project find(Call call) {
        return forge.projects().find(call.caller(), call.path("id"));
    }

    private Project administered(Call call, Ability ability) {
        var project = find(call);
        forge.access().require(call.caller(), ability, project);
        return project;
    }

    private List<Map<String, @Nullable Object>> json(Call call, List<ProjectMember> members) {
        var users =
                forge.users()
                        .byIds(call.caller(), members.stream().map(ProjectMember::user).toList());
        return members.stream()
                .flatMap(member ->
                        Optional.ofNullable(users.get(member.user())).stream()
                                .map(user -> json(call, user, member)))
                .toList();
    }

    private static Map<String, @Nullable Object> json(Call call, User user, ProjectMember member) {
        var json = UserJson.basic(user, call.links());
        json.put("access_level", member.role().level());
        return json;
    }

    /** {@code GET /projects/:id/members}. */
    public Reply list(Call call) {
        var page =
                forge.projectMembers()
                        .list(
                                call.caller(),
                                find(call),
                                call.parameters().text("query"),
                                Paging.of(call));
        return Paging.reply(call, page, members -> json(call, members));
    }

    /** {@code GET /projects/:id/members/:user_id}. */
    public Reply get(Call call) {
        var member =
                forge.projectMembers()
                        .find(call.caller(), find(call), new UserId(call.pathNumber("user_id")))
                        .orElseThrow(Refusal::noRecord);
        return reply(200, call, member);
    }

    private Reply reply(int status, Call call, ProjectMember member) {
        return Reply.json(
                status, json(call, forge.users().get(call.caller(), member.user()), member));
    }

    /** {@code POST /projects/:id/members}. */
    public Reply add(Call call) {
        var project = administered(call, Ability.ADMIN_PROJECT_MEMBER);
        call.parameters().require("user_id", "access_level");
        var user = new UserId(call.parameters().number("user_id").orElse(0L));
        var role = role(call, "access_level");
        return reply(
                201,
                call,
                listed(() -> forge.projectMembers().add(call.caller(), project, user, role)));
    }

    private static Role role(Call call, String name) {
        return call.parameters()
                .text(name)
                .filter(text -> text.matches("\\d{1,3}"))
                .flatMap(text -> Role.of(Integer.parseInt(text)))
                .orElseThrow(MemberRoutes::notInList);
    }

    private static Refusal notInList() {
        return Refusal.error(422, List.of("is not included in the list"));
    }

    private interface Write {
        ProjectMember run();
    }

    private static ProjectMember listed(Write write) {
        try {
            return write.run();
        } catch (Invalid invalid) {
            throw invalid.messages().containsKey("access_level") ? notInList() : invalid;
        }
    }

    /** {@code PUT /projects/:id/members/:user_id}. */
    public Reply change(Call call) {
        var project = administered(call, Ability.ADMIN_PROJECT_MEMBER);
        call.parameters().require("access_level");
        var user = new UserId(call.pathNumber("user_id"));
        if (forge.projectMembers().find(call.caller(), project, user).isEmpty()) {
            throw Refusal.notFound("User can not be found");
        }
        var role = role(call, "access_level");
        return reply(
                200,
                call,
                listed(() -> forge.projectMembers().change(call.caller(), project, user, role)));
    }

    /** {@code DELETE /projects/:id/members/:user_id}: one who is no member is as good as out. */
    public Reply remove(Call call) {
        var project = find(call);
        var user = new UserId(call.pathNumber("user_id"));
        var removed = forge.projectMembers().remove(call.caller(), project, user);
        return Reply.json(
                200,
                removed.map(member ->
                                Json.object(
                                        "id",
                                        member.id(),
                                        "access_level",
                                        member.role().level(),
                                        "source_id",
                                        project.id().value(),
                                        "source_type",
                                        "Project",
                                        "user_id",
                                        user.value(),
                                        "notification_level",
                                        3))
                        .orElseGet(() ->
                                Json.object("message", "Access revoked", "id", user.value())));
    }

    /** {@code GET /projects/:id/users}: everybody with access by membership. */
    public Reply team(Call call) {
        var page =
                forge.projectMembers()
                        .team(
                                call.caller(),
                                find(call),
                                call.parameters().text("search"),
                                Paging.of(call));
        return Paging.reply(
                call,
                page,
                ids -> {
                    var users = forge.users().byIds(call.caller(), ids);
                    return ids.stream()
                            .flatMap(id ->
                                    Optional.ofNullable(users.get(id)).stream()
                                            .map(user -> UserJson.basic(user, call.links())))
                            .toList();
                });
    }

    /** {@code POST /projects/:id/share}. */
    public Reply share(Call call) {
        var project = administered(call, Ability.ADMIN_PROJECT);
        call.parameters().require("group_id", "group_access");
        var group = new NamespaceId(call.parameters().number("group_id").orElse(0L));
        var role =
                call.parameters()
                        .text("group_access")
                        .filter(text -> text.matches("\\d{1,3}"))
                        .flatMap(text -> Role.of(Integer.parseInt(text)))
                        .orElseThrow(() ->
                                Refusal.message(409, "Group access is not included in the list"));
        try {
            var share = forge.projectMembers().share(call.caller(), project, group, role);
            return Reply.json(
                    201,
                    Json.object(
                            "id",
                            share.id(),
                            "project_id",
                            share.project().value(),
                            "group_id",
                            share.group().value(),
                            "group_access",
                            share.role().level()));
        } catch (Invalid locked) {
            throw Refusal.message(400, "The project sharing with group is disabled");
        } catch (Conflict conflict) {
            throw Refusal.message(409, conflict.getMessage());
        }
    }

    /** {@code DELETE /projects/:id/share/:group_id}, an addition of later releases. */
    public Reply unshare(Call call) {
        var project = administered(call, Ability.ADMIN_PROJECT);
        var group = new NamespaceId(call.pathNumber("group_id"));
        if (!forge.projectMembers().unshare(call.caller(), project, group)) {
            throw Refusal.notFound("Group");
        }
        return Reply.json(200, true);
    }

    /** {@code GET /projects/:id/keys}. */
    public Reply keys(Call call) {
        return Paging.whole(forge.deployKeys().list(call.caller(), find(call)), KeyJson::of);
    }

    /** {@code GET /projects/:id/keys/:key_id}. */
    public Reply key(Call call) {
        try {
            return Reply.json(
                    200,
                    KeyJson.of(
                            forge.deployKeys()
                                    .get(call.caller(), find(call), call.pathNumber("key_id"))));
        } catch (NotFound missing) {
            throw missing.thing().equals("Key") ? Refusal.noRecord() : missing;
        }
    }

    /** {@code POST /projects/:id/keys}. */
    public Reply addKey(Call call) {
        var project = administered(call, Ability.ADMIN_PROJECT);
        var key =
                forge.deployKeys()
                        .add(
                                call.caller(),
                                project,
                                call.parameters().text("title").orElse(""),
                                call.parameters().text("key").orElse(""));
        return Reply.json(201, KeyJson.of(key));
    }

    /** {@code DELETE /projects/:id/keys/:key_id}. */
    public Reply removeKey(Call call) {
        try {
            return Reply.json(
                    200,
                    KeyJson.of(
                            forge.deployKeys()
                                    .remove(call.caller(), find(call), call.pathNumber("key_id"))));
        } catch (NotFound missing) {
            throw missing.thing().equals("Key") ? Refusal.noRecord() : missing;
        }
    }

    /** {@code GET /deploy_keys}: all of them; administrators only. */
    public Reply allKeys(Call call) {
        if (!call.caller().isAdmin()) {
            throw Refusal.forbidden();
        }
        return Paging.whole(forge.deployKeys().all(call.caller()), KeyJson::of);
    }
}
