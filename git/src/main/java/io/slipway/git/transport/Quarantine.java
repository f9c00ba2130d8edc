package io.slipway.git.transport;

import io.slipway.git.jgit.Durability;
import io.slipway.git.jgit.Store;
import io.slipway.git.repository.GitRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;

/**
 * A folder beside a repository's objects in which those of one push wait for the verdict. Refused
 * objects never become part of the repository: the folder is deleted with them in it.
 */
final class Quarantine implements AutoCloseable {

    private final GitRepository repository;
    private final Path folder;
    private final Store store;

    private Quarantine(GitRepository repository, Path folder) {
        this.repository = repository;
        this.folder = folder;
        this.store = repository.store().withNewObjectsIn(folder);
    }

    static Quarantine open(GitRepository repository) throws IOException {
        var folder =
                Files.createTempDirectory(repository.store().objects(), Store.QUARANTINE_PREFIX);
        Files.createDirectory(folder.resolve("pack"));
        Files.createDirectory(folder.resolve("info"));
        return new Quarantine(repository, folder);
    }

    /** The repository together with what is in here. */
    Store store() {
        return store;
    }

    /** The same as a repository for those who check. */
    GitRepository view() {
        return repository.over(store);
    }

    /** What is in here becomes part of the repository, on disk when this returns. */
    void release() throws IOException {
        var target = Files.createDirectories(repository.store().objects().resolve("pack"));
        var packs = new ArrayList<Path>();
        // Readers take a pack to be there when its index is, so the index goes last.
        for (var suffix : new String[] {".pack", ".rev", ".idx"}) {
            try (var files = Files.newDirectoryStream(folder.resolve("pack"), "*" + suffix)) {
                for (var file : files) {
                    var to = target.resolve(file.getFileName());
                    if (Files.exists(to)) {
                        continue;
                    }
                    Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
                    if (suffix.equals(".pack")) {
                        packs.add(to);
                    }
                }
            }
        }
        Durability.syncFolder(target);
        for (var pack : packs) {
            repository.store().jgit().openPack(pack.toFile());
        }
    }

    @Override
    public void close() throws IOException {
        store.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
