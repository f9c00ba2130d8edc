package io.slipway.tree;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a computation observed of a tree: for each path the content of the file, the names in the
 * directory, the mere presence of something, or its absence.
 *
 * <p>A computation that reads only through a {@link RecordingTree} gives the same result on every
 * tree in which {@link #holdsIn} is true. Immutable.
 *
 * @param observations by path, in the order of the paths
 */
public record ReadSet(SortedMap<TreePath, Observation> observations) {

    /** Nothing was read. */
    public static final ReadSet EMPTY = new ReadSet(new TreeMap<>());

    public ReadSet {
        observations = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(observations));
    }

    /** What was seen at one path. */
    public sealed interface Observation {
        /** The content of a file or link with this id was read. */
        record Content(String id) implements Observation {}

        /** The names and kinds in a directory were listed; the id is a digest of them. */
        record Listing(String id) implements Observation {}

        /** The kind of the entry was asked for, its content was not. */
        record Present(FileTree.Kind kind) implements Observation {}

        /** Nothing stood there. */
        record Absent() implements Observation {}
    }

    /** Whether every observation would be made again in the other tree. */
    public boolean holdsIn(FileTree tree) {
        return observations.entrySet().stream().allMatch(e -> holds(e, tree));
    }

    /** Whether the observation at one path would be made again; true when the path was not read. */
    public boolean holdsAt(TreePath path, FileTree tree) {
        var observation = observations.get(path);
        return observation == null || holds(Map.entry(path, observation), tree);
    }

    private static boolean holds(Map.Entry<TreePath, Observation> e, FileTree tree) {
        var found = tree.entry(e.getKey());
        return switch (e.getValue()) {
            case Observation.Absent() -> found.isEmpty();
            case Observation.Present(var kind) -> found.isPresent() && found.get().kind() == kind;
            case Observation.Content(var id) ->
                    found.isPresent()
                            && found.get().kind() != FileTree.Kind.DIRECTORY
                            && found.get().id().equals(id);
            case Observation.Listing(var id) ->
                    found.isPresent()
                            && found.get().kind() == FileTree.Kind.DIRECTORY
                            && listingId(tree, e.getKey()).equals(id);
        };
    }

    /** A digest of all observations: equal read sets have equal fingerprints. 64 hex digits. */
    public String fingerprint() {
        var digest = sha256();
        observations.forEach((path, o) ->
                digest.update((path.value() + "\0" + o + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The digest that a {@link Observation.Listing} of a directory holds. */
    static String listingId(FileTree tree, TreePath directory) {
        var digest = sha256();
        for (var entry : tree.list(directory)) {
            digest.update(
                    (entry.kind() + " " + entry.name() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
