package io.slipway.git.repository;

import io.slipway.git.jgit.Store;
import io.slipway.git.object.Archives;
import io.slipway.git.object.ChangedPaths;
import io.slipway.git.object.Commit;
import io.slipway.git.object.CommitId;
import io.slipway.git.object.Commits;
import io.slipway.git.object.Diffs;
import io.slipway.git.object.TreeSettings;
import io.slipway.git.object.Trees;
import io.slipway.git.ref.Refs;
import io.slipway.tree.FileTree;
import io.slipway.tree.TreePath;
import java.util.Optional;

/**
 * One repository. Safe for use by any number of threads, and cheap to ask for again, so nobody
 * needs to hold on to it or to close it.
 */
public final class GitRepository {

    private final RepositoryId id;
    private final Store store;
    private final Commits commits;
    private final Refs refs;
    private final Trees trees;
    private final Diffs diffs;
    private final Archives archives;
    private final TreeSettings settings;

    GitRepository(RepositoryId id, Store store, TreeSettings settings) {
        this.id = id;
        this.store = store;
        this.settings = settings;
        this.commits = new Commits(store);
        this.refs = new Refs(store, commits);
        this.trees = new Trees(store, settings);
        this.diffs = new Diffs(store, commits);
        this.archives = new Archives(store);
    }

    /** Its number. */
    public RepositoryId id() {
        return id;
    }

    /** Branches, tags, HEAD: list, resolve, move. */
    public Refs refs() {
        return refs;
    }

    /** Commits and tags: read, walk, write. */
    public Commits commits() {
        return commits;
    }

    /** Files of commits. */
    public Trees trees() {
        return trees;
    }

    /** What changed between commits. */
    public Diffs diffs() {
        return diffs;
    }

    /** Files of commits as archives. */
    public Archives archives() {
        return archives;
    }

    /** Whether it has no branch at all. */
    public boolean isEmpty() {
        return refs.branches().isEmpty();
    }

    /** All files of a commit; see {@link Trees#at(CommitId)}. */
    public FileTree treeAt(CommitId commit) {
        return trees.at(commit);
    }

    /** The files of a commit below a directory; see {@link Trees#at(CommitId, TreePath)}. */
    public FileTree treeAt(CommitId commit, TreePath base) {
        return trees.at(commit, base);
    }

    /** The files that differ; see {@link Trees#changedPaths}. */
    public ChangedPaths changedPaths(CommitId from, CommitId to, int limit) {
        return trees.changedPaths(from, to, limit);
    }

    /** The commit of an id; see {@link Commits#find}. */
    public Optional<Commit> commit(CommitId commit) {
        return commits.find(commit);
    }

    /** For packages of this module only. */
    public Store store() {
        return store;
    }

    /**
     * The same repository, but new objects go to a folder of their own and are seen through the
     * result only. For packages of this module only.
     */
    public GitRepository over(Store other) {
        return new GitRepository(id, other, settings);
    }

    @Override
    public String toString() {
        return "repository " + id;
    }
}
