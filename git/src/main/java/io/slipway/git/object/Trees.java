package io.slipway.git.object;

import io.slipway.git.jgit.Store;
import io.slipway.tree.FileTree;
import io.slipway.tree.TreeException;
import io.slipway.tree.TreePath;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** The files of commits: as trees to read from, and what differs between two. Thread-safe. */
public final class Trees {

    /** As many as branches that are usually worked on at once. */
    private static final int KEPT = 16;

    private final Store store;
    private final TreeSettings settings;

    // Many readers want the same commit: those who render all that one push affects. What they have
    // read of it is shared, and given up when memory is short.
    private final Map<ObjectId, SoftReference<CommitTree>> recent =
            new LinkedHashMap<>(KEPT, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<ObjectId, SoftReference<CommitTree>> eldest) {
                    return size() > KEPT;
                }
            };

    /** Of one open repository; made by {@code GitRepository}. */
    public Trees(Store store, TreeSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /**
     * All files of a commit, read as they are asked for. Ids of entries are Git's object ids; a
     * submodule is an empty directory with the id of its commit. The tree is safe for use by
     * several threads and keeps the directories that were read.
     *
     * @throws NoSuchObject when there is no such commit
     */
    public FileTree at(CommitId commit) {
        var root = treeOf(commit);
        synchronized (recent) {
            var known = recent.get(root);
            var tree = known == null ? null : known.get();
            if (tree == null) {
                tree = new CommitTree(store, root, settings);
                recent.put(root, new SoftReference<>(tree));
            }
            return tree;
        }
    }

    /**
     * The files of a commit below one directory, which is the root of the result.
     *
     * @throws NoSuchObject when there is no such commit
     * @throws TreeException when there is no such directory in it
     */
    public FileTree at(CommitId commit, TreePath base) {
        var all = at(commit);
        if (base.isRoot()) {
            return all;
        }
        if (!all.isDirectory(base)) {
            throw new TreeException(
                    base, all.entry(base).isPresent() ? "is a file" : "does not exist");
        }
        return new SubTree(all, base);
    }

    /**
     * What one directory of a commit holds, in Git's own order and with Git's own modes; submodules
     * among it. Unlike {@link #at(CommitId)} nothing is left out: this is for showing, that for
     * reading.
     *
     * @return empty when the commit has no such directory
     * @throws NoSuchObject when there is no such commit
     */
    public Optional<List<TreeItem>> items(CommitId commit, TreePath path) {
        var root = treeOf(commit);
        try (var reader = store.jgit().newObjectReader()) {
            var tree = root;
            if (!path.isRoot()) {
                try (var walk = TreeWalk.forPath(reader, path.value(), root)) {
                    if (walk == null || !FileMode.TREE.equals(walk.getFileMode())) {
                        return Optional.empty();
                    }
                    tree = walk.getObjectId(0);
                }
            }
            var items = new ArrayList<TreeItem>();
            for (var entries = new CanonicalTreeParser(null, reader, tree);
                    !entries.eof();
                    entries.next()) {
                items.add(
                        new TreeItem(
                                entries.getEntryPathString(),
                                entries.getEntryRawMode(),
                                new ObjectHash(entries.getEntryObjectId().name())));
            }
            return Optional.of(List.copyOf(items));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path + " of " + commit, e);
        }
    }

    /**
     * The files that differ between two commits. A directory whose id is the same in both is not
     * looked into, so the cost follows the size of the change.
     *
     * @param limit how many paths at most
     * @throws NoSuchObject when one of the commits is not there
     */
    public ChangedPaths changedPaths(CommitId from, CommitId to, int limit) {
        var paths = new HashSet<TreePath>();
        try (var walk = new TreeWalk(store.jgit())) {
            walk.setRecursive(true);
            walk.addTree(treeOf(from));
            walk.addTree(treeOf(to));
            walk.setFilter(TreeFilter.ANY_DIFF);
            while (walk.next()) {
                if (paths.size() >= limit) {
                    return new ChangedPaths(paths, false);
                }
                paths.add(TreePath.of(walk.getPathString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot compare " + from + " with " + to, e);
        }
        return new ChangedPaths(paths, true);
    }

    /** The size of a file's content in bytes; empty when there is no such object of that kind. */
    public Optional<Long> blobSize(ObjectHash blob) {
        try (var reader = store.jgit().newObjectReader()) {
            var loader = reader.open(ObjectId.fromString(blob.hex()), Constants.OBJ_BLOB);
            return Optional.of(loader.getSize());
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + blob, e);
        }
    }

    /**
     * Writes a file's content without holding all of it in memory.
     *
     * @throws NoSuchObject when there is no such object of that kind
     */
    public void copyBlob(ObjectHash blob, OutputStream out) throws IOException {
        try (var reader = store.jgit().newObjectReader()) {
            reader.open(ObjectId.fromString(blob.hex()), Constants.OBJ_BLOB).copyTo(out);
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            throw new NoSuchObject(blob, "file");
        }
    }

    private ObjectId treeOf(CommitId commit) {
        try (var walk = new RevWalk(store.jgit())) {
            return walk.parseCommit(ObjectId.fromString(commit.hex())).getTree().copy();
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            throw new NoSuchObject(commit.hash(), "commit");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read commit " + commit, e);
        }
    }
}
