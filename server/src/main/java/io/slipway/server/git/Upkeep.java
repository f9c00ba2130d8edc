package io.slipway.server.git;

import io.slipway.git.maintenance.Maintenance;
import io.slipway.git.maintenance.Progress;
import io.slipway.git.repository.Repositories;
import io.slipway.git.repository.RepositoryId;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tidies repositories in the background, one at a time: those that were pushed to, soon after the
 * push; and all of them now and then. Stops in the middle when the server stops, without harm.
 */
public final class Upkeep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final Repositories repositories;
    private final Maintenance maintenance;
    private final Duration round;
    private final Set<RepositoryId> waiting = new LinkedHashSet<>();
    private final Thread thread;
    private volatile boolean stopping;

    private Upkeep(Repositories repositories, Maintenance maintenance, Duration round) {
        this.repositories = repositories;
        this.maintenance = maintenance;
        this.round = round;
        this.thread = Thread.ofPlatform().name("git-upkeep").daemon().unstarted(this::work);
    }

    /**
     * Starts it.
     *
     * @param round how often all repositories are looked at; the first time after one such while
     */
    public static Upkeep start(Repositories repositories, Maintenance maintenance, Duration round) {
        var upkeep = new Upkeep(repositories, maintenance, round);
        upkeep.thread.start();
        return upkeep;
    }

    /** Has a repository looked at soon. Returns at once. */
    public void look(RepositoryId repository) {
        synchronized (waiting) {
            waiting.add(repository);
            waiting.notifyAll();
        }
    }

    private void work() {
        long next = System.nanoTime() + round.toNanos();
        while (!stopping) {
            try {
                var one = await(next);
                if (one.isPresent()) {
                    tidy(one.get());
                } else if (!stopping) {
                    repositories.list().forEach(this::look);
                    next = System.nanoTime() + round.toNanos();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("upkeep could not look at the repositories", e);
            }
        }
    }

    /** The next repository; empty when it is time to look at all of them. */
    private java.util.Optional<RepositoryId> await(long until) throws InterruptedException {
        synchronized (waiting) {
            while (waiting.isEmpty() && !stopping) {
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return java.util.Optional.empty();
                }
                waiting.wait(left);
            }
            if (stopping) {
                return java.util.Optional.empty();
            }
            var first = waiting.iterator().next();
            waiting.remove(first);
            return java.util.Optional.of(first);
        }
    }

    private void tidy(RepositoryId id) {
        try {
            var repository = repositories.open(id);
            if (repository.isPresent() && maintenance.isDue(repository.get())) {
                maintenance.run(repository.get(), new UntilStopped());
            }
        } catch (RuntimeException e) {
            LOG.error("repository {} could not be tidied", id, e);
        }
    }

    /** Ends what it is at, and waits for that. */
    @Override
    public void close() {
        // Never by an interrupt: that would close files that are being written.
        stopping = true;
        synchronized (waiting) {
            waiting.notifyAll();
        }
        try {
            thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class UntilStopped implements Progress {
        @Override
        public void at(String step, int done, int total) {
            LOG.debug("{} {} of {}", step, done, total);
        }

        @Override
        public boolean isCancelled() {
            return stopping;
        }
    }
}
