package io.slipway.engine.sync;

import io.slipway.engine.cluster.Cluster;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits a moment for definitions that were just applied, so that objects of their kinds are taken.
 */
final class NewKinds {

    private final Cluster cluster;
    private final Duration patience;

    NewKinds(Cluster cluster, Duration patience) {
        this.cluster = cluster;
        this.patience = patience;
    }

    /** Waits until all are established or the time is over; then reads discovery anew. */
    void await(List<SyncTask> definitions) {
        var keys = definitions.stream().map(SyncTask::key).toList();
        var established = new CountDownLatch(1);
        var live = cluster.live();
        try (var _ =
                live.subscribe(c -> {
                    if (keys.contains(c.key()) && areEstablished(keys)) {
                        established.countDown();
                    }
                })) {
            if (!areEstablished(keys)) {
                established.await(patience.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        cluster.refreshCatalog();
    }

    private boolean areEstablished(List<ResourceKey> keys) {
        return keys.stream()
                .allMatch(k -> cluster.live().get(k).filter(NewKinds::isEstablished).isPresent());
    }

    private static boolean isEstablished(ResourceObject definition) {
        return Trees.listAt(definition.tree(), "status", "conditions").stream()
                .anyMatch(c ->
                        Trees.stringAt(c, "type").filter("Established"::equals).isPresent()
                                && Trees.stringAt(c, "status").filter("True"::equals).isPresent());
    }
}
