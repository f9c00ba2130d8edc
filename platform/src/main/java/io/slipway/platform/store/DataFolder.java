package io.slipway.platform.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The data folder, held by this process alone until closed. With SQLite nothing else may have it;
 * the lock ends with the process, however it ends.
 */
public final class DataFolder implements AutoCloseable {

    /** Below this many free bytes the start is refused. */
    public static final long LEAST_FREE_BYTES = 64L << 20;

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Makes the folder if it is absent, checks that it can be written, and holds it.
     *
     * @throws CannotStart if another process holds it, or it is full, read-only or no folder
     */
    public static DataFolder open(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            checkRoom(path);
            return lock(path);
        } catch (IOException e) {
            throw new CannotStart(
                    "cannot write to the data folder "
                            + path
                            + " ("
                            + e.getMessage()
                            + "); is the disk read-only, or does the folder belong to another"
                            + " user?",
                    e);
        }
    }

    /** The folder itself, absolute. */
    public Path path() {
        return path;
    }

    /** A file or folder in it. */
    public Path resolve(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new StoreException("cannot let go of the data folder " + path, e);
        }
    }

    private static void checkRoom(Path path) throws IOException {
        long free = Files.getFileStore(path).getUsableSpace();
        if (free < LEAST_FREE_BYTES) {
            throw new CannotStart(
                    "the disk of the data folder "
                            + path
                            + " is full ("
                            + (free >> 20)
                            + " MiB free); make room, at least "
                            + (LEAST_FREE_BYTES >> 20)
                            + " MiB");
        }
    }

    private static DataFolder lock(Path path) throws IOException {
        Path file = path.resolve("slipway.lock");
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw held(path, holder(channel));
            }
            String self = "process " + ProcessHandle.current().pid() + "\n";
            channel.truncate(0).write(ByteBuffer.wrap(self.getBytes(StandardCharsets.UTF_8)));
            return new DataFolder(path, channel, lock);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw held(path, "this process");
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static CannotStart held(Path path, String holder) {
        return new CannotStart(
                "the data folder "
                        + path
                        + " is in use by "
                        + holder
                        + "; stop it first, or name another folder with --data");
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(100);
        channel.read(text, 0);
        String holder =
                new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
        return holder.isEmpty() ? "another process" : holder;
    }
}
