package io.slipway.kustomize;

import io.slipway.tree.FileTree;
import io.slipway.tree.TreeException;
import io.slipway.tree.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A folder on disk as a tree, for tests. */
final class DiskTree implements FileTree {

    private final Path root;

    DiskTree(Path root) {
        this.root = root;
    }

    private Path at(TreePath path) {
        return path.isRoot() ? root : root.resolve(path.value());
    }

    @Override
    public Optional<Entry> entry(TreePath path) {
        var file = at(path);
        try {
            if (Files.isSymbolicLink(file)) {
                return Optional.of(new Entry(path, Kind.SYMLINK, "", 0));
            }
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) || throughLink(path)) {
                return Optional.empty();
            }
            return Optional.of(
                    Files.isDirectory(file)
                            ? new Entry(path, Kind.DIRECTORY, "", 0)
                            : new Entry(path, Kind.FILE, "", Files.size(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean throughLink(TreePath path) {
        return path.parent()
                .filter(p -> !p.isRoot())
                .map(p -> Files.isSymbolicLink(at(p)) || throughLink(p))
                .orElse(false);
    }

    @Override
    public byte[] read(TreePath path) {
        var file = at(path);
        try {
            return Files.isSymbolicLink(file)
                    ? Files.readSymbolicLink(file).toString().getBytes(StandardCharsets.UTF_8)
                    : Files.readAllBytes(file);
        } catch (IOException e) {
            throw new TreeException(path, "cannot be read: " + e);
        }
    }

    @Override
    public List<Entry> list(TreePath path) {
        var entries = new ArrayList<Entry>();
        try (var files = Files.list(at(path))) {
            files.sorted()
                    .forEach(f ->
                            entry(path.child(f.getFileName().toString())).ifPresent(entries::add));
        } catch (IOException e) {
            throw new TreeException(path, "is no directory");
        }
        return entries;
    }
}
