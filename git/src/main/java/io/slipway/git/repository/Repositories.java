package io.slipway.git.repository;

import io.slipway.git.jgit.Durability;
import io.slipway.git.jgit.Store;
import io.slipway.git.object.TreeSettings;
import io.slipway.git.ref.RefName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All repositories of a server: bare ones below one folder, each at {@code <2 hex>/<id>.git}, so
 * that renames of projects move nothing. Thread-safe. One process at a time owns the folder.
 */
public final class Repositories implements AutoCloseable {

    private static final int LOCKS = 1024;

    private final Path root;
    private final TreeSettings trees;
    private final int keptOpen;
    private final Instant started;
    private final ReentrantLock[] moves = new ReentrantLock[LOCKS];
    private final Map<RepositoryId, GitRepository> open;

    /**
     * @param root the folder; made if it is not there
     */
    public Repositories(Path root, RepositorySettings settings) {
        this.root = root.toAbsolutePath().normalize();
        this.trees = settings.trees();
        this.keptOpen = settings.keptOpen();
        // Files have coarser times than clocks, and old locks are minutes old.
        this.started = Instant.now().minusSeconds(1);
        for (int i = 0; i < LOCKS; i++) {
            moves[i] = new ReentrantLock();
        }
        this.open = new LinkedHashMap<>(64, 0.75f, true);
        try {
            Files.createDirectories(this.root);
            emptyTrash();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the repositories in " + this.root, e);
        }
    }

    /**
     * Makes an empty repository.
     *
     * @param defaultBranch what HEAD names, before it exists
     * @throws IllegalStateException when there is one of that id
     */
    public GitRepository create(RepositoryId id, RefName defaultBranch) {
        var folder = folder(id);
        if (Files.exists(folder)) {
            throw new IllegalStateException("there is a repository " + id + " already");
        }
        try {
            // Made under another name, so that a crash leaves no half repository at its place.
            var drafts = draftFolder(id, ".new");
            var draft = drafts.resolve(id.value() + ".git");
            Store.create(draft, defaultBranch.value());
            syncAll(draft);
            Files.createDirectories(shard(id));
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(drafts);
            Durability.syncFolder(shard(id));
            Durability.syncFolder(root);
        } catch (FileAlreadyExistsException e) {
            throw new IllegalStateException("there is a repository " + id + " already", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make repository " + id, e);
        }
        return open(id).orElseThrow();
    }

    /** Whether there is a repository of that id. */
    public boolean exists(RepositoryId id) {
        return Files.isRegularFile(folder(id).resolve("HEAD"));
    }

    /** The repository of an id; empty when there is none. */
    public Optional<GitRepository> open(RepositoryId id) {
        synchronized (open) {
            var known = open.get(id);
            if (known != null) {
                return Optional.of(known);
            }
        }
        if (!exists(id)) {
            return Optional.empty();
        }
        var lock = moves[Math.floorMod(Long.hashCode(id.value()), LOCKS)];
        var opened = Store.open(folder(id), lock);
        opened.cleanUpAfterCrash(started);
        return Optional.of(remember(new GitRepository(id, opened, trees)));
    }

    private GitRepository remember(GitRepository repository) {
        var over = new ArrayList<GitRepository>();
        GitRepository kept;
        synchronized (open) {
            var raced = open.putIfAbsent(repository.id(), repository);
            kept = raced == null ? repository : raced;
            var oldest = open.entrySet().iterator();
            while (open.size() > keptOpen && oldest.hasNext()) {
                over.add(oldest.next().getValue());
                oldest.remove();
            }
        }
        // Whoever still uses one of these goes on: a closed store opens its files again.
        over.forEach(r -> r.store().close());
        return kept;
    }

    /**
     * The repository goes, with all it holds. Whoever reads it at this moment may fail.
     *
     * @return false when there was none
     */
    public boolean delete(RepositoryId id) {
        if (!exists(id)) {
            return false;
        }
        try {
            var trash = draftFolder(id, ".deleted");
            Files.move(folder(id), trash.resolve(id.value() + ".git"), StandardCopyOption.ATOMIC_MOVE);
            Durability.syncFolder(shard(id));
            synchronized (open) {
                var known = open.remove(id);
                if (known != null) {
                    known.store().close();
                }
            }
            deleteAll(trash);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete repository " + id, e);
        }
        return true;
    }

    /** The ids of all repositories, in order. */
    public List<RepositoryId> list() {
        var ids = new ArrayList<RepositoryId>();
        try (var shards = Files.newDirectoryStream(root, "[0-9a-f][0-9a-f]")) {
            for (var shard : shards) {
                try (var repositories = Files.newDirectoryStream(shard, "*.git")) {
                    for (var repository : repositories) {
                        var name = repository.getFileName().toString();
                        var number = name.substring(0, name.length() - ".git".length());
                        if (number.matches("[1-9]\\d{0,17}")) {
                            ids.add(new RepositoryId(Long.parseLong(number)));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the repositories in " + root, e);
        }
        ids.sort(null);
        return List.copyOf(ids);
    }

    /** Closes the files that are open. Repositories that were handed out must not be used again. */
    @Override
    public void close() {
        synchronized (open) {
            open.values().forEach(r -> r.store().close());
            open.clear();
        }
    }

    /** The low eight bits of the id name the folder: ids grow by one, so the folders fill evenly. */
    private Path folder(RepositoryId id) {
        return shard(id).resolve(id.value() + ".git");
    }

    private Path shard(RepositoryId id) {
        return root.resolve("%02x".formatted(id.value() & 0xff));
    }

    private Path draftFolder(RepositoryId id, String suffix) throws IOException {
        var drafts = Files.createDirectories(root.resolve("trash"));
        return Files.createTempDirectory(drafts, id.value() + suffix);
    }

    private void emptyTrash() throws IOException {
        var trash = root.resolve("trash");
        if (Files.isDirectory(trash)) {
            deleteAll(trash);
        }
    }

    private static void syncAll(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        try (var channel =
                                java.nio.channels.FileChannel.open(
                                        file, java.nio.file.StandardOpenOption.WRITE)) {
                            channel.force(true);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @org.jspecify.annotations.Nullable IOException failure)
                            throws IOException {
                        Durability.syncFolder(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private static void deleteAll(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @org.jspecify.annotations.Nullable IOException failure)
                            throws IOException {
                        Files.deleteIfExists(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
