package io.slipway.git.jgit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.util.SystemReader;

/**
 * One bare repository on disk, open for use by any number of threads. JGit closes and reopens pack
 * files by itself as its window cache wants, so a store stays usable for as long as it is
 * referenced.
 */
public final class Store implements AutoCloseable {

    /** What the names of folders begin with in which the objects of a push wait to be accepted. */
    public static final String QUARANTINE_PREFIX = "quarantine-";

    static {
        // JGit knows only one reader per process; it is set before anything of JGit is used.
        SystemReader.setInstance(new HermeticSystemReader(SystemReader.getInstance()));
        var windows = new WindowCacheConfig();
        windows.setPackedGitLimit(64L << 20);
        windows.setPackedGitWindowSize(16 << 10);
        windows.setPackedGitOpenFiles(512);
        windows.setDeltaBaseCacheLimit(24 << 20);
        windows.setStreamFileThreshold(32 << 20);
        windows.install();
    }

    private final FileRepository repository;
    private final ReentrantLock moves;

    private Store(FileRepository repository, ReentrantLock moves) {
        this.repository = repository;
        this.moves = moves;
    }

    /**
     * Opens a repository that exists.
     *
     * @param moves the lock under which its refs move, the same for all stores of one folder
     */
    public static Store open(Path folder, ReentrantLock moves) {
        try {
            return new Store(new FileRepository(folder.toFile()), moves);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the repository in " + folder, e);
        }
    }

    /**
     * The same repository, but new objects go to a folder of their own and are seen only through
     * the result until they are moved over.
     */
    public Store withNewObjectsIn(Path objects) {
        try {
            var builder =
                    new FileRepositoryBuilder()
                            .setGitDir(repository.getDirectory())
                            .setBare()
                            .setObjectDirectory(objects.toFile())
                            .addAlternateObjectDirectory(repository.getObjectsDirectory());
            return new Store(new FileRepository(builder.setup()), moves);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + objects, e);
        }
    }

    /** Makes a bare repository whose HEAD names a branch that does not exist yet. */
    public static void create(Path folder, String head) throws IOException {
        try (var made = new FileRepository(folder.toFile())) {
            made.create(true);
            var link = made.updateRef("HEAD");
            link.disableRefLog();
            link.link(head);
        }
    }

    /**
     * Takes away what a process left behind that was killed: lock files, for which JGit would
     * refuse to touch those refs for ever, and objects of pushes that nobody waits for any more.
     * Only for who knows that nothing uses the repository at this moment.
     */
    public void cleanUpAfterCrash() {
        var folder = folder();
        try (Stream<Path> top = Files.list(folder);
                Stream<Path> refs = Files.walk(folder.resolve("refs"));
                Stream<Path> objects = Files.list(objects())) {
            for (var file : Stream.concat(top, refs).toList()) {
                if (file.getFileName().toString().endsWith(".lock")) {
                    Files.deleteIfExists(file);
                }
            }
            for (var file : objects.toList()) {
                if (isTemporary(file.getFileName().toString())) {
                    deleteAll(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for leftovers in " + folder, e);
        }
    }

    private static boolean isTemporary(String name) {
        return name.startsWith(QUARANTINE_PREFIX)
                || name.startsWith("incoming_")
                || name.startsWith("noz");
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** For classes of this module only. */
    public FileRepository jgit() {
        return repository;
    }

    /** Held while refs move. */
    public ReentrantLock moves() {
        return moves;
    }

    /** The folder that holds {@code HEAD}, {@code objects} and {@code refs}. */
    public Path folder() {
        return repository.getDirectory().toPath();
    }

    /** The folder for objects. */
    public Path objects() {
        File folder = repository.getObjectsDirectory();
        return folder.toPath();
    }

    /** Where the repositories that borrow objects from this one are written down, a file each. */
    public Path borrowers() {
        return folder().resolve("borrowers");
    }

    /** Whether other repositories borrow objects from this one. */
    public boolean isBorrowedFrom() {
        var names = borrowers().toFile().list();
        return names != null && names.length > 0;
    }

    /** Whether this repository borrows objects from another. */
    public boolean isBorrowing() {
        return Files.exists(objects().resolve("info").resolve("alternates"));
    }

    /** Whether an object is there, looking at the disk again when it seems not to be. */
    public boolean has(AnyObjectId id) {
        try (var reader = repository.newObjectReader()) {
            return reader.has(id);
        } catch (MissingObjectException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot look for object " + ObjectId.toString(id.copy()), e);
        }
    }

    @Override
    public void close() {
        repository.close();
    }
}
