package io.slipway.api.gitlab.repository;

import io.slipway.api.gitlab.call.Times;
import io.slipway.git.object.Commit;
import io.slipway.git.object.CommitId;
import io.slipway.git.object.FileDiff;
import io.slipway.git.object.Person;
import io.slipway.http.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Commits and differences as this API shows them. */
final class CommitJson {
    private static final int LONGEST_TITLE = 100;
    private static final int CUT_TITLE = 80;

    private CommitJson() {}

    /** In lists. */
    static Map<String, @Nullable Object> brief(Commit commit) {
        return Json.object(
                "id",
                commit.id().hex(),
                "short_id",
                commit.id().abbreviated(),
                "title",
                title(commit),
                "author_name",
                commit.author().name(),
                "author_email",
                commit.author().email(),
                "created_at",
                time(commit.committer()),
                "message",
                commit.message());
    }

    /** Alone. */
    static Map<String, @Nullable Object> detail(Commit commit, @Nullable String status) {
        var json = brief(commit);
        json.put("parent_ids", commit.parents().stream().map(CommitId::hex).toList());
        json.put("committed_date", time(commit.committer()));
        json.put("authored_date", time(commit.author()));
        json.put("status", status);
        return json;
    }

    /** Inside a branch or tag. */
    static Map<String, @Nullable Object> raw(Commit commit) {
        return Json.object(
                "id",
                commit.id().hex(),
                "message",
                commit.message(),
                "parent_ids",
                commit.parents().stream().map(CommitId::hex).toList(),
                "authored_date",
                time(commit.author()),
                "author_name",
                commit.author().name(),
                "author_email",
                commit.author().email(),
                "committed_date",
                time(commit.committer()),
                "committer_name",
                commit.committer().name(),
                "committer_email",
                commit.committer().email());
    }

    /** A file's difference in comparisons and merge requests. */
    static Map<String, @Nullable Object> compared(FileDiff file) {
        return Json.object(
                "old_path",
                file.oldPath(),
                "new_path",
                file.newPath(),
                "a_mode",
                file.oldMode(),
                "b_mode",
                file.newMode(),
                "diff",
                file.patch(),
                "new_file",
                file.change() == FileDiff.Change.ADDED,
                "renamed_file",
                file.change() == FileDiff.Change.RENAMED,
                "deleted_file",
                file.change() == FileDiff.Change.DELETED);
    }

    /** A file's difference in one commit: the same facts, in another order. */
    static Map<String, @Nullable Object> changed(FileDiff file) {
        return Json.object(
                "diff",
                file.patch(),
                "new_path",
                file.newPath(),
                "old_path",
                file.oldPath(),
                "a_mode",
                file.oldMode(),
                "b_mode",
                file.newMode(),
                "new_file",
                file.change() == FileDiff.Change.ADDED,
                "renamed_file",
                file.change() == FileDiff.Change.RENAMED,
                "deleted_file",
                file.change() == FileDiff.Change.DELETED,
                "too_large",
                file.tooLarge());
    }

    static List<Map<String, @Nullable Object>> briefs(List<Commit> commits) {
        return commits.stream().map(CommitJson::brief).toList();
    }

    private static String title(Commit commit) {
        var first = commit.title().strip();
        if (first.isEmpty()) {
            return "--no commit message";
        }
        return first.codePointCount(0, first.length()) > LONGEST_TITLE
                ? first.substring(0, first.offsetByCodePoints(0, CUT_TITLE)) + "…"
                : first;
    }

    private static String time(Person person) {
        return Times.ofCommit(person.when().toZonedDateTime());
    }
}
