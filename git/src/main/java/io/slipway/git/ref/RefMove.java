package io.slipway.git.ref;

import io.slipway.git.jgit.Durability;
import io.slipway.git.jgit.Store;
import io.slipway.git.object.ObjectHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;

/**
 * One move of some refs of a repository, from check to disk.
 *
 * <p>The repository's lock is held across the listener's calls on purpose: whoever follows the refs
 * must hear of two moves of one ref in the order in which they happened, and must have written down
 * the first before the second can begin. It costs a few milliseconds and holds up other pushes to
 * the same repository only; waiting virtual threads cost nothing.
 */
final class RefMove {

    /** From this many on, refs are written as one file at once rather than as a file each. */
    private static final int MANY = 10;

    /** With growing pauses, about a second and a quarter in all. */
    private static final int RETRIES = 7;

    private final Store store;
    private final List<RefUpdate> updates;
    private final boolean atomic;
    private final Map<RefUpdate, RefOutcome> outcomes = new LinkedHashMap<>();

    RefMove(Store store, List<RefUpdate> updates, boolean atomic) {
        this.store = store;
        this.updates = List.copyOf(updates);
        this.atomic = atomic;
    }

    List<RefOutcome> run(RefMoveListener listener) {
        store.moves().lock();
        try {
            var ready = check();
            if (!ready.isEmpty()) {
                listener.beforeMove(ready);
                moveAndTell(ready, listener);
            }
            return updates.stream()
                    .map(outcomes::get)
                    .map(java.util.Objects::requireNonNull)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot move refs in " + store.folder(), e);
        } finally {
            store.moves().unlock();
        }
    }

    private void moveAndTell(List<RefUpdate> ready, RefMoveListener listener) throws IOException {
        try {
            execute(ready);
        } catch (IOException | RuntimeException e) {
            // Some may have moved before it failed; what is told is what is so.
            var moved = new ArrayList<RefUpdate>();
            for (var update : ready) {
                if (current(update.ref()).equals(update.next())) {
                    moved.add(update);
                }
            }
            listener.afterMove(List.copyOf(moved));
            throw e;
        }
        listener.afterMove(
                ready.stream().filter(u -> outcomes.get(u) instanceof RefOutcome.Moved).toList());
    }

    /** What can be moved as far as can be told before; the others get their outcome. */
    private List<RefUpdate> check() throws IOException {
        var ready = new ArrayList<RefUpdate>();
        var names = new HashSet<RefName>();
        for (var update : updates) {
            if (!names.add(update.ref())) {
                throw new IllegalArgumentException("ref " + update.ref() + " is named twice");
            }
            var current = current(update.ref());
            if (!current.equals(update.old())) {
                outcomes.put(update, new RefOutcome.Stale(update, staleReason(current)));
            } else if (!update.isDelete() && !store.has(ObjectId.fromString(update.next().hex()))) {
                outcomes.put(
                        update,
                        new RefOutcome.Failed(update, "object " + update.next() + " is missing"));
            } else {
                ready.add(update);
            }
        }
        if (atomic && ready.size() < updates.size()) {
            ready.forEach(u -> outcomes.put(u, notAlone(u)));
            return List.of();
        }
        return ready;
    }

    private void execute(List<RefUpdate> ready) throws IOException {
        var pending = new LinkedHashMap<RefUpdate, ReceiveCommand>();
        ready.forEach(u -> pending.put(u, command(u)));
        run(pending, atomic || ready.size() >= MANY);
        for (int i = 0; i < RETRIES && wasLocked(pending); i++) {
            // Maintenance holds the lock file of a ref for the moment in which it packs it.
            pause(i);
            pending.replaceAll((u, c) -> isLocked(c) ? command(u) : c);
            run(pending, atomic);
        }
        if (!atomic && ready.size() >= MANY && pending.values().stream().noneMatch(RefMove::isOk)) {
            // One of many could not be moved, and took the others with it.
            ready.forEach(u -> pending.put(u, command(u)));
            run(pending, false);
        }
        var moved = new ArrayList<RefUpdate>();
        for (var entry : pending.entrySet()) {
            if (isOk(entry.getValue())) {
                moved.add(entry.getKey());
                outcomes.put(entry.getKey(), new RefOutcome.Moved(entry.getKey()));
            } else {
                outcomes.put(entry.getKey(), failure(entry.getKey(), entry.getValue()));
            }
        }
        sync(moved);
    }

