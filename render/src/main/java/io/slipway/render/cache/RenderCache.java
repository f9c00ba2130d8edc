package io.slipway.render.cache;

import io.slipway.render.source.BuildVariables;
import io.slipway.tree.FileTree;
import io.slipway.tree.ReadSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Results by a key and by everything that was read to make them. A result is found again on any
 * tree in which all of that would be read alike, whatever else changed there.
 *
 * <p>The least recently used go first when there are too many. Safe for several threads; no lock is
 * held while a tree is read.
 *
 * @param <T> the result
 */
public final class RenderCache<T> {

    private static final int RESULTS_A_KEY = 4;

    private final int maxKeys;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Deque<Entry<T>>> entries = new LinkedHashMap<>(64, 0.75f, true);

    /** Remembers results of at most that many keys. */
    public RenderCache(int maxKeys) {
        this.maxKeys = maxKeys;
    }

    private record Entry<T>(ReadSet readSet, Map<String, String> asked, T result) {}

    /** The result that was made of the same things, when there is one. */
    public Optional<T> find(String key, FileTree tree, BuildVariables variables) {
        for (var entry : entriesOf(key)) {
            if (variables.wouldAnswer(entry.asked()) && entry.readSet().holdsIn(tree)) {
                return Optional.of(entry.result());
            }
        }
        return Optional.empty();
    }

    /** Remembers a result with what was read and asked to make it. */
    public void put(String key, ReadSet readSet, Map<String, String> asked, T result) {
        lock.lock();
        try {
            var list = entries.computeIfAbsent(key, _ -> new ArrayDeque<>());
            list.removeIf(e -> e.readSet().equals(readSet) && e.asked().equals(asked));
            list.addFirst(new Entry<>(readSet, asked, result));
            if (list.size() > RESULTS_A_KEY) {
                list.removeLast();
            }
            if (entries.size() > maxKeys) {
                entries.remove(entries.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the results of a key. */
    public void forget(String key) {
        lock.lock();
        try {
            entries.remove(key);
        } finally {
            lock.unlock();
        }
    }

    private List<Entry<T>> entriesOf(String key) {
        lock.lock();
        try {
            var found = entries.get(key);
            return found == null ? List.of() : new ArrayList<>(found);
        } finally {
            lock.unlock();
        }
    }
}
