package io.slipway.api.gitlab.hook;

import io.slipway.api.gitlab.call.Links;
import io.slipway.api.gitlab.user.UserJson;
import io.slipway.forge.group.Namespace;
import io.slipway.forge.identity.User;
import io.slipway.forge.project.Project;
import io.slipway.forge.push.RefsUpdated;
import io.slipway.git.object.Commit;
import io.slipway.git.object.CommitId;
import io.slipway.git.object.DiffSettings;
import io.slipway.git.object.LogQuery;
import io.slipway.git.object.ObjectHash;
import io.slipway.git.ref.Ref;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefUpdate;
import io.slipway.git.repository.GitRepository;
import io.slipway.http.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A moved branch or tag, as hooks are told of it. */
final class PushJson {

    private static final int MOST_COMMITS = 20;
    private static final int MOST_COUNTED = 100_000;

    /** Names of changed files are wanted, not their lines. */
    private static final DiffSettings NAMES = new DiffSettings(1_000, 1, 1, 1, 0);

    private final Links links;

    PushJson(Links links) {
        this.links = links;
    }

    /** The commits that a push brought. */
    record Brought(List<Commit> newestLast, int total) {
        static final Brought NOTHING = new Brought(List.of(), 0);
    }

    /**
     * A push, for one of its refs.
     *
     * @param withCommits false for hooks of the whole forge, which are told of none
     */
    Map<String, @Nullable Object> of(
            RefsUpdated push,
            RefUpdate update,
            Project project,
            Namespace namespace,
            Optional<User> pusher,
            GitRepository repository,
            boolean withCommits) {
        var brought = withCommits ? brought(update, project, repository) : Brought.NOTHING;
        var commits =
                brought.newestLast().stream()
                        .map(commit -> commit(commit, project, repository))
                        .toList();
        var kind = update.ref().isTag() ? "tag_push" : "push";
        var checkout =
                update.isDelete()
                        ? Optional.<CommitId>empty()
                        : repository.commits().peel(update.next());
        var message =
                update.ref().isTag() && !update.isDelete()
                        ? repository.commits().tagMessage(update.next()).map(String::stripTrailing)
                        : Optional.<String>empty();
        return Json.object(
                "object_kind",
                kind,
                "event_name",
                kind,
                "before",
                update.old().hex(),
                "after",
                update.next().hex(),
                "ref",
                update.ref().value(),
                "checkout_sha",
                checkout.map(CommitId::hex).orElse(null),
                "message",
                message.orElse(null),
                "user_id",
                push.pusher().map(user -> user.value()).orElse(null),
                "user_name",
                pusher.map(User::name).orElse(push.pusherName()),
                "user_email",
                pusher.map(User::email).orElse(null),
                "user_avatar",
                pusher.map(user -> UserJson.basic(user, links).get("avatar_url")).orElse(null),
                "project_id",
                project.id().value(),
                "project",
                HookJson.project(project, namespace, links),
                "commits",
                commits,
                "total_commits_count",
                brought.total(),
                "repository",
                HookJson.pushedRepository(project, links));
    }

    private static Brought brought(RefUpdate update, Project project, GitRepository repository) {
        var tip = update.isDelete() ? Optional.<CommitId>empty() : peel(repository, update.next());
        if (tip.isEmpty()) {
            return Brought.NOTHING;
        }
        if (update.ref().isTag()) {
            return repository
                    .commit(tip.get())
                    .map(commit -> new Brought(List.of(commit), 1))
                    .orElse(Brought.NOTHING);
        }
        var except =
                update.isCreate()
                        ? elsewhere(update, project, repository)
                        : peel(repository, update.old());
        var query = LogQuery.newest(tip.get(), MOST_COMMITS);
        var newest =
                new ArrayList<>(repository.commits().log(except.map(query::without).orElse(query)));
        Collections.reverse(newest);
        var total =
                newest.size() < MOST_COMMITS
                        ? newest.size()
                        : repository
                                .commits()
                                .count(tip.get(), except.stream().toList(), MOST_COUNTED);
        return new Brought(newest, total);
    }

    private static Optional<CommitId> peel(GitRepository repository, ObjectHash object) {
        return repository.commits().peel(object);
    }

    /** A new branch brings what the default branch has not; the default branch brings all. */
    private static Optional<CommitId> elsewhere(
            RefUpdate update, Project project, GitRepository repository) {
        return project.defaultBranch()
                .filter(name -> !name.equals(update.ref().shortName()))
                .filter(RefName::isValidBranch)
                .flatMap(name -> repository.refs().find(RefName.branch(name)))
                .map(Ref::object)
                .flatMap(object -> peel(repository, object));
    }

    private Map<String, @Nullable Object> commit(
            Commit commit, Project project, GitRepository repository) {
        var json = HookJson.commit(commit, project, links);
        var added = new ArrayList<String>();
        var modified = new ArrayList<String>();
        var removed = new ArrayList<String>();
        for (var file : repository.diffs().of(commit.id(), NAMES).files()) {
            switch (file.change()) {
                case ADDED, RENAMED -> added.add(file.newPath());
                case DELETED -> removed.add(file.oldPath());
                case MODIFIED -> modified.add(file.newPath());
            }
        }
        json.put("added", added);
        json.put("modified", modified);
        json.put("removed", removed);
        return json;
    }
}
