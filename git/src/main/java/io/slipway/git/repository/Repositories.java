package io.slipway.git.repository;

import io.slipway.git.jgit.Durability;
import io.slipway.git.jgit.Store;
import io.slipway.git.object.TreeSettings;
import io.slipway.git.ref.RefMoveListener;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefOutcome;
import io.slipway.git.ref.RefUpdate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All repositories of a server: bare ones below one folder, each at {@code <2 hex>/<id>.git}, so
 * that renames of projects move nothing. Thread-safe. One process at a time owns the folder.
 */
public final class Repositories implements AutoCloseable {

    private static final int LOCKS = 1024;
    private static final String ALTERNATES = "objects/info/alternates";

    private final Path root;
    private final TreeSettings trees;
    private final int keptOpen;
    private final Set<RepositoryId> cleaned = ConcurrentHashMap.newKeySet();
    private final ReentrantLock[] moves = new ReentrantLock[LOCKS];
    private final Map<RepositoryId, GitRepository> open;

    /**
     * @param root the folder; made if it is not there
     */
    public Repositories(Path root, RepositorySettings settings) {
        this.root = root.toAbsolutePath().normalize();
        this.trees = settings.trees();
        this.keptOpen = settings.keptOpen();
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

    /**
     * Makes a copy that borrows the objects of another: as quick for a large repository as for a
     * small one, and takes no space until it differs. It has the branches and tags of the moment,
     * and goes its own way from then on.
     *
     * @throws IllegalArgumentException when there is no repository to copy
     * @throws IllegalStateException when there is one of the copy's id already
     */
    public GitRepository fork(RepositoryId source, RepositoryId copy) {
        var from =
                open(source)
                        .orElseThrow(() -> new IllegalArgumentException("no repository " + source));
        if (Files.exists(folder(copy))) {
            throw new IllegalStateException("there is a repository " + copy + " already");
        }
        try {
            lend(from, copy);
            var drafts = draftFolder(copy, ".fork");
            var draft = drafts.resolve(copy.value() + ".git");
            Store.create(draft, from.refs().head().value());
            // Relative, so that the folder of all repositories can be moved.
            var objects = folder(copy).resolve("objects").relativize(from.store().objects());
            Files.writeString(draft.resolve(ALTERNATES), from.store().objects() + "\n");
            try (var store = Store.open(draft, new ReentrantLock())) {
                copyRefs(from, new GitRepository(copy, store, trees));
            }
            Files.writeString(draft.resolve(ALTERNATES), objects + "\n");
            syncAll(draft);
            Files.createDirectories(shard(copy));
            Files.move(draft, folder(copy), StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(drafts);
            Durability.syncFolder(shard(copy));
            Durability.syncFolder(root);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy repository " + source, e);
        }
        return open(copy).orElseThrow();
    }

    /** Writes down who borrows before anybody does: from then on nothing is pruned. */
    private void lend(GitRepository from, RepositoryId copy) throws IOException {
        from.store().moves().lock();
        try {
            if (!exists(from.id())) {
                throw new IllegalArgumentException("no repository " + from.id());
            }
            var borrowers = Files.createDirectories(from.store().borrowers());
            Files.writeString(borrowers.resolve(Long.toString(copy.value())), "");
            Durability.syncFolder(borrowers);
            Durability.syncFolder(from.store().folder());
        } finally {
            from.store().moves().unlock();
        }
    }

    private static void copyRefs(GitRepository from, GitRepository to) {
        var updates = new ArrayList<RefUpdate>();
        from.refs().branches().forEach(r -> updates.add(RefUpdate.create(r.name(), r.object())));
        from.refs().tags().forEach(r -> updates.add(RefUpdate.create(r.name(), r.object())));
        for (var outcome : to.refs().move(updates, true, RefMoveListener.NONE)) {
            if (!(outcome instanceof RefOutcome.Moved)) {
                throw new IllegalStateException("cannot copy a ref: " + outcome);
            }
        }
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
        var opened = Store.open(folder(id), lock(id));
        cleanUp(id, opened);
        return Optional.of(remember(new GitRepository(id, opened, trees)));
    }

    /**
     * Before anybody of this process has the repository for the first time, every lock file in it
     * is one of a process that died: the folder has one owner. No look at the files' times, which
     * could not tell a lock of a moment before a quick restart from one of now.
     */
    private void cleanUp(RepositoryId id, Store opened) {
        if (cleaned.contains(id)) {
            return;
        }
        var lock = lock(id);
        lock.lock();
        try {
            if (!cleaned.contains(id)) {
                opened.cleanUpAfterCrash();
                cleaned.add(id);
            }
        } finally {
            lock.unlock();
        }
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
     * The repository goes, with all it holds. Whoever reads it at this moment may fail. What other
     * repositories borrow stays on disk until the last of them is gone, but cannot be opened.
     *
     * @return false when there was none
     */
    public boolean delete(RepositoryId id) {
        if (!exists(id)) {
            return false;
        }
        var lock = lock(id);
        lock.lock();
        try {
            var folder = folder(id);
            if (isBorrowedFrom(folder)) {
                Files.delete(folder.resolve("HEAD"));
                Durability.syncFolder(folder);
                forget(id);
            } else {
                remove(id);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete repository " + id, e);
        } finally {
            lock.unlock();
        }
        return true;
    }

    private void remove(RepositoryId id) throws IOException {
        var lenders = lenders(id);
        var trash = draftFolder(id, ".deleted");
        Files.move(folder(id), trash.resolve(id.value() + ".git"), StandardCopyOption.ATOMIC_MOVE);
        Durability.syncFolder(shard(id));
        forget(id);
        deleteAll(trash);
        for (var lender : lenders) {
            var folder = folder(lender);
            Files.deleteIfExists(folder.resolve("borrowers").resolve(Long.toString(id.value())));
            if (Files.isDirectory(folder) && !exists(lender) && !isBorrowedFrom(folder)) {
                remove(lender);
            }
        }
    }

    private void forget(RepositoryId id) {
        synchronized (open) {
            var known = open.remove(id);
            if (known != null) {
                known.store().close();
            }
        }
    }

    /** Whose objects a repository borrows. */
    private List<RepositoryId> lenders(RepositoryId id) throws IOException {
        var file = folder(id).resolve(ALTERNATES);
        var lenders = new ArrayList<RepositoryId>();
        if (Files.exists(file)) {
            for (var line : Files.readAllLines(file)) {
                var objects = folder(id).resolve("objects").resolve(line).normalize();
                number(String.valueOf(objects.getName(objects.getNameCount() - 2)))
                        .ifPresent(lenders::add);
            }
        }
        return lenders;
    }

    private static boolean isBorrowedFrom(Path folder) {
        var names = folder.resolve("borrowers").toFile().list();
        return names != null && names.length > 0;
    }

    private static Optional<RepositoryId> number(String folderName) {
        return folderName.matches("[1-9]\\d{0,17}\\.git")
                ? Optional.of(
                        new RepositoryId(
                                Long.parseLong(
                                        folderName.substring(
                                                0, folderName.length() - ".git".length()))))
                : Optional.empty();
    }

    private ReentrantLock lock(RepositoryId id) {
        return moves[Math.floorMod(Long.hashCode(id.value()), LOCKS)];
    }

    /** The ids of all repositories, in order. */
    public List<RepositoryId> list() {
        var ids = new ArrayList<RepositoryId>();
        try (var shards = Files.newDirectoryStream(root, "[0-9a-f][0-9a-f]")) {
            for (var shard : shards) {
                try (var repositories = Files.newDirectoryStream(shard, "*.git")) {
                    for (var repository : repositories) {
                        number(repository.getFileName().toString())
                                .filter(this::exists)
                                .ifPresent(ids::add);
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

    /**
     * The low eight bits of the id name the folder: ids grow by one, so the folders fill evenly.
     */
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
