package io.slipway.api.gitlab.hook;

import io.slipway.api.gitlab.call.Links;
import io.slipway.api.gitlab.user.UserJson;
import io.slipway.forge.group.Namespace;
import io.slipway.forge.identity.User;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.note.CommitNote;
import io.slipway.forge.project.Project;
import io.slipway.git.object.Commit;
import io.slipway.http.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What hooks are told of a comment. */
final class NoteJson {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private NoteJson() {}

    /** A comment on a commit. */
    static Map<String, @Nullable Object> of(
            CommitNote note,
            Optional<User> author,
            Project project,
            Namespace namespace,
            Commit commit,
            Links links) {
        return Json.object(
                "object_kind",
                "note",
                "user",
                author.map(user -> user(user, links)).orElse(null),
                "project_id",
                project.id().value(),
                "project",
                HookJson.project(project, namespace, links),
                "object_attributes",
                attributes(note, project, links),
                "repository",
                HookJson.repository(project, links),
                "commit",
                HookJson.commit(commit, project, links));
    }

    private static Map<String, @Nullable Object> user(User user, Links links) {
        return Json.object(
                "name",
                user.name(),
                "username",
                user.username(),
                "avatar_url",
                UserJson.basic(user, links).get("avatar_url"));
    }

    private static Map<String, @Nullable Object> attributes(
            CommitNote note, Project project, Links links) {
        return Json.object(
                "id",
                note.id(),
                "note",
                note.body(),
                "noteable_type",
                "Commit",
                "author_id",
                note.author().map(UserId::value).orElse(null),
                "created_at",
                time(note.createdAt()),
                "updated_at",
                time(note.updatedAt()),
                "project_id",
                project.id().value(),
                "attachment",
                null,
                "line_code",
                null,
                "commit_id",
                note.sha(),
                "noteable_id",
                null,
                "system",
                false,
                "st_diff",
                null,
                "updated_by_id",
                null,
                "is_award",
                false,
                "type",
                null,
                "url",
                links.project(project.fullPath()) + "/commit/" + note.sha() + "#note_" + note.id());
    }

    private static String time(Instant time) {
        return TIME.format(time);
    }
}
