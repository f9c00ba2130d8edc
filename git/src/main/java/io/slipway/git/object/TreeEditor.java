package io.slipway.git.object;

import io.slipway.tree.TreeException;
import io.slipway.tree.TreePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * Writes the tree that results from a few changes to another. Only directories on the way to a
 * change are read and written; a directory that becomes empty goes.
 */
final class TreeEditor {

    private final ObjectReader reader;
    private final ObjectInserter inserter;

    TreeEditor(ObjectReader reader, ObjectInserter inserter) {
        this.reader = reader;
        this.inserter = inserter;
    }

    /** The root tree after the changes; of no files at all, the empty tree. */
    ObjectId apply(Optional<ObjectId> root, List<FileChange> changes) throws IOException {
        var edited = edit(root, TreePath.ROOT, changes);
        return edited.isPresent() ? edited.get() : inserter.insert(new TreeFormatter());
    }

    private Optional<ObjectId> edit(Optional<ObjectId> tree, TreePath at, List<FileChange> changes)
            throws IOException {
        var items = read(tree);
        int depth = at.segments().size();
        var below = new LinkedHashMap<String, List<FileChange>>();
        for (var change : changes) {
            var segments = change.path().segments();
            var name = segments.get(depth);
            if (segments.size() > depth + 1) {
                below.computeIfAbsent(name, _ -> new ArrayList<>()).add(change);
            } else {
                applyHere(items, name, change);
            }
        }
        for (var entry : below.entrySet()) {
            var path = at.child(entry.getKey());
            var item = items.get(entry.getKey());
            if (item != null && !FileMode.TREE.equals(item.mode())) {
                throw new TreeException(path, "is a file, so nothing can be put below it");
            }
            var edited = edit(Optional.ofNullable(item).map(Item::id), path, entry.getValue());
            if (edited.isPresent()) {
                items.put(entry.getKey(), new Item(FileMode.TREE, edited.get()));
            } else {
                items.remove(entry.getKey());
            }
        }
        return items.isEmpty() ? Optional.empty() : Optional.of(write(items));
    }

    private void applyHere(Map<String, Item> items, String name, FileChange change)
            throws IOException {
        var existing = items.get(name);
        if (existing != null && FileMode.TREE.equals(existing.mode())) {
            throw new TreeException(change.path(), "is a directory");
        }
        switch (change) {
            case FileChange.Delete(var path) -> {
                if (existing == null) {
                    throw new TreeException(path, "does not exist");
                }
                items.remove(name);
            }
            case FileChange.Write(var _, var content, var mode) -> {
                var kept = existing == null ? FileMode.REGULAR_FILE : existing.mode();
                var id = inserter.insert(Constants.OBJ_BLOB, content);
                items.put(name, new Item(mode.map(TreeEditor::gitMode).orElse(kept), id));
            }
        }
    }

    private Map<String, Item> read(Optional<ObjectId> tree) throws IOException {
        var items = new HashMap<String, Item>();
        if (tree.isPresent()) {
            var parser = new CanonicalTreeParser(null, reader, tree.get());
            for (; !parser.eof(); parser.next(1)) {
                items.put(
                        parser.getEntryPathString(),
                        new Item(parser.getEntryFileMode(), parser.getEntryObjectId()));
            }
        }
        return items;
    }

    private ObjectId write(Map<String, Item> items) throws IOException {
        var ordered = new ArrayList<>(items.entrySet());
        ordered.sort((a, b) -> Arrays.compareUnsigned(sortKey(a), sortKey(b)));
        var formatter = new TreeFormatter();
        for (var entry : ordered) {
            formatter.append(entry.getKey(), entry.getValue().mode(), entry.getValue().id());
        }
        return inserter.insert(formatter);
    }

    /** Git orders directories as if their names ended in a slash. */
    private static byte[] sortKey(Map.Entry<String, Item> entry) {
        boolean folder = FileMode.TREE.equals(entry.getValue().mode());
        return Constants.encode(folder ? entry.getKey() + "/" : entry.getKey());
    }

    private static FileMode gitMode(FileChange.Mode mode) {
        return switch (mode) {
            case REGULAR -> FileMode.REGULAR_FILE;
            case EXECUTABLE -> FileMode.EXECUTABLE_FILE;
            case SYMLINK -> FileMode.SYMLINK;
        };
    }

    private record Item(FileMode mode, ObjectId id) {}
}
