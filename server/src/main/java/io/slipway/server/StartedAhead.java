package io.slipway.server;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A part whose start takes long and needs nothing of the others: it starts on a thread of its own
 * while they are wired. Thread-safe.
 */
final class StartedAhead<T extends AutoCloseable> implements AutoCloseable {

    private final FutureTask<T> start;

    private StartedAhead(FutureTask<T> start) {
        this.start = start;
    }

    /**
     * Begins to start a part.
     *
     * @param name of the thread, for logs and thread dumps
     */
    static <T extends AutoCloseable> StartedAhead<T> begin(String name, Callable<T> start) {
        var task = new FutureTask<>(start);
        Thread.ofPlatform().name(name).daemon().start(task);
        return new StartedAhead<>(task);
    }

    /** The part; waits until it has started, and throws what its start threw. */
    T await() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return start.get();
                } catch (InterruptedException e) {
                    // The part is not known yet, and would be left behind: it is waited for.
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case RuntimeException failure -> failure;
                case Error failure -> throw failure;
                case null, default -> new IllegalStateException(e);
            };
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Stops the part; one that is still starting is waited for, one that failed needs nothing. */
    @Override
    public void close() {
        T started;
        try {
            started = await();
        } catch (RuntimeException | Error e) {
            return; // told to who awaited it; when nobody did, another part failed first
        }
        try {
            started.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("what was started ahead did not stop cleanly", e);
        }
    }
}
