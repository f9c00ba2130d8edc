package io.slipway.git.maintenance;

import io.slipway.git.object.ObjectHash;
import io.slipway.git.repository.GitRepository;
import io.slipway.git.repository.RepositoryId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.CancelledException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.GC;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps repositories small and fast while they are in use: writes what is in many files into few,
 * with bitmaps and a commit graph, and takes away what nothing refers to any more. Fetches and
 * pushes go on meanwhile. Thread-safe; of one repository, one work at a time.
 */
public final class Maintenance {

    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
    private static final int MAX_PROBLEMS = 100;
    private static final int WHOLE = 32 << 20;

    private final MaintenanceSettings settings;
    private final Clock clock;
    private final Set<RepositoryId> busy = ConcurrentHashMap.newKeySet();

    /** With these settings. */
    public Maintenance(MaintenanceSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** How tidy a repository is. Reads its folders, so not for every request. */
    public RepositoryState state(GitRepository repository) {
        try {
            var found = new GC(repository.store().jgit()).getStatistics();
            return new RepositoryState(
                    found.numberOfPackFiles,
                    found.numberOfLooseObjects,
                    found.numberOfPackedObjects,
                    found.sizeOfPackedObjects + found.sizeOfLooseObjects,
                    found.numberOfBitmaps,
                    found.numberOfLooseRefs);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + repository, e);
        }
    }

    /** Whether tidying is worth it by now. */
    public boolean isDue(GitRepository repository) {
        var state = state(repository);
        // Tidying copies what is borrowed, so it has to be worth more.
        int factor = repository.store().isBorrowing() ? 4 : 1;
        return state.packs() >= (long) settings.duePacks() * factor
                || state.looseObjects() >= settings.dueLooseObjects();
    }

    /**
     * Tidies a repository.
     *
     * @return false when somebody else is at it, or the progress ended it
     */
    public boolean run(GitRepository repository, Progress progress) {
        if (!busy.add(repository.id())) {
            return false;
        }
        var before = state(repository);
        try {
            tidy(repository, progress);
        } catch (CancelledException e) {
            return false;
        } catch (ExecutionException | IOException e) {
            if (e.getCause() instanceof CancelledException) {
                return false;
            }
            throw failed(repository, e);
        } catch (ParseException | GitAPIException e) {
            throw failed(repository, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            busy.remove(repository.id());
        }
        LOG.info("tidied {}: {} -> {}", repository, before, state(repository));
        return true;
    }

    private static IllegalStateException failed(GitRepository repository, Exception cause) {
        return new IllegalStateException("cannot tidy " + repository, cause);
    }

    private void tidy(GitRepository repository, Progress progress)
            throws IOException,
                    ParseException,
                    GitAPIException,
                    ExecutionException,
                    InterruptedException {
        var jgit = repository.store().jgit();
        var gc = new GC(jgit);
        gc.setProgressMonitor(new MonitoredProgress(progress));
        var now = clock.instant();
        // What others borrow is not known to be unused here, so it stays for ever.
        gc.setExpire(
                repository.store().isBorrowedFrom() ? Instant.EPOCH : now.minus(settings.grace()));
        gc.setPackExpire(now.minus(settings.packGrace()));
        var packing = new PackConfig(jgit);
        packing.setThreads(1);
        gc.setPackConfig(packing);
        gc.gc().get();
    }

    /**
     * Reads every object that a ref leads to, and compares it with its id and with what Git allows.
     * The repository can be used meanwhile.
     */
    public RepositoryCheck check(GitRepository repository, Progress progress) {
        var jgit = repository.store().jgit();
        var problems = new ArrayList<String>();
        long objects = 0;
        try (var reader = jgit.newObjectReader();
                var walk = new ObjectWalk(reader);
                var hashing = new ObjectInserter.Formatter()) {
            for (var ref : repository.refs().list("refs/")) {
                try {
                    walk.markStart(walk.parseAny(id(ref.object())));
                } catch (MissingObjectException e) {
                    problems.add(ref.name() + " names " + ref.object() + ", which is missing");
                }
            }
            var checker = new ObjectChecker();
            for (RevObject next = walk.next(); next != null; next = walk.next()) {
                objects++;
                check(reader, checker, hashing, next, problems);
                if (tell(progress, objects, problems)) {
                    return new RepositoryCheck(objects, problems);
                }
            }
            for (var next = walk.nextObject(); next != null; next = walk.nextObject()) {
                objects++;
                check(reader, checker, hashing, next, problems);
                if (tell(progress, objects, problems)) {
                    return new RepositoryCheck(objects, problems);
                }
            }
        } catch (MissingObjectException e) {
            problems.add(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            problems.add("cannot go on after " + objects + " objects: " + e.getMessage());
        }
        return new RepositoryCheck(objects, problems);
    }

    private static boolean tell(Progress progress, long objects, List<String> problems) {
        if (objects % 1000 == 0) {
            progress.at("Checking objects", (int) Math.min(objects, Integer.MAX_VALUE), 0);
        }
        return problems.size() >= MAX_PROBLEMS || progress.isCancelled();
    }

    private static void check(
            ObjectReader reader,
            ObjectChecker checker,
            ObjectInserter hashing,
            AnyObjectId id,
            List<String> problems)
            throws IOException {
        try {
            var loader = reader.open(id);
            AnyObjectId actual;
            if (loader.getType() == Constants.OBJ_BLOB && loader.getSize() > WHOLE) {
                try (var in = loader.openStream()) {
                    actual = hashing.insert(Constants.OBJ_BLOB, loader.getSize(), in);
                }
            } else {
                var bytes = loader.getBytes(Integer.MAX_VALUE - 8);
                actual = hashing.idFor(loader.getType(), bytes);
                checker.check(id, loader.getType(), bytes);
            }
            if (!actual.equals(id)) {
                problems.add("object " + id.name() + " holds what " + actual.name() + " should");
            }
        } catch (MissingObjectException e) {
            problems.add("object " + id.name() + " is missing");
        } catch (org.eclipse.jgit.errors.CorruptObjectException e) {
            problems.add("object " + id.name() + " is damaged: " + e.getMessage());
        }
    }

    private static ObjectId id(ObjectHash hash) {
        return ObjectId.fromString(hash.hex());
    }
}
