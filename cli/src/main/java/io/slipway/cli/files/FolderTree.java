package io.slipway.cli.files;

import io.slipway.tree.FileTree;
import io.slipway.tree.TreeException;
import io.slipway.tree.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder on disk. Symbolic links are entries and never followed, so what is read lies inside the
 * folder. What was found at a path is remembered, so that answers do not change while it is used.
 * Safe for several threads.
 */
public final class FolderTree implements FileTree {

    private final Path folder;
    private final long maxFileBytes;
    private final ConcurrentHashMap<TreePath, Optional<Entry>> entries = new ConcurrentHashMap<>();

    /**
     * @param folder the root of the tree
     * @param maxFileBytes files larger than that are not read
     */
    public FolderTree(Path folder, long maxFileBytes) {
        this.folder = folder;
        this.maxFileBytes = maxFileBytes;
    }

    /** A folder whose files may have up to 64 MB. */
    public FolderTree(Path folder) {
        this(folder, 64_000_000);
    }

    private Path at(TreePath path) {
        return path.isRoot() ? folder : folder.resolve(path.value());
    }

    @Override
    public Optional<Entry> entry(TreePath path) {
        var known = entries.get(path);
        if (known == null) {
            known = look(path);
            entries.put(path, known);
        }
        return known;
    }

    private Optional<Entry> look(TreePath path) {
        if (path.isRoot()) {
            return Optional.of(new Entry(path, Kind.DIRECTORY, "", 0));
        }
        var parent = entry(path.parent().orElse(TreePath.ROOT));
        if (parent.isEmpty() || parent.get().kind() != Kind.DIRECTORY) {
            return Optional.empty();
        }
        try {
            var attributes =
                    Files.readAttributes(
                            at(path), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                return Optional.of(
                        new Entry(path, Kind.SYMLINK, digest(target(path)), target(path).length));
            }
            if (attributes.isDirectory()) {
                return Optional.of(new Entry(path, Kind.DIRECTORY, "", 0));
            }
            // Time and size stand for the content: reading every file that is only looked at costs
            // too much.
            var id = attributes.size() + "@" + attributes.lastModifiedTime();
            return attributes.isRegularFile()
                    ? Optional.of(new Entry(path, Kind.FILE, id, attributes.size()))
                    : Optional.empty();
        } catch (IOException e) {
            // Nothing there, or nothing that may be looked at.
            return Optional.empty();
        }
    }

    private byte[] target(TreePath path) throws IOException {
        return Files.readSymbolicLink(at(path)).toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] read(TreePath path) {
        var entry = entry(path).orElseThrow(() -> new TreeException(path, "does not exist"));
        try {
            return switch (entry.kind()) {
                case SYMLINK -> target(path);
                case DIRECTORY -> throw new TreeException(path, "is a directory");
                case FILE -> {
                    if (entry.size() > maxFileBytes) {
                        throw new TreeException(
                                path,
                                "has "
                                        + entry.size()
                                        + " bytes, more than the limit of "
                                        + maxFileBytes);
                    }
                    yield Files.readAllBytes(at(path));
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Entry> list(TreePath path) {
        if (!isDirectory(path)) {
            throw new TreeException(path, "is no directory");
        }
        var found = new ArrayList<Entry>();
        try (var files = Files.newDirectoryStream(at(path))) {
            for (var file : files) {
                entry(path.child(file.getFileName().toString())).ifPresent(found::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(java.util.Comparator.comparing(Entry::name));
        return List.copyOf(found);
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
