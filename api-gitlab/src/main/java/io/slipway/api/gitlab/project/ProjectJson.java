package io.slipway.api.gitlab.project;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Times;
import io.slipway.api.gitlab.namespace.NamespaceJson;
import io.slipway.api.gitlab.user.UserJson;
import io.slipway.forge.Forge;
import io.slipway.forge.access.Access;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.ProjectId;
import io.slipway.forge.access.Role;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.group.Namespace;
import io.slipway.forge.identity.User;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.intake.Import;
import io.slipway.forge.project.Project;
import io.slipway.http.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Projects as this API shows them. Works on whole lists, so that a page costs a fixed number of
 * questions however long it is.
 */
final class ProjectJson {
    private static final int NOTIFICATION_GLOBAL = 3;

    private final Forge forge;

    ProjectJson(Forge forge) {
        this.forge = forge;
    }

    /** What a list of projects needs besides themselves. */
    private record Around(
            Map<NamespaceId, Namespace> namespaces,
            Map<UserId, User> owners,
            Map<ProjectId, Project> sources,
            Map<NamespaceId, Namespace> sourceNamespaces,
            Map<ProjectId, Import> imports) {}

    List<Map<String, @Nullable Object>> plain(Call call, List<Project> projects) {
        var around = around(call, projects);
        return projects.stream().map(project -> json(call, project, around)).toList();
    }

    List<Map<String, @Nullable Object>> withAccess(Call call, List<Project> projects) {
        var around = around(call, projects);
        var direct =
                forge.access().direct(call.caller(), projects.stream().map(Project::id).toList());
        return projects.stream()
                .map(project -> {
                    var json = json(call, project, around);
                    json.put(
                            "permissions",
                            permissions(Optional.ofNullable(direct.get(project.id()))));
                    return json;
                })
                .toList();
    }

    /** One project, for endpoints that show its runners' token to its administrators. */
    Map<String, @Nullable Object> one(Call call, Project project, boolean access) {
        var json =
                (access ? withAccess(call, List.of(project)) : plain(call, List.of(project)))
                        .getFirst();
        if (!forge.access()
                .allows(call.caller(), io.slipway.forge.access.Ability.ADMIN_PROJECT, project)) {
            return json;
        }
        var ordered = Json.object();
        json.forEach((name, value) -> {
            if (name.equals("public_builds")) {
                ordered.put("runners_token", project.runnersToken().reveal());
            }
            ordered.put(name, value);
        });
        forge.imports().of(call.caller(), List.of(project.id())).values().stream()
                .flatMap(taken -> taken.error().stream())
                .forEach(error -> ordered.put("import_error", error));
        return ordered;
    }

    private Around around(Call call, List<Project> projects) {
        var caller = call.caller();
        var namespaces =
                forge.namespaces()
                        .byIds(caller, projects.stream().map(Project::namespaceId).toList());
        var owners =
                forge.users()
                        .byIds(
                                caller,
                                namespaces.values().stream()
                                        .flatMap(one -> one.owner().stream())
                                        .toList());
        var sources =
                forge.projects()
                        .byIds(
                                caller,
                                projects.stream()
                                        .flatMap(one -> one.forkedFrom().stream())
                                        .toList());
        var sourceNamespaces =
                forge.namespaces()
                        .byIds(
                                caller,
                                sources.values().stream().map(Project::namespaceId).toList());
        var imports =
                forge.imports()
                        .of(
                                caller,
                                projects.stream()
                                        .filter(one -> one.importUrl().isPresent())
                                        .map(Project::id)
                                        .toList());
        return new Around(namespaces, owners, sources, sourceNamespaces, imports);
    }

    private static Map<String, @Nullable Object> json(Call call, Project project, Around around) {
        var links = call.links();
        var namespace = around.namespaces().get(project.namespaceId());
        var features = project.features();
        var json =
                Json.object(
                        "id",
                        project.id().value(),
                        "description",
                        project.description().orElse(null),
                        "default_branch",
                        project.defaultBranch().orElse(null),
                        "tag_list",
                        List.of(),
                        "public",
                        project.visibility() == Visibility.PUBLIC,
                        "archived",
                        project.archived(),
                        "visibility_level",
                        project.visibility().level(),
                        "ssh_url_to_repo",
                        links.sshClone(project.fullPath()),
                        "http_url_to_repo",
                        links.clone(project.fullPath()),
                        "web_url",
                        links.project(project.fullPath()));
        if (namespace != null && namespace.owner().isPresent()) {
            var owner = around.owners().get(namespace.owner().get());
            if (owner != null) {
                json.put("owner", UserJson.basic(owner, links));
            }
        }
        json.put("name", project.name());
        json.put("name_with_namespace", title(project, namespace, around.owners()));
        json.put("path", project.path());
        json.put("path_with_namespace", project.fullPath());
        json.put("issues_enabled", features.issues());
        json.put("merge_requests_enabled", features.mergeRequests());
        json.put("wiki_enabled", features.wiki());
        json.put("builds_enabled", features.builds());
        json.put("snippets_enabled", features.snippets());
        json.put("container_registry_enabled", features.containerRegistry());
        json.put("created_at", Times.of(project.createdAt()));
        json.put("last_activity_at", Times.of(project.lastActivityAt()));
        json.put("shared_runners_enabled", features.sharedRunners());
        json.put("creator_id", project.creator().value());
        json.put("namespace", namespace == null ? null : NamespaceJson.row(namespace, links));
        project.forkedFrom()
                .map(around.sources()::get)
                .ifPresent(source ->
                        json.put(
                                "forked_from_project",
                                basic(
                                        source,
                                        around.sourceNamespaces().get(source.namespaceId()),
                                        around.owners())));
        json.put(
                "avatar_url",
                project.avatar()
                        .map(file ->
                                links.web()
                                        + "/uploads/project/avatar/"
                                        + project.id().value()
                                        + "/"
                                        + file)
                        .orElse(null));
        json.put("star_count", project.starCount());
        json.put("forks_count", project.forksCount());
        if (features.issues()) {
            json.put("open_issues_count", 0);
        }
        json.put("public_builds", features.publicBuilds());
        var taken = around.imports().get(project.id());
        if (taken != null) {
            json.put("import_status", taken.state().text());
        }
        return json;
    }

    private static Map<String, @Nullable Object> basic(
            Project project, @Nullable Namespace namespace, Map<UserId, User> owners) {
        return Json.object(
                "id",
                project.id().value(),
                "name",
                project.name(),
                "name_with_namespace",
                title(project, namespace, owners),
                "path",
                project.path(),
                "path_with_namespace",
                project.fullPath());
    }

    private static String title(
            Project project, @Nullable Namespace namespace, Map<UserId, User> owners) {
        var place =
                Optional.ofNullable(namespace)
                        .flatMap(Namespace::owner)
                        .map(owners::get)
                        .map(User::name)
                        .orElse(namespace == null ? project.namespacePath() : namespace.name());
        return place + " / " + project.name();
    }

    private static Map<String, @Nullable Object> permissions(Optional<Access.Direct> direct) {
        return Json.object(
                "project_access",
                direct.flatMap(Access.Direct::project).map(ProjectJson::level).orElse(null),
                "group_access",
                direct.flatMap(Access.Direct::group).map(ProjectJson::level).orElse(null));
    }

    private static Map<String, @Nullable Object> level(Role role) {
        return Json.object("access_level", role.level(), "notification_level", NOTIFICATION_GLOBAL);
    }
}
