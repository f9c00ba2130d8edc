package io.slipway.git;

import io.slipway.git.object.CommitId;
import io.slipway.git.object.FileChange;
import io.slipway.git.object.NewCommit;
import io.slipway.git.object.NewTag;
import io.slipway.git.object.Person;
import io.slipway.git.ref.RefMoveListener;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefOutcome;
import io.slipway.git.ref.RefUpdate;
import io.slipway.git.repository.GitRepository;
import io.slipway.git.repository.Repositories;
import io.slipway.git.repository.RepositoryId;
import io.slipway.git.repository.RepositorySettings;
import io.slipway.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A repository for a test, filled in a few lines:
 *
 * <pre>{@code
 * var main = RepositoryFixture.in(folder).branch("main").file("a.yaml", "a: 1").commit("first");
 * }</pre>
 *
 * Times are fixed and go up by a minute with each commit, so that ids are the same in every run.
 */
public final class RepositoryFixture {

    private static final OffsetDateTime EPOCH =
            OffsetDateTime.of(2026, 1, 1, 12, 0, 0, 0, ZoneOffset.ofHours(1));

    private final GitRepository repository;
    private final List<FileChange> pending = new ArrayList<>();
    private RefName branch = RefName.branch("main");
    private int commits;

    private RepositoryFixture(GitRepository repository) {
        this.repository = repository;
    }

    /** A new, empty repository with the id 1 in a folder. */
    public static RepositoryFixture in(Path folder) {
        return in(new Repositories(folder, RepositorySettings.defaults()), 1);
    }

    /** A new, empty repository of that id. */
    public static RepositoryFixture in(Repositories repositories, long id) {
        return of(repositories.create(new RepositoryId(id), RefName.branch("main")));
    }

    /** Adds to a repository that exists. */
    public static RepositoryFixture of(GitRepository repository) {
        return new RepositoryFixture(repository);
    }

    /** The repository. */
    public GitRepository repository() {
        return repository;
    }

    /**
     * From now on, commits go to this branch; a new one starts with the next commit, from nothing.
     */
    public RepositoryFixture branch(String name) {
        branch = RefName.branch(name);
        return this;
    }

    /** The branch starts where another is, and commits go to it from now on. */
    public RepositoryFixture branch(String name, String from) {
        branch = RefName.branch(name);
        move(RefUpdate.create(branch, commitOf(from).hash()));
        return this;
    }

    /** The next commit writes this file. */
    public RepositoryFixture file(String path, String text) {
        pending.add(FileChange.write(path, text));
        return this;
    }

    /** The next commit writes these files. */
    public RepositoryFixture files(Map<String, String> texts) {
        texts.forEach(this::file);
        return this;
    }

    /** The next commit writes this file, which may be run. */
    public RepositoryFixture executable(String path, String text) {
        return write(path, text, FileChange.Mode.EXECUTABLE);
    }

    /** The next commit writes this symbolic link. */
    public RepositoryFixture link(String path, String target) {
        return write(path, target, FileChange.Mode.SYMLINK);
    }

    /** The next commit deletes this file. */
    public RepositoryFixture delete(String path) {
        pending.add(FileChange.delete(path));
        return this;
    }

    /** Commits what was asked for since the last one, to the branch. */
    public CommitId commit(String message) {
        var tip = repository.refs().commitOf(branch);
        var id = write(tip.map(List::of).orElseGet(List::of), message);
        move(
                new RefUpdate(
                        branch,
                        tip.map(CommitId::hash).orElse(io.slipway.git.object.ObjectHash.ZERO),
                        id.hash()));
        return id;
    }

    /** Merges another branch into the branch, with its own files and what was asked for. */
    public CommitId merge(String other, String message) {
        var tip = commitOf(branch.shortName());
        var id = write(List.of(tip, commitOf(other)), message);
        move(new RefUpdate(branch, tip.hash(), id.hash()));
        return id;
    }

    /** Commits one file to a branch; for seeding in one call. */
    public CommitId commit(String message, Map<String, String> texts) {
        return files(texts).commit(message);
    }

    /** A tag without an object of its own, on the tip of the branch. */
    public RepositoryFixture tag(String name) {
        move(RefUpdate.create(RefName.tag(name), commitOf(branch.shortName()).hash()));
        return this;
    }

    /** A tag with an object of its own, on the tip of the branch. */
    public RepositoryFixture annotatedTag(String name, String message) {
        var object =
                repository
                        .commits()
                        .write(new NewTag(name, commitOf(branch.shortName()), person(), message));
        move(RefUpdate.create(RefName.tag(name), object));
        return this;
    }

    /** The commit that a branch is at. */
    public CommitId commitOf(String name) {
        return repository.refs().commitOf(RefName.branch(name)).orElseThrow();
    }

    private RepositoryFixture write(String path, String text, FileChange.Mode mode) {
        pending.add(
                new FileChange.Write(
                        TreePath.of(path),
                        text.getBytes(StandardCharsets.UTF_8),
                        Optional.of(mode)));
        return this;
    }

    private CommitId write(List<CommitId> parents, String message) {
        var changes = List.copyOf(pending);
        pending.clear();
        var id =
                repository
                        .commits()
                        .write(new NewCommit(parents, changes, person(), person(), message));
        commits++;
        return id;
    }

    private Person person() {
        return new Person("Ada Lovelace", "ada@example.com", EPOCH.plusMinutes(commits));
    }

    private void move(RefUpdate update) {
        var outcome =
                repository.refs().move(List.of(update), true, RefMoveListener.NONE).getFirst();
        if (!(outcome instanceof RefOutcome.Moved)) {
            throw new IllegalStateException(outcome.toString());
        }
    }
}
