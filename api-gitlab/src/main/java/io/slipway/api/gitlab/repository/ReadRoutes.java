package io.slipway.api.gitlab.repository;

import io.slipway.api.gitlab.call.Call;
import io.slipway.api.gitlab.call.Field;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.Table;
import io.slipway.forge.Forge;
import io.slipway.forge.status.CommitState;
import io.slipway.git.object.ArchiveFormat;
import io.slipway.git.object.CommitId;
import io.slipway.git.object.DiffSettings;
import io.slipway.git.object.LogQuery;
import io.slipway.git.object.ObjectHash;
import io.slipway.git.object.TreeItem;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.tree.FileTree;
import io.slipway.tree.TreePath;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be read of a repository: trees, blobs, archives, comparisons, commits. */
public final class ReadRoutes {
    private static final int COMPARED_COMMITS = 1000;
    private static final int CONTRIBUTING_COMMITS = 2000;
    private static final int MOST_COMMITS = 10_000;

    private final Forge forge;

    /** Over the doors of the forge. */
    public ReadRoutes(Forge forge) {
        this.forge = forge;
    }

    /** The lines of the table. */
    public void addTo(Table table) {
        table.section("Repository");
        var base = "/projects/:id/repository";
        table.get(base + "/tree", "What a folder holds", this::tree)
                .takes(
                        Field.text("path", "the folder; the top if not said"),
                        Field.text("ref_name", "branch, tag or commit; the main branch if not"))
                .gives("[TreeItem]");
        for (var blob : List.of("/blobs/:sha", "/commits/:sha/blob")) {
            table.get(base + blob, "A file of a commit, as it is", this::blob)
                    .takes(Field.text("filepath", "the path of the file").needed())
                    .gives("raw");
        }
        table.get(base + "/raw_blobs/:sha", "A file by its own id, as it is", this::rawBlob)
                .gives("raw");
        table.get(base + "/archive", "All files, as tar.gz", call -> archive(call, "tar.gz"))
                .takes(REVISION)
                .gives("archive");
        for (var format : ARCHIVES) {
            table.get(
                            base + "/archive." + format,
                            "All files, as " + format,
                            call -> archive(call, format))
                    .takes(REVISION)
                    .gives("archive");
        }
        table.get(base + "/compare", "What two revisions differ in", this::compare)
                .takes(
                        Field.text("from", "branch, tag or commit").needed(),
                        Field.text("to", "branch, tag or commit").needed())
                .gives("Compare");
        table.get(base + "/contributors", "Who made the newest 2,000 commits", this::contributors)
                .gives("[Contributor]");
        table.get(base + "/commits", "Commits, newest first; pages from 0", this::commits)
                .takes(
                        Field.text("ref_name", "branch, tag or commit; the main branch if not"),
                        Field.time("since", "not committed before"),
                        Field.time("until", "not committed after"),
                        Field.number("page", "which page, from 0", 0, Integer.MAX_VALUE),
                        Field.number("per_page", "how many; 20 if not said", 0, MOST_COMMITS))
                .gives("[Commit]");
        table.get(base + "/commits/:sha", "One commit", this::commit).gives("CommitDetail");
        table.get(base + "/commits/:sha/diff", "What it changed", this::diff).gives("[CommitDiff]");
    }

    private static final List<String> ARCHIVES =
            List.of("zip", "tar", "tar.gz", "tgz", "gz", "tar.bz2", "tbz", "tbz2", "tb2", "bz2");
    private static final Field REVISION =
            Field.text("sha", "branch, tag or commit; the main branch if not said");

    /** {@code GET …/tree}. */
    public Reply tree(Call call) {
        var repo = Repo.of(forge, call);
        var revision = call.parameters().text("ref_name").orElseGet(repo::defaultBranch);
        var commit = repo.commitId(revision).orElseThrow(() -> Refusal.notFound("Tree"));
        var items =
                path(call.parameters().text("path").orElse(""))
                        .flatMap(path -> repo.git().trees().items(commit, path))
                        .orElse(List.of());
        return Reply.json(
                200,
                items.stream()
                        .sorted(Comparator.comparing(TreeItem::kind))
                        .map(ReadRoutes::item)
                        .toList());
    }

    private static Map<String, @Nullable Object> item(TreeItem item) {
        var type =
                switch (item.kind()) {
                    case TREE -> "tree";
                    case BLOB -> "blob";
                    case SUBMODULE -> "commit";
                };
        return Json.object(
                "id", item.id().hex(), "name", item.name(), "type", type, "mode", item.octal());
    }

