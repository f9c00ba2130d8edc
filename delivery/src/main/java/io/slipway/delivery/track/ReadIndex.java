package io.slipway.delivery.track;

import io.slipway.delivery.application.ApplicationId;
import io.slipway.tree.FileTree;
import io.slipway.tree.ReadSet;
import io.slipway.tree.TreePath;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What each application's sources read in their last render, by repository and path. In memory
 * only: an application that was not rendered since the start counts as having read everything. Safe
 * for several threads.
 */
public final class ReadIndex {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Source, Reads> reads = new HashMap<>();
    private final Map<Long, Map<TreePath, Set<Source>>> byPath = new HashMap<>();

    private record Source(ApplicationId application, int position) {}

    private record Reads(long repository, ReadSet readSet) {}

    /** Remembers what a source read, in place of what it read before. */
    public void rendered(
            ApplicationId application, int position, long repository, ReadSet readSet) {
        var source = new Source(application, position);
        lock.lock();
        try {
            var before = reads.get(source);
            if (before != null
                    && before.repository() == repository
                    && before.readSet().equals(readSet)) {
                return;
            }
            remove(source);
            reads.put(source, new Reads(repository, readSet));
            var paths = byPath.computeIfAbsent(repository, _ -> new HashMap<>());
            readSet.observations()
                    .keySet()
                    .forEach(p -> paths.computeIfAbsent(p, _ -> new HashSet<>()).add(source));
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what an application read: it could not be rendered, or is gone. */
    public void forget(ApplicationId application) {
        lock.lock();
        try {
            reads.keySet().stream()
                    .filter(s -> s.application().equals(application))
                    .toList()
                    .forEach(this::remove);
        } finally {
            lock.unlock();
        }
    }

    private void remove(Source source) {
        var old = reads.remove(source);
        if (old == null) {
            return;
        }
        var paths = byPath.getOrDefault(old.repository(), Map.of());
        for (var path : old.readSet().observations().keySet()) {
            var there = paths.get(path);
            if (there != null && there.remove(source) && there.isEmpty()) {
                paths.remove(path);
            }
        }
    }

    /**
     * Which of some sources would be rendered differently, because something that they read
     * changed. The cost follows the number of changed paths, not the number of sources.
     *
     * @param followers positions by application
     * @param changed files that differ
     * @param now the files as they are now
     */
    Set<ApplicationId> affected(
            long repository,
            Map<ApplicationId, Set<Integer>> followers,
            Collection<TreePath> changed,
            FileTree now) {
        var affected = new HashSet<ApplicationId>();
        for (var path : withParents(changed)) {
            for (var source : readersOf(repository, path)) {
                boolean follows =
                        followers
                                .getOrDefault(source.application(), Set.of())
                                .contains(source.position());
                if (follows
                        && !affected.contains(source.application())
                        && !holds(source, path, now)) {
                    affected.add(source.application());
                }
            }
        }
        followers.forEach((application, positions) -> {
            if (positions.stream().anyMatch(p -> !isKnown(application, p))) {
                affected.add(application);
            }
        });
        return affected;
    }

    private boolean holds(Source source, TreePath path, FileTree now) {
        return readsOf(source).map(r -> r.readSet().holdsAt(path, now)).orElse(false);
    }

    private boolean isKnown(ApplicationId application, int position) {
        return readsOf(new Source(application, position)).isPresent();
    }

    private Optional<Reads> readsOf(Source source) {
        lock.lock();
        try {
            return Optional.ofNullable(reads.get(source));
        } finally {
            lock.unlock();
        }
    }

    private Set<Source> readersOf(long repository, TreePath path) {
        lock.lock();
        try {
            return Set.copyOf(
                    byPath.getOrDefault(repository, Map.of()).getOrDefault(path, Set.of()));
        } finally {
            lock.unlock();
        }
    }

    /** A new or removed file also changes what stands in the directories above it. */
    private static Set<TreePath> withParents(Collection<TreePath> changed) {
        var all = new HashSet<TreePath>();
        for (var path : changed) {
            var at = Optional.of(path);
            while (at.isPresent() && all.add(at.get())) {
                at = at.get().parent();
            }
        }
        return all;
    }
}
