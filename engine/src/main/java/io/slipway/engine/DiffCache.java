package io.slipway.engine;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.diff.DiffRules;
import io.slipway.engine.diff.DiffStrategy;
import io.slipway.engine.diff.ObjectDiff;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.yaml.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Differences that are known already: a dry run's answer cannot change while neither the live object
 * nor what is asked changes. Bounded, least recently used first out. Safe for many threads.
 */
final class DiffCache {

    private static final int LIMIT = 50_000;

    /** Where an object lives. */
    private record Place(String cluster, ResourceKey key) {}

    /** What a difference follows from; a digest stands for the tree, which would hold too much. */
    private record Cause(
            String uid, String resourceVersion, String desired, DiffStrategy strategy, DiffRules rules) {}

    private record Known(Cause cause, ObjectDiff diff) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<Place, Known> entries = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Known> eldest) {
            return size() > LIMIT;
        }
    };

    Optional<ObjectDiff> find(
            Cluster cluster, ResourceObject desired, ResourceObject live, DiffStrategy strategy, DiffRules rules) {
        if (live.resourceVersion().isEmpty()) {
            return Optional.empty();
        }
        lock.lock();
        try {
            return Optional.ofNullable(entries.get(new Place(cluster.server(), desired.key())))
                    .filter(e -> e.cause().equals(cause(desired, live, strategy, rules)))
                    .map(Known::diff);
        } finally {
            lock.unlock();
        }
    }

    void put(
            Cluster cluster,
            ResourceObject desired,
            ResourceObject live,
            DiffStrategy strategy,
            DiffRules rules,
            ObjectDiff diff) {
        if (live.resourceVersion().isEmpty() || diff.failure().isPresent()) {
            return;
        }
        lock.lock();
        try {
            entries.put(new Place(cluster.server(), desired.key()), new Known(cause(desired, live, strategy, rules), diff));
        } finally {
            lock.unlock();
        }
    }

    void forget(Cluster cluster, ResourceKey key) {
        lock.lock();
        try {
            entries.remove(new Place(cluster.server(), key));
        } finally {
            lock.unlock();
        }
    }

    private static Cause cause(
            ResourceObject desired, ResourceObject live, DiffStrategy strategy, DiffRules rules) {
        return new Cause(live.uid(), live.resourceVersion(), digest(desired), strategy, rules);
    }

    private static String digest(ResourceObject object) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(Json.writeBytes(object.tree()));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
