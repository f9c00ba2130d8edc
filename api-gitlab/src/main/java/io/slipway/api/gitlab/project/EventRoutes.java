package io.slipway.api.gitlab.project;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Links;
import io.slipway.api.gitlab.call.Paging;
import io.slipway.api.gitlab.call.Table;
import io.slipway.api.gitlab.call.Times;
import io.slipway.api.gitlab.user.UserJson;
import io.slipway.forge.Forge;
import io.slipway.forge.activity.Activity;
import io.slipway.forge.identity.User;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.note.CommitNote;
import io.slipway.forge.project.Project;
import io.slipway.git.object.Commit;
import io.slipway.git.object.CommitId;
import io.slipway.git.object.LogQuery;
import io.slipway.git.object.NoSuchObject;
import io.slipway.git.object.ObjectHash;
import io.slipway.git.ref.RefUpdate;
import io.slipway.git.repository.GitRepository;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What happened in a project. */
public final class EventRoutes {
    private static final int COMMITS = 20;
    private static final int MOST_COUNTED = 1000;

    private final Forge forge;

    /** Over the doors of the forge. */
    public EventRoutes(Forge forge) {
        this.forge = forge;
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.section("Events and files");
        table.get("/projects/:id/events", "What happened, newest first", this::list).pages("Event");
    }

    /** {@code GET /projects/:id/events}. */
    public Reply list(Call call) {
        var project = forge.projects().find(call.caller(), call.path("id"));
        var page = forge.activities().list(call.caller(), project, Paging.of(call));
        return Paging.reply(call, page, events -> json(call, project, events));
    }

    private List<Map<String, @Nullable Object>> json(
            Call call, Project project, List<Activity> events) {
        var authors =
                forge.users()
                        .byIds(
                                call.caller(),
                                events.stream().flatMap(one -> one.author().stream()).toList());
        var notes =
                forge.commitNotes()
                        .byIds(
                                call.caller(),
                                project,
                                events.stream()
                                        .flatMap(one -> one.target().stream())
                                        .filter(target -> target.type().equals("Note"))
                                        .map(Activity.Target::id)
                                        .toList());
        return events.stream()
                .map(event -> {
                    var json = json(call, project, event, authors);
                    event.target()
                            .map(target -> notes.get(target.id()))
                            .ifPresent(note -> json.put("note", note(call, note, authors)));
                    return json;
                })
                .toList();
    }

    private static Map<String, @Nullable Object> note(
            Call call, CommitNote note, Map<UserId, User> authors) {
        return Json.object(
                "id",
                note.id(),
                "body",
                note.body(),
                "attachment",
                null,
                "author",
                note.author()
                        .map(authors::get)
                        .map(user -> UserJson.basic(user, call.links()))
                        .orElse(null),
                "created_at",
                Times.of(note.createdAt()),
                "updated_at",
                Times.of(note.updatedAt()),
                "system",
                false,
                "noteable_id",
                null,
                "noteable_type",
                "Commit",
                "upvote",
                false,
                "downvote",
                false);
    }

    private Map<String, @Nullable Object> json(
            Call call, Project project, Activity event, Map<UserId, User> authors) {
        var author = event.author().flatMap(id -> Optional.ofNullable(authors.get(id)));
        var json =
                Json.object(
                        "title",
                        null,
                        "project_id",
                        event.project().value(),
                        "action_name",
                        event.action(),
                        "target_id",
                        event.target().map(Activity.Target::id).orElse(null),
                        "target_type",
                        event.target().map(Activity.Target::type).orElse(null),
                        "author_id",
                        event.author().map(UserId::value).orElse(null),
                        "data",
                        event.push().map(push -> push(call, project, push, author)).orElse(null),
                        "target_title",
                        event.target().map(Activity.Target::title).orElse(null),
                        "created_at",
                        Times.of(event.at()));
        author.ifPresent(user -> json.put("author", UserJson.basic(user, call.links())));
        json.put("author_username", author.map(User::username).orElse(null));
        return json;
    }

    private Map<String, @Nullable Object> push(
            Call call, Project project, RefUpdate push, Optional<User> author) {
        var git = forge.projects().openOrCreate(project);
        var commits = commits(git, push);
        return Json.object(
                "object_kind",
                push.ref().isTag() ? "tag_push" : "push",
                "before",
                push.old().hex(),
                "after",
                push.next().hex(),
                "ref",
                push.ref().value(),
                "checkout_sha",
                push.isDelete() ? null : push.next().hex(),
                "user_id",
                author.map(user -> user.id().value()).orElse(null),
                "user_name",
                author.map(User::name).orElse(null),
                "user_email",
                author.map(User::email).orElse(null),
                "project_id",
                project.id().value(),
                "repository",
                repository(project, call.links()),
                "commits",
                commits.reversed().stream()
                        .skip(Math.max(0, commits.size() - COMMITS))
                        .map(commit -> commit(commit, project, call.links()))
                        .toList(),
                "total_commits_count",
                commits.size());
    }

    private static Map<String, @Nullable Object> repository(Project project, Links links) {
        return Json.object(
                "name",
                project.name(),
                "url",
                links.sshClone(project.fullPath()),
                "description",
                project.description().orElse(null),
                "homepage",
                links.project(project.fullPath()),
                "git_http_url",
                links.clone(project.fullPath()),
                "git_ssh_url",
                links.sshClone(project.fullPath()),
                "visibility_level",
                project.visibility().level());
    }

    private static Map<String, @Nullable Object> commit(
            Commit commit, Project project, Links links) {
        return Json.object(
                "id",
                commit.id().hex(),
                "message",
                commit.message(),
                "timestamp",
                commit.committer().when().format(DateTimeFormatter.ISO_OFFSET_DATE_TIME),
                "url",
                links.project(project.fullPath()) + "/commit/" + commit.id().hex(),
                "author",
                Json.object("name", commit.author().name(), "email", commit.author().email()));
    }

    /** Those that the push brought, newest first; none if it deleted, or they are gone since. */
    private static List<Commit> commits(GitRepository git, RefUpdate push) {
        if (push.isDelete()) {
            return List.of();
        }
        try {
            var next = git.commits().peel(push.next());
            if (next.isEmpty()) {
                return List.of();
            }
            var limit = push.ref().isTag() ? 1 : MOST_COUNTED;
            var query = LogQuery.newest(next.get(), limit);
            var old = old(git, push);
            return git.commits().log(old.isPresent() ? query.without(old.get()) : query);
        } catch (NoSuchObject e) {
            return List.of();
        }
    }

    private static Optional<CommitId> old(GitRepository git, RefUpdate push) {
        return push.old().equals(ObjectHash.ZERO)
                ? Optional.empty()
                : git.commits().peel(push.old());
    }
}
