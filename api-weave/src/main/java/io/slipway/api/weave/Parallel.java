package io.slipway.api.weave;

import io.slipway.engine.cluster.ClusterException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The same call for many things at once, each with its own outcome and one limit of time. */
final class Parallel {
    private static final int AT_ONCE = 16;

    private Parallel() {}

    /** What came of one call. */
    sealed interface Outcome<T> {
        record Done<T>(T value) implements Outcome<T> {}

        record Failed<T>(RuntimeException failure) implements Outcome<T> {}
    }

    /** The outcomes in the order of the things. */
    static <K, T> Map<K, Outcome<T>> each(
            Collection<K> things, Duration limit, Function<K, T> call) {
        var outcomes = new LinkedHashMap<K, Outcome<T>>();
        var slots = new Semaphore(AT_ONCE);
        var deadline = System.nanoTime() + limit.toNanos();
        var executor = Executors.newVirtualThreadPerTaskExecutor();
        try {
            var running = new LinkedHashMap<K, Future<T>>();
            for (var thing : things) {
                running.put(
                        thing,
                        executor.submit(() -> {
                            slots.acquire();
                            try {
                                return call.apply(thing);
                            } finally {
                                slots.release();
                            }
                        }));
            }
            running.forEach((thing, future) -> outcomes.put(thing, wait(future, deadline)));
        } finally {
            // Calls that are late have been given up on; nobody waits for them.
            executor.shutdownNow();
        }
        return outcomes;
    }

    private static <T> Outcome<T> wait(Future<T> future, long deadline) {
        try {
            return new Outcome.Done<>(
                    future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ClusterException refused) {
                return new Outcome.Failed<>(refused);
            }
            throw new IllegalStateException("a call to the cluster failed", e.getCause());
        } catch (TimeoutException e) {
            return new Outcome.Failed<>(
                    new ClusterException.Unavailable(504, "the cluster did not answer in time"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed<>(
                    new ClusterException.Unavailable(503, "the server is stopping"));
        }
    }
}
