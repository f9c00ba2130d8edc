package io.slipway.sandbox.store;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The file of a store: a line for each change, with a checksum. A line reaches the operating system
 * before its change is acknowledged, so it outlives a killed process; a line that a crash cut short
 * is dropped when the file is opened again. Not safe for several threads.
 */
final class ObjectLog implements AutoCloseable {

    private static final String NAME = "objects.log";

    private final Path folder;
    private final FileChannel lock;

    /** No channel: an interrupt of a writing thread would close that for everybody. */
    private RandomAccessFile out;

    private long size;

    private ObjectLog(Path folder, FileChannel lock, RandomAccessFile out, long size) {
        this.folder = folder;
        this.lock = lock;
        this.out = out;
        this.size = size;
    }

    /**
     * Opens the log in a folder and replays it.
     *
     * @param replay gets each line's version and tree: fields g, r, ns, n and o (absent: deleted)
     */
    static ObjectLog open(Path folder, BiConsumer<Long, Map<String, Object>> replay) {
        try {
            Files.createDirectories(folder);
            var lock =
                    FileChannel.open(
                            folder.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            try {
                if (lock.tryLock() == null) {
                    throw new OverlappingFileLockException();
                }
            } catch (OverlappingFileLockException e) {
                lock.close();
                throw new IOException(
                        "the sandbox's folder "
                                + folder
                                + " is used by another sandbox; stop it first",
                        e);
            }
            var file = folder.resolve(NAME);
            long good = Files.exists(file) ? replay(file, replay) : 0;
            var out = new RandomAccessFile(file.toFile(), "rw");
            out.setLength(good);
            out.seek(good);
            return new ObjectLog(folder, lock, out, good);
        } catch (IOException e) {
            throw new UncheckedIOException("sandbox folder " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Returns the length of the part that is whole. */
    private static long replay(Path file, BiConsumer<Long, Map<String, Object>> replay)
            throws IOException {
        long good = 0;
        try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            byte @Nullable [] line;
            while ((line = line(in)) != null) {
                var record = decode(line);
                if (record == null) {
                    if (in.read() >= 0) {
                        throw new IOException(
                                file
                                        + " is damaged at byte "
                                        + good
                                        + "; move it away to start empty");
                    }
                    return good;
                }
                replay.accept(Trees.longAt(record, "v").orElse(0L), record);
                good += line.length + 1;
            }
        }
        return good;
    }

    /**
     * The next line without its end; null at the end of the file or when the last one has no end.
     */
    private static byte @Nullable [] line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream(1024);
        int b;
        while ((b = in.read()) >= 0) {
            if (b == '\n') {
                return line.toByteArray();
            }
            line.write(b);
        }
        return null;
    }

    private static @Nullable Map<String, Object> decode(byte[] line) {
        if (line.length < 10 || line[8] != ' ') {
            return null;
        }
        var crc = new CRC32();
        crc.update(line, 9, line.length - 9);
        var written = new String(line, 0, 8, StandardCharsets.US_ASCII);
        if (!written.equals(HexFormat.of().toHexDigits((int) crc.getValue()))) {
            return null;
        }
        try {
            return Json.readObject(new String(line, 9, line.length - 9, StandardCharsets.UTF_8));
        } catch (ManifestException e) {
            return null;
        }
    }

    private static byte[] encode(Map<String, Object> record) {
        var json = Json.writeBytes(record);
        var crc = new CRC32();
        crc.update(json);
        var line = new ByteArrayOutputStream(json.length + 10);
        line.writeBytes(
                HexFormat.of()
                        .toHexDigits((int) crc.getValue())
                        .getBytes(StandardCharsets.US_ASCII));
        line.write(' ');
        line.writeBytes(json);
        line.write('\n');
        return line.toByteArray();
    }

    private static Map<String, Object> record(Stored stored, boolean deleted) {
        var record = new LinkedHashMap<String, Object>();
        record.put("v", stored.version());
        record.put("g", stored.resource().group());
        record.put("r", stored.resource().plural());
        record.put("ns", stored.namespace());
        record.put("n", stored.name());
        if (!deleted) {
            record.put("o", stored.tree());
        }
        return record;
    }

    /** Bytes of the file. */
    long size() {
        return size;
    }

    void append(Stored stored, boolean deleted) {
        try {
            var bytes = encode(record(stored, deleted));
            out.write(bytes);
            size += bytes.length;
        } catch (IOException e) {
            throw new UncheckedIOException("sandbox folder " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Replaces the file by one that holds just these objects and the version. */
    void compact(long version, Collection<Stored> objects) {
        try {
            var fresh = folder.resolve(NAME + ".new");
            Files.deleteIfExists(fresh);
            var next = new RandomAccessFile(fresh.toFile(), "rw");
            long written = 0;
            var head = encode(Map.of("v", version));
            next.write(head);
            written += head.length;
            for (var stored : objects) {
                var bytes = encode(record(stored, false));
                next.write(bytes);
                written += bytes.length;
            }
            next.getFD().sync();
            Files.move(
                    fresh,
                    folder.resolve(NAME),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            out.close();
            out = next;
            size = written;
        } catch (IOException e) {
            throw new UncheckedIOException("sandbox folder " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            out.getFD().sync();
            out.close();
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("sandbox folder " + folder + ": " + e.getMessage(), e);
        }
    }
}
