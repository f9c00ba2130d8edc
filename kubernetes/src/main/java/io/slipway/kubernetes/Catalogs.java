package io.slipway.kubernetes;

import io.slipway.engine.cluster.ApiCatalog;
import io.slipway.engine.cluster.ApiResource;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.GroupVersionKind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The catalog as it was read last. It is read anew when somebody asks for it after it was outdated,
 * and, at most once in a while, when a kind is asked for that it does not have.
 */
final class Catalogs {

    private final Supplier<ApiCatalog> discovery;
    private final Duration pause;
    private final AtomicReference<@Nullable Flight> flight = new AtomicReference<>();
    private volatile @Nullable State state;
    private volatile long outdatedAt = System.nanoTime();

    private record State(ApiCatalog catalog, long askedAt) {}

    private record Flight(long askedAt, CompletableFuture<ApiCatalog> done) {}

    Catalogs(Supplier<ApiCatalog> discovery, Duration pause) {
        this.discovery = discovery;
        this.pause = pause;
    }

    ApiCatalog current() {
        var known = state;
        return known != null && known.askedAt - outdatedAt >= 0
                ? known.catalog
                : readSince(outdatedAt);
    }

    ApiCatalog refresh() {
        return readSince(System.nanoTime());
    }

    /** What was read is no longer true: a definition came, changed or went. */
    void outdated() {
        outdatedAt = System.nanoTime();
    }

    /** The catalog if one was ever read. */
    Optional<ApiCatalog> known() {
        var known = state;
        return known == null ? Optional.empty() : Optional.of(known.catalog);
    }

    /**
     * The kind in that version.
     *
     * @throws ClusterException.UnknownKind when the server does not serve it, as discovery said a
     *     moment ago
     */
    ApiResource require(GroupVersionKind type) {
        var found = current().find(type);
        if (found.isEmpty()) {
            found = afterPause().find(type);
        }
        return found.orElseThrow(
                () -> new ClusterException.UnknownKind(type, current().versions(type.groupKind())));
    }

    /** The kind in its preferred version. */
    Optional<ApiResource> find(GroupKind kind) {
        var found = current().find(kind);
        return found.isPresent() ? found : afterPause().find(kind);
    }

    /** Read again, unless that was done within the pause. */
    private ApiCatalog afterPause() {
        return readSince(System.nanoTime() - pause.toNanos());
    }

    /**
     * A catalog that was asked for at that moment or later; one thread reads, the others wait for
     * it.
     */
    private ApiCatalog readSince(long moment) {
        while (true) {
            var known = state;
            if (known != null && known.askedAt - moment >= 0) {
                return known.catalog;
            }
            var mine = new Flight(System.nanoTime(), new CompletableFuture<>());
            var other = flight.compareAndExchange(null, mine);
            if (other == null) {
                return fly(mine);
            }
            waitFor(other, moment);
        }
    }

    private ApiCatalog fly(Flight mine) {
        try {
            var read = discovery.get();
            state = new State(read, mine.askedAt);
            mine.done.complete(read);
            return read;
        } catch (RuntimeException e) {
            mine.done.completeExceptionally(e);
            throw e;
        } finally {
            flight.set(null);
            mine.done.cancel(false);
        }
    }

    /** Another one's failure counts for this caller if it began late enough. */
    private static void waitFor(Flight other, long moment) {
        try {
            other.done.join();
        } catch (CompletionException e) {
            if (other.askedAt - moment >= 0 && e.getCause() instanceof ClusterException refusal) {
                throw refusal;
            }
        } catch (CancellationException _) {
            // It died of something else; this caller tries for itself.
        }
    }
}
