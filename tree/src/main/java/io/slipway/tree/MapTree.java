package io.slipway.tree;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A tree in memory, from paths to texts. For tests, local manifests and generated files. */
public final class MapTree implements FileTree {

    private final Map<TreePath, byte[]> files = new HashMap<>();
    private final Map<TreePath, List<Entry>> directories = new HashMap<>();
    private final Map<TreePath, Entry> entries = new HashMap<>();

    private MapTree(Map<String, byte[]> files) {
        var children = new TreeMap<TreePath, SortedSet<TreePath>>();
        children.put(TreePath.ROOT, new TreeSet<>());
        files.forEach((text, bytes) -> {
            var path = TreePath.of(text);
            this.files.put(path, bytes.clone());
            for (var at = path; at.parent().isPresent(); at = at.parent().get()) {
                children.computeIfAbsent(at.parent().get(), _ -> new TreeSet<>()).add(at);
            }
        });
        build(TreePath.ROOT, children);
    }

    /** A tree of these UTF-8 texts by path. */
    public static MapTree of(Map<String, String> files) {
        var bytes = new TreeMap<String, byte[]>();
        files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return new MapTree(bytes);
    }

    /** A tree of these bytes by path. */
    public static MapTree ofBytes(Map<String, byte[]> files) {
        return new MapTree(files);
    }

    @Override
    public Optional<Entry> entry(TreePath path) {
        return Optional.ofNullable(entries.get(path));
    }

    @Override
    public byte[] read(TreePath path) {
        var bytes = files.get(path);
        if (bytes == null) {
            throw new TreeException(path, isDirectory(path) ? "is a directory" : "does not exist");
        }
        return bytes;
    }

    @Override
    public List<Entry> list(TreePath path) {
        var found = directories.get(path);
        if (found == null) {
            throw new TreeException(path, files.containsKey(path) ? "is a file" : "does not exist");
        }
        return found;
    }

    /** Content is hashed once: a directory's id is the digest of its entries' names and ids. */
    private Entry build(TreePath path, Map<TreePath, SortedSet<TreePath>> children) {
        var bytes = files.get(path);
        Entry entry;
        if (bytes != null) {
            entry = new Entry(path, Kind.FILE, sha256(bytes), bytes.length);
        } else {
            var below = children.getOrDefault(path, Collections.emptySortedSet());
            var list = below.stream().map(child -> build(child, children)).toList();
            directories.put(path, list);
            var text = new StringBuilder();
            list.forEach(e -> text.append(e.name()).append(' ').append(e.id()).append('\n'));
            var id = sha256(text.toString().getBytes(StandardCharsets.UTF_8));
            entry = new Entry(path, Kind.DIRECTORY, id, 0);
        }
        entries.put(path, entry);
        return entry;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
