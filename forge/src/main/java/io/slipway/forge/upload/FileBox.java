package io.slipway.forge.upload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Files in folders by id. A file appears under its name when all of it is on the disk. */
final class FileBox {

    private final Path root;

    FileBox(Path root) {
        this.root = root;
    }

    /** Writes a file; its folder is ours alone. */
    void write(String folder, String name, byte[] content) {
        Path target = root.resolve(folder).resolve(name);
        try {
            Files.createDirectories(target.getParent());
            Path draft = Files.createTempFile(target.getParent(), "draft", ".tmp");
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(content);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the file " + target, e);
        }
    }

    /** A file's content. */
    Optional<byte[]> read(String folder, String name) {
        Path file = root.resolve(folder).resolve(name);
        if (!file.normalize().startsWith(root) || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the file " + file, e);
        }
    }

    /** Removes a file, or a folder with all in it. */
    void remove(String folder) {
        Path gone = root.resolve(folder);
        if (!Files.exists(gone)) {
            return;
        }
        try (Stream<Path> all = Files.walk(gone)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + gone, e);
        }
    }
}