    /** A path as a client wrote it; empty if it leaves the tree. */
    static Optional<TreePath> path(String text) {
        try {
            return Optional.of(TreePath.of(text.replaceAll("^/+|/+$", "")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@code GET …/blobs/:sha}: a file of a commit. */
    public Reply blob(Call call) {
        var repo = Repo.of(forge, call);
        call.parameters().require("filepath");
        var commit = repo.requireCommit(call.path("sha"));
        var entry =
                path(call.parameters().required("filepath"))
                        .flatMap(repo.git().treeAt(commit.id())::entry)
                        .filter(found -> found.kind() != FileTree.Kind.DIRECTORY)
                        .orElseThrow(() -> Refusal.notFound("File"));
        return raw(repo, new ObjectHash(entry.id()));
    }

    /** {@code GET …/raw_blobs/:sha}: a file by its own id. */
    public Reply rawBlob(Call call) {
        var repo = Repo.of(forge, call);
        var id = call.path("sha");
        if (!ObjectHash.isHash(id) || repo.git().trees().blobSize(new ObjectHash(id)).isEmpty()) {
            throw Refusal.notFound("Blob");
        }
        return raw(repo, new ObjectHash(id));
    }

    private static Reply raw(Repo repo, ObjectHash blob) {
        var size = repo.git().trees().blobSize(blob).orElseThrow(() -> Refusal.notFound("Blob"));
        return Reply.stream(
                        200,
                        "text/plain; charset=utf-8",
                        out -> repo.git().trees().copyBlob(blob, out))
                .with("Content-Length", Long.toString(size))
                .with("X-Content-Type-Options", "nosniff");
    }

    /** {@code GET …/archive.FORMAT}, in one format. */
    public Reply archive(Call call, String format) {
        var repo = Repo.of(forge, call);
        var revision = call.parameters().text("sha").orElseGet(repo::defaultBranch);
        var commit = repo.commitId(revision).orElseThrow(() -> Refusal.notFound("File"));
        var as = ArchiveFormat.of(format).orElseThrow(() -> Refusal.notFound("File"));
        var folder =
                repo.project().path()
                        + "-"
                        + revision.replaceAll("[^A-Za-z0-9_.+-]", "-")
                        + "-"
                        + commit.hex();
        return Reply.stream(
                        200,
                        as.mediaType(),
                        out ->
                                repo.git()
                                        .archives()
                                        .write(commit, as, folder, Optional.empty(), out))
                .with(
                        "Content-Disposition",
                        "attachment; filename=\"" + folder + "." + as.suffix() + "\"");
    }

    /** {@code GET …/compare}. */
    public Reply compare(Call call) {
        var repo = Repo.of(forge, call);
        call.parameters().require("from", "to");
        var fromName = call.parameters().required("from");
        var toName = call.parameters().required("to");
        var from = repo.commitId(fromName);
        var to = repo.commitId(toName);
        if (from.isEmpty() || to.isEmpty() || fromName.equals(toName)) {
            return Reply.json(
                    200,
                    Json.object(
                            "commit",
                            null,
                            "commits",
                            List.of(),
                            "diffs",
                            List.of(),
                            "compare_timeout",
                            false,
                            "compare_same_ref",
                            fromName.equals(toName)));
        }
        var comparison =
                repo.git()
                        .diffs()
                        .compare(from.get(), to.get(), COMPARED_COMMITS, DiffSettings.defaults());
        var commits = comparison.commits();
        return Reply.json(
                200,
                Json.object(
                        "commit",
                        commits.isEmpty() ? null : CommitJson.brief(commits.getLast()),
                        "commits",
                        CommitJson.briefs(commits),
                        "diffs",
                        comparison.diff().files().stream().map(CommitJson::compared).toList(),
                        "compare_timeout",
                        !comparison.diff().complete(),
                        "compare_same_ref",
                        false));
    }

    /** {@code GET …/contributors}. */
    public Reply contributors(Call call) {
        var repo = Repo.of(forge, call);
        var head = repo.commitId(repo.defaultBranch()).orElseThrow(() -> Refusal.notFound(""));
        return Reply.json(
                200,
                repo.git().commits().contributors(head, CONTRIBUTING_COMMITS).stream()
                        .map(one ->
                                Json.object(
                                        "name",
                                        one.name(),
                                        "email",
                                        one.email(),
                                        "commits",
                                        one.commits(),
                                        "additions",
                                        0,
                                        "deletions",
                                        0))
                        .toList());
    }

    /** {@code GET …/commits}: pages count from 0 here, and are not announced. */
    public Reply commits(Call call) {
        var repo = Repo.of(forge, call);
        var parameters = call.parameters();
        var since = parameters.timestamp("since");
        var until = parameters.timestamp("until");
        var from = repo.commitId(parameters.text("ref_name").orElseGet(repo::defaultBranch));
        if (from.isEmpty()) {
            return Reply.json(200, List.of());
        }
        var size = Math.min(MOST_COMMITS, number(call, "per_page", 20));
        var page = number(call, "page", 0);
        var skip = (int) Math.min(Integer.MAX_VALUE, (long) page * size);
        var query =
                LogQuery.newest(from.get(), Math.max(1, size))
                        .committed(since, until)
                        .skipping(skip);
        return Reply.json(200, CommitJson.briefs(repo.git().commits().log(query)));
    }

    private static int number(Call call, String name, int otherwise) {
        var text = call.parameters().text(name).orElse("");
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : otherwise;
    }

    /** {@code GET …/commits/:sha}. */
    public Reply commit(Call call) {
        var repo = Repo.of(forge, call);
        var commit = repo.requireCommit(call.path("sha"));
        var status = forge.commitStatuses().aggregate(call.caller(), repo.project(), commit.id());
        return Reply.json(
                200, CommitJson.detail(commit, status.map(CommitState::text).orElse(null)));
    }

    /** {@code GET …/commits/:sha/diff}. */
    public Reply diff(Call call) {
        var repo = Repo.of(forge, call);
        CommitId commit = repo.requireCommit(call.path("sha")).id();
        return Reply.json(
                200,
                repo.git().diffs().of(commit, DiffSettings.defaults()).files().stream()
                        .map(CommitJson::changed)
                        .toList());
    }
}
