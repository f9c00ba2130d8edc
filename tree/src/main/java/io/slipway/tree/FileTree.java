package io.slipway.tree;

import java.util.List;
import java.util.Optional;

/**
 * A read-only tree of files at one moment: a Git commit, a folder, a map.
 *
 * <p>Two calls with the same path give the same answer for the life of the tree. Implementations
 * are safe for use by several threads. Symbolic links are entries of their own and are never
 * followed. I/O failures surface as {@link java.io.UncheckedIOException}.
 */
public interface FileTree {

    /** What stands at a path; empty when nothing does. The root is always a directory. */
    Optional<Entry> entry(TreePath path);

    /**
     * The bytes of a file, or the target text of a symbolic link. The caller must not change them.
     *
     * @throws TreeException when the path is no file or link, or is larger than the tree's limit
     */
    byte[] read(TreePath path);

    /**
     * The entries of a directory, ordered by name in byte order.
     *
     * @throws TreeException when the path is no directory
     */
    List<Entry> list(TreePath path);

    /** Whether a file stands at the path. */
    default boolean isFile(TreePath path) {
        return entry(path).map(e -> e.kind() == Kind.FILE).orElse(false);
    }

    /** Whether a directory stands at the path. */
    default boolean isDirectory(TreePath path) {
        return entry(path).map(e -> e.kind() == Kind.DIRECTORY).orElse(false);
    }

    /** What an entry is. A submodule counts as an empty directory. */
    enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK
    }

    /**
     * One entry of a tree.
     *
     * @param path from the root of the tree
     * @param id identifies the content: equal ids mean equal content (of a directory, of all that
     *     is below it). In a Git tree it is the object id
     * @param size in bytes of a file or of a link's target; 0 for a directory
     */
    record Entry(TreePath path, Kind kind, String id, long size) {
        /** The last segment of the path. */
        public String name() {
            return path.name();
        }
    }
}
