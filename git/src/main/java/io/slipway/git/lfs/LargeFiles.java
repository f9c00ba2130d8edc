package io.slipway.git.lfs;

import io.slipway.git.jgit.Durability;
import io.slipway.git.repository.GitRepository;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The large files of one repository, in its folder, by the digest of their content. A file is there
 * whole or not at all. Thread-safe.
 */
public final class LargeFiles {

    private static final int BUFFER = 64 << 10;

    private final Path folder;

    /** Of a repository; the folder is made with the first file. */
    public LargeFiles(GitRepository repository) {
        this.folder = repository.store().folder().resolve("lfs");
    }

    /** The size of a file in bytes; empty when it is not there. */
    public Optional<Long> size(LargeFileId id) {
        try {
            return Optional.of(Files.size(path(id)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at large file " + id, e);
        }
    }

    /**
     * Writes out a file from a position on.
     *
     * @throws NoSuchFileException when it is not there
     */
    public void copy(LargeFileId id, long from, OutputStream out) throws IOException {
        try (var channel = FileChannel.open(path(id), StandardOpenOption.READ)) {
            channel.position(from);
            Channels.newInputStream(channel).transferTo(out);
        }
    }

    /** What came of taking in a file. */
    public sealed interface Stored {
        /** It is there, on disk. */
        record Yes() implements Stored {}

        /** The content was not what its id or size said; nothing was kept. */
        record Different(String reason) implements Stored {}
    }

    /**
     * Takes in a file. What is there already is not written again.
     *
     * @param size that was announced; more is not read
     */
    public Stored store(LargeFileId id, long size, InputStream in) throws IOException {
        Files.createDirectories(folder.resolve("incoming"));
        var draft = Files.createTempFile(folder.resolve("incoming"), "upload", "");
        try {
            var digest = sha256();
            long seen = 0;
            try (var out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                var stream = Channels.newOutputStream(out);
                var buffer = new byte[BUFFER];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    seen += read;
                    if (seen > size) {
                        return new Stored.Different("the content is longer than announced");
                    }
                    digest.update(buffer, 0, read);
                    stream.write(buffer, 0, read);
                }
                out.force(true);
            }
            if (seen != size) {
                return new Stored.Different("the content is shorter than announced");
            }
            if (!HexFormat.of().formatHex(digest.digest()).equals(id.hex())) {
                return new Stored.Different("the content is not what its id says");
            }
            var target = path(id);
            Files.createDirectories(folderOf(id));
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            Durability.syncFolder(folderOf(id));
            Durability.syncFolder(folder.resolve("objects").resolve(id.hex().substring(0, 2)));
            Durability.syncFolder(folder.resolve("objects"));
            Durability.syncFolder(folder);
            return new Stored.Yes();
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private Path path(LargeFileId id) {
        return folderOf(id).resolve(id.hex());
    }

    private Path folderOf(LargeFileId id) {
        return folder.resolve("objects")
                .resolve(id.hex().substring(0, 2))
                .resolve(id.hex().substring(2, 4));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
