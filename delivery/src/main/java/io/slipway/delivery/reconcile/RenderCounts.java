package io.slipway.delivery.reconcile;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often each application was rendered since the start, answers from the cache left out. Safe
 * for several threads.
 */
public final class RenderCounts {

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void rendered(String project, String name) {
        counts.computeIfAbsent(project + "/" + name, _ -> new LongAdder()).increment();
    }

    /** By {@code project/name}, sorted. */
    public Map<String, Long> now() {
        var copy = new TreeMap<String, Long>();
        counts.forEach((name, count) -> copy.put(name, count.sum()));
        return copy;
    }
}
