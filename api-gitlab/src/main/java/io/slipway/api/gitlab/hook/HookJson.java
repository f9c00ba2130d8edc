package io.slipway.api.gitlab.hook;

import io.slipway.api.gitlab.call.Links;
import io.slipway.forge.group.Namespace;
import io.slipway.forge.project.Project;
import io.slipway.git.object.Commit;
import io.slipway.http.Json;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts that payloads share. */
final class HookJson {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);

    private HookJson() {}

    /** Where something happened. */
    static Map<String, @Nullable Object> project(
            Project project, Namespace namespace, Links links) {
        var web = links.project(project.fullPath());
        var ssh = links.sshClone(project.fullPath());
        var http = links.clone(project.fullPath());
        return Json.object(
                "name",
                project.name(),
                "description",
                project.description().orElse(null),
                "web_url",
                web,
                "avatar_url",
                project.avatar()
                        .map(file ->
                                links.web()
                                        + "/uploads/project/avatar/"
                                        + project.id().value()
                                        + "/"
                                        + file)
                        .orElse(null),
                "git_ssh_url",
                ssh,
                "git_http_url",
                http,
                "namespace",
                namespace.name(),
                "visibility_level",
                project.visibility().level(),
                "path_with_namespace",
                project.fullPath(),
                "default_branch",
                project.defaultBranch().orElse(null),
                "homepage",
                web,
                "url",
                ssh,
                "ssh_url",
                ssh,
                "http_url",
                http);
    }

    /** The same in the older form, which payloads still have. */
    static Map<String, @Nullable Object> repository(Project project, Links links) {
        return Json.object(
                "name",
                project.name(),
                "url",
                links.sshClone(project.fullPath()),
                "description",
                project.description().orElse(null),
                "homepage",
                links.project(project.fullPath()));
    }

    /** The older form with what pushes have besides. */
    static Map<String, @Nullable Object> pushedRepository(Project project, Links links) {
        var json = repository(project, links);
        json.put("git_http_url", links.clone(project.fullPath()));
        json.put("git_ssh_url", links.sshClone(project.fullPath()));
        json.put("visibility_level", project.visibility().level());
        return json;
    }

    /** A commit, without its files. */
    static Map<String, @Nullable Object> commit(Commit commit, Project project, Links links) {
        return Json.object(
                "id",
                commit.id().hex(),
                "message",
                commit.message(),
                "timestamp",
                TIME.format(commit.author().when()),
                "url",
                links.project(project.fullPath()) + "/commit/" + commit.id().hex(),
                "author",
                Json.object("name", commit.author().name(), "email", commit.author().email()));
    }
}
