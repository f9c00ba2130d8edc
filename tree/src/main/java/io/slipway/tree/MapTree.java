package io.slipway.tree;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A tree in memory, from paths to texts. For tests, local manifests and generated files. */
public final class MapTree implements FileTree {

    private final SortedMap<TreePath, byte[]> files = new TreeMap<>();

    private MapTree(Map<String, byte[]> files) {
        files.forEach((path, bytes) -> this.files.put(TreePath.of(path), bytes.clone()));
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
        var bytes = files.get(path);
        if (bytes != null) {
            return Optional.of(new Entry(path, Kind.FILE, sha256(bytes), bytes.length));
        }
        if (path.isRoot() || below(path).findAny().isPresent()) {
            return Optional.of(new Entry(path, Kind.DIRECTORY, directoryId(path), 0));
        }
        return Optional.empty();
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
        if (!isDirectory(path)) {
            throw new TreeException(path, files.containsKey(path) ? "is a file" : "does not exist");
        }
        int depth = path.segments().size();
        var names = below(path).map(p -> p.segments().get(depth)).distinct().sorted().toList();
        var entries = new ArrayList<Entry>();
        names.forEach(name -> entries.add(entry(path.child(name)).orElseThrow()));
        return List.copyOf(entries);
    }

    private java.util.stream.Stream<TreePath> below(TreePath directory) {
        return files.keySet().stream().filter(p -> !p.equals(directory) && p.isWithin(directory));
    }

    private String directoryId(TreePath path) {
        var text = new StringBuilder();
        below(path).forEach(p -> text.append(p).append(' ').append(sha256(read(p))).append('\n'));
        return sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
