package io.slipway.git.object;

import io.slipway.git.jgit.Store;
import io.slipway.tree.FileTree;
import io.slipway.tree.TreeException;
import io.slipway.tree.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.jspecify.annotations.Nullable;

/**
 * The files of a commit, straight from the object store. A directory is read when something in it
 * is first asked for, and kept: a Git tree never changes.
 */
final class CommitTree implements FileTree {

    private final Store store;
    private final TreeSettings settings;
    private final String rootId;
    private final ConcurrentHashMap<TreePath, Directory> directories = new ConcurrentHashMap<>();

    CommitTree(Store store, ObjectId root, TreeSettings settings) {
        this.store = store;
        this.settings = settings;
        this.rootId = root.name();
    }

    @Override
    public Optional<Entry> entry(TreePath path) {
        if (path.isRoot()) {
            return Optional.of(new Entry(path, Kind.DIRECTORY, rootId, 0));
        }
        var parent = directory(path.parent().orElseThrow());
        return parent == null
                ? Optional.empty()
                : Optional.ofNullable(parent.byName().get(path.name()));
    }

    @Override
    public byte[] read(TreePath path) {
        var entry = entry(path).orElseThrow(() -> new TreeException(path, "does not exist"));
        if (entry.kind() == Kind.DIRECTORY) {
            throw new TreeException(path, "is a directory");
        }
        if (entry.size() > settings.maxFileBytes()) {
            throw new TreeException(
                    path,
                    "has %d bytes; files of more than %d bytes are not read"
                            .formatted(entry.size(), settings.maxFileBytes()));
        }
        try (var reader = store.jgit().newObjectReader()) {
            return reader.open(ObjectId.fromString(entry.id()), Constants.OBJ_BLOB)
                    .getBytes((int) Math.min(settings.maxFileBytes(), Integer.MAX_VALUE - 8));
        } catch (LargeObjectException e) {
            throw new TreeException(path, "is too large to be read");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path + " (" + entry.id() + ")", e);
        }
    }

    @Override
    public List<Entry> list(TreePath path) {
        var directory = directory(path);
        if (directory == null) {
            throw new TreeException(path, entry(path).isPresent() ? "is a file" : "does not exist");
        }
        return directory.entries();
    }

    private @Nullable Directory directory(TreePath path) {
        var known = directories.get(path);
        if (known != null) {
            return known;
        }
        String id;
        if (path.isRoot()) {
            id = rootId;
        } else {
            var parent = directory(path.parent().orElseThrow());
            var entry = parent == null ? null : parent.byName().get(path.name());
            if (parent == null || entry == null || entry.kind() != Kind.DIRECTORY) {
                return null;
            }
            if (parent.submodules().contains(path.name())) {
                return Directory.EMPTY;
            }
            id = entry.id();
        }
        var read = readDirectory(path, ObjectId.fromString(id));
        var raced = directories.putIfAbsent(path, read);
        return raced == null ? read : raced;
    }

    private Directory readDirectory(TreePath path, ObjectId id) {
        var byName = new HashMap<String, Entry>();
        var submodules = new ArrayList<String>();
        try (var reader = store.jgit().newObjectReader()) {
            var parser = new CanonicalTreeParser(null, reader, id);
            for (; !parser.eof(); parser.next(1)) {
                var name = parser.getEntryPathString();
                if (!isPlainName(name)) {
                    // Only an object that was never checked has one; nothing can name such a file.
                    continue;
                }
                var mode = parser.getEntryFileMode();
                byName.put(name, entry(reader, path.child(name), mode, parser.getEntryObjectId()));
                if (FileMode.GITLINK.equals(mode)) {
                    submodules.add(name);
                }
                if (byName.size() > settings.maxEntries()) {
                    throw new TreeException(
                            path, "has more than " + settings.maxEntries() + " entries");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read directory " + path + " (" + id.name() + ")", e);
        }
        return Directory.of(byName, submodules);
    }

    private static Entry entry(ObjectReader reader, TreePath path, FileMode mode, ObjectId id)
            throws IOException {
        if (FileMode.TREE.equals(mode) || FileMode.GITLINK.equals(mode)) {
            return new Entry(path, Kind.DIRECTORY, id.name(), 0);
        }
        var kind = FileMode.SYMLINK.equals(mode) ? Kind.SYMLINK : Kind.FILE;
        return new Entry(path, kind, id.name(), reader.getObjectSize(id, Constants.OBJ_BLOB));
    }

    private static boolean isPlainName(String name) {
        return !name.isEmpty() && !name.equals(".") && !name.equals("..") && name.indexOf('/') < 0;
    }

    /** What is in one directory, by name and in byte order of the names. */
    private record Directory(
            List<Entry> entries, Map<String, Entry> byName, List<String> submodules) {

        static final Directory EMPTY = new Directory(List.of(), Map.of(), List.of());

        static Directory of(Map<String, Entry> byName, List<String> submodules) {
            var entries = new ArrayList<>(byName.values());
            // Git orders a directory as if its name ended in a slash; trees order by name alone.
            entries.sort((a, b) ->
                    Arrays.compareUnsigned(
                            a.name().getBytes(StandardCharsets.UTF_8),
                            b.name().getBytes(StandardCharsets.UTF_8)));
            return new Directory(
                    Collections.unmodifiableList(entries),
                    Collections.unmodifiableMap(byName),
                    List.copyOf(submodules));
        }
    }
}
