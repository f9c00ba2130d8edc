package io.slipway.tree;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A tree that remembers what was asked of it. Content beats a listing, a listing beats mere
 * presence. Safe for use by several threads.
 */
public final class RecordingTree implements FileTree {

    private final FileTree tree;
    private final ConcurrentHashMap<TreePath, ReadSet.Observation> seen = new ConcurrentHashMap<>();

    /** Records what is read of the tree from now on. */
    public RecordingTree(FileTree tree) {
        this.tree = tree;
    }

    /** What was read so far. */
    public ReadSet readSet() {
        return new ReadSet(new TreeMap<>(seen));
    }

    @Override
    public Optional<Entry> entry(TreePath path) {
        var found = tree.entry(path);
        seen.putIfAbsent(
                path,
                found.<ReadSet.Observation>map(e -> new ReadSet.Observation.Present(e.kind()))
                        .orElseGet(ReadSet.Observation.Absent::new));
        return found;
    }

    @Override
    public byte[] read(TreePath path) {
        var found = entry(path);
        var bytes = tree.read(path);
        found.ifPresent(e -> seen.put(path, new ReadSet.Observation.Content(e.id())));
        return bytes;
    }

    @Override
    public List<Entry> list(TreePath path) {
        entry(path);
        var entries = tree.list(path);
        seen.put(path, new ReadSet.Observation.Listing(ReadSet.listingId(tree, path)));
        return entries;
    }
}