    private void run(Map<RefUpdate, ReceiveCommand> commands, boolean together) throws IOException {
        var batch = store.jgit().getRefDatabase().newBatchUpdate();
        batch.setAllowNonFastForwards(true);
        batch.setAtomic(together);
        batch.disableRefLog();
        commands.values().stream()
                .filter(c -> c.getResult() == ReceiveCommand.Result.NOT_ATTEMPTED)
                .forEach(batch::addCommand);
        try (var walk = new RevWalk(store.jgit())) {
            batch.execute(walk, NullProgressMonitor.INSTANCE);
        }
    }

    /** Whether something failed for a lock that may be free in a moment, and not for its value. */
    private boolean wasLocked(Map<RefUpdate, ReceiveCommand> commands) throws IOException {
        for (var entry : commands.entrySet()) {
            if (isLocked(entry.getValue())
                    && (!current(entry.getKey().ref()).equals(entry.getKey().old())
                            || isConflicting(entry.getKey()))) {
                return false;
            }
        }
        return commands.values().stream().anyMatch(RefMove::isLocked);
    }

    private static boolean isLocked(ReceiveCommand command) {
        return command.getResult() == ReceiveCommand.Result.LOCK_FAILURE;
    }

    private boolean isConflicting(RefUpdate update) throws IOException {
        return update.isCreate()
                && store.jgit().getRefDatabase().isNameConflicting(update.ref().value());
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(10L << attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RefOutcome failure(RefUpdate update, ReceiveCommand command) throws IOException {
        var current = current(update.ref());
        if (!current.equals(update.old())) {
            return new RefOutcome.Stale(update, staleReason(current));
        }
        if (isConflicting(update)) {
            return new RefOutcome.Failed(
                    update, "another ref's name begins with this one, or this one with another's");
        }
        if (atomic && command.getResult() == ReceiveCommand.Result.REJECTED_OTHER_REASON) {
            return notAlone(update);
        }
        var message = command.getMessage();
        return new RefOutcome.Failed(
                update, message == null ? "failed: " + command.getResult() : message);
    }

    private static RefOutcome notAlone(RefUpdate update) {
        return new RefOutcome.Failed(update, "transaction aborted");
    }

    private static String staleReason(ObjectHash current) {
        return current.isZero() ? "the ref does not exist" : "the ref is at " + current + " by now";
    }

    /** A ref that moved is a renamed file; the rename is on disk when its folder is. */
    private void sync(List<RefUpdate> moved) throws IOException {
        Set<Path> folders = new HashSet<>();
        for (var update : moved) {
            var folder = store.folder().resolve(update.ref().value()).getParent();
            while (folder != null && !folder.equals(store.folder()) && folders.add(folder)) {
                folder = folder.getParent();
            }
        }
        folders.add(store.folder());
        for (var folder : folders) {
            Durability.syncFolder(folder);
        }
    }

    private ObjectHash current(RefName name) throws IOException {
        var ref = store.jgit().getRefDatabase().exactRef(name.value());
        var id = ref == null ? null : ref.getObjectId();
        return id == null ? ObjectHash.ZERO : new ObjectHash(id.name());
    }

    private static ReceiveCommand command(RefUpdate update) {
        return new ReceiveCommand(
                ObjectId.fromString(update.old().hex()),
                ObjectId.fromString(update.next().hex()),
                update.ref().value());
    }

    private static boolean isOk(ReceiveCommand command) {
        return command.getResult() == ReceiveCommand.Result.OK;
    }
}
