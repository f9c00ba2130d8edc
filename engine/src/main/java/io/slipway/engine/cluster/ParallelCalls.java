package io.slipway.engine.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Makes several calls at a time, each on a virtual thread of its own. Stateless. */
public final class ParallelCalls {

    private ParallelCalls() {}

    /**
     * The results in the order of the items. All calls are made to their end; then the first
     * exception (in order of items) is thrown.
     *
     * @param limit calls at a time, at least 1
     */
    public static <T, R> List<R> map(List<T> items, int limit, Function<T, R> call) {
        if (items.size() < 2) {
            return items.stream().map(call).toList();
        }
        var slots = new Semaphore(limit);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<R>>(items.size());
            for (var item : items) {
                futures.add(
                        threads.submit(() -> {
                            slots.acquire();
                            try {
                                return call.apply(item);
                            } finally {
                                slots.release();
                            }
                        }));
            }
            var results = new ArrayList<R>(items.size());
            for (var future : futures) {
                results.add(result(future));
            }
            return results;
        }
    }

    private static <R> R result(Future<R> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException.Unavailable("interrupted while calling the cluster", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
