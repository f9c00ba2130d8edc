package io.slipway.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A path inside a {@link FileTree}: relative to its root, separated by {@code /}, without {@code
 * .}, {@code ..}, empty segments or a leading slash. The root itself is the empty path. Comparable
 * by the text of the path.
 */
public record TreePath(String value) implements Comparable<TreePath> {

    /** The root of a tree. */
    public static final TreePath ROOT = new TreePath("");

    /**
     * @throws IllegalArgumentException when the text is not in the normal form; use {@link #of} to
     *     normalise what a user wrote
     */
    public TreePath {
        if (!value.isEmpty()) {
            for (var segment : value.split("/", -1)) {
                if (segment.isEmpty()
                        || segment.equals(".")
                        || segment.equals("..")
                        || segment.indexOf('\0') >= 0) {
                    throw new IllegalArgumentException("not a normal tree path: " + value);
                }
            }
        }
    }

    /**
     * The path that a text names from the root, with {@code .} and {@code ..} taken out.
     *
     * @throws PathEscape when the text is absolute or climbs above the root
     */
    public static TreePath of(String text) {
        return ROOT.resolve(text);
    }

    /**
     * The path that a text names from this one, read as a directory.
     *
     * @throws PathEscape when the text is absolute or climbs above the root of the tree
     */
    public TreePath resolve(String text) {
        if (text.startsWith("/")) {
            throw new PathEscape(text, "is absolute");
        }
        if (text.indexOf('\0') >= 0) {
            throw new PathEscape(text.replace('\0', '?'), "contains a NUL character");
        }
        var segments = new ArrayList<String>(segments());
        for (var segment : text.split("/", -1)) {
            switch (segment) {
                case "", "." -> {}
                case ".." -> {
                    if (segments.isEmpty()) {
                        throw new PathEscape(text, "leaves the root of the tree");
                    }
                    segments.removeLast();
                }
                default -> segments.add(segment);
            }
        }
        return new TreePath(String.join("/", segments));
    }

    /** The entry of that name in this directory; the name must be a single normal segment. */
    public TreePath child(String name) {
        return new TreePath(isRoot() ? name : value + "/" + name);
    }

    /** The directory that holds this path; empty for the root. */
    public Optional<TreePath> parent() {
        if (isRoot()) {
            return Optional.empty();
        }
        int slash = value.lastIndexOf('/');
        return Optional.of(slash < 0 ? ROOT : new TreePath(value.substring(0, slash)));
    }

    /** The last segment; empty for the root. */
    public String name() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /** The segments from the root down; empty for the root. */
    public List<String> segments() {
        return isRoot() ? List.of() : List.of(value.split("/"));
    }

    /** Whether this is the root. */
    public boolean isRoot() {
        return value.isEmpty();
    }

    /** Whether this is the other path or lies below it. */
    public boolean isWithin(TreePath directory) {
        return directory.isRoot()
                || value.equals(directory.value)
                || value.startsWith(directory.value + "/");
    }

    @Override
    public int compareTo(TreePath other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return isRoot() ? "." : value;
    }

    /** A path that is absolute or leaves its tree. */
    public static final class PathEscape extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        PathEscape(String path, String why) {
            super("path " + path + " " + why);
        }
    }
}
