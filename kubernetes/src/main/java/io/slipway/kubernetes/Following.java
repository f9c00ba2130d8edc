package io.slipway.kubernetes;

import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.LiveState;
import io.slipway.manifests.GroupKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which kinds of a cluster are followed, how far, and who needs them: begins and ends watches, and
 * keeps to the limits. Safe for many threads; nothing here waits for the network.
 */
final class Following {

    private static final Logger LOG = LoggerFactory.getLogger(Following.class);

    /** A kind that was turned away for its size is not tried again for so long. */
    private static final Duration REFUSED_FOR = Duration.ofMinutes(5);

    /** Nobody loses a watch that was asked for so lately to make room for another one. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    /** How much of the objects is held. */
    enum Depth {
        FULL,
        METADATA
    }

    /** A kind, as far as it is followed. */
    record Key(GroupKind kind, Depth depth) {}

    /** A watch and where its objects go. */
    record Followed(KindWatch watch, ObjectSink sink) {
        void end() {
            watch.close();
            sink.end();
        }
    }

    private final String cluster;
    private final LiveLimits limits;
    private final BiFunction<GroupKind, Depth, Followed> begin;
    private final ToLongFunction<Key> bytes;
    private final ReentrantLock changing = new ReentrantLock();
    private final Map<Key, Followed> followed = new ConcurrentHashMap<>();
    private final Map<Key, Long> askedAt = new ConcurrentHashMap<>();
    private final Map<Key, Refusal> refused = new ConcurrentHashMap<>();
    private final List<Supplier<Set<GroupKind>>> keepers = new CopyOnWriteArrayList<>();
    private boolean closed;

    private record Refusal(String why, long until) {}

    /**
     * @param begin makes a watch, which is then started
     * @param bytes about what a kind's objects take at present
     */
    Following(
            String cluster,
            LiveLimits limits,
            BiFunction<GroupKind, Depth, Followed> begin,
            ToLongFunction<Key> bytes) {
        this.cluster = cluster;
        this.limits = limits;
        this.begin = begin;
        this.bytes = bytes;
    }

    /** Somebody needs the kind: its watch, begun if need be; empty when the limits forbid it. */
    Optional<Followed> want(GroupKind kind, Depth depth) {
        var enough = find(kind, depth);
        if (enough.isPresent()) {
            return enough;
        }
        changing.lock();
        try {
            if (closed) {
                throw new ClusterException.Unavailable(0, "cluster \"" + cluster + "\" was closed");
            }
            enough = find(kind, depth);
            return enough.isPresent() ? enough : started(new Key(kind, depth));
        } finally {
            changing.unlock();
        }
    }

    private Optional<Followed> started(Key key) {
        var refusal = refused.get(key);
        long now = System.nanoTime();
        if (refusal != null && refusal.until - now > 0) {
            return Optional.empty();
        }
        if (followed.size() >= limits.watches() && !endOneFor(key)) {
            refused.put(
                    key,
                    new Refusal(
                            "Cluster \"%s\" has %d kinds followed, which is the limit (cluster.watches)."
                                    .formatted(cluster, followed.size()),
                            now));
            return Optional.empty();
        }
        refused.remove(key);
        var one = begin.apply(key.kind, key.depth);
        askedAt.put(key, now);
        followed.put(key, one);
        one.watch.start();
        return Optional.of(one);
    }

    /** The watch that shows that much of the kind, if there is one; that counts as asking. */
    Optional<Followed> find(GroupKind kind, Depth depth) {
        var full = touched(new Key(kind, Depth.FULL));
        return full.isPresent() || depth == Depth.FULL
                ? full
                : touched(new Key(kind, Depth.METADATA));
    }

    private Optional<Followed> touched(Key key) {
        var there = followed.get(key);
        if (there != null) {
            askedAt.put(key, System.nanoTime());
        }
        return Optional.ofNullable(there);
    }

    /** The same, without asking for it. */
    Optional<Followed> peek(GroupKind kind, Depth depth) {
        return Optional.ofNullable(followed.get(new Key(kind, depth)));
    }

    /** Why a kind is not followed although it was asked for. */
    Optional<String> refusal(GroupKind kind) {
        return Optional.ofNullable(refused.get(new Key(kind, Depth.FULL)))
                .or(() -> Optional.ofNullable(refused.get(new Key(kind, Depth.METADATA))))
                .map(Refusal::why);
    }

    Collection<Followed> all() {
        return followed.values();
    }

    Map<Key, Followed> byKind() {
        return followed;
    }

    LiveState.Subscription keep(Supplier<Set<GroupKind>> kinds) {
        keepers.add(kinds);
        return () -> keepers.remove(kinds);
    }

    /** Ends what nobody needs any more. */
    void tidy() {
        changing.lock();
        try {
            long now = System.nanoTime();
            var idle = new ArrayList<Key>();
            for (var key : followed.keySet()) {
                if (isDoubled(key) || now - asked(key) > limits.idle().toNanos()) {
                    idle.add(key);
                }
            }
            if (!idle.isEmpty()) {
                var kept = kept();
                idle.removeIf(k -> !isSpare(k, kept));
                idle.forEach(k -> end(k, "nobody needs it"));
            }
            refused.values().removeIf(r -> now - r.until > limits.idle().toNanos());
        } finally {
            changing.unlock();
        }
    }

    /** Metadata that is held in full as well. */
    private boolean isDoubled(Key key) {
        if (key.depth == Depth.FULL) {
            return false;
        }
        var full = followed.get(new Key(key.kind, Depth.FULL));
        return full != null && full.watch.isSynced();
    }

    /**
     * Sees to it that the objects take no more than they may: ends watches until that is so, first
     * of kinds that no application has, the biggest first.
     *
     * @param growing the kind that just grew
     * @return whether that kind may stay
     */
    boolean makeRoom(Key growing) {
        if (total() <= limits.bytes()) {
            return true;
        }
        changing.lock();
        try {
            var kept = kept();
            while (followed.containsKey(growing) && total() > limits.bytes()) {
                var victim =
                        followed.keySet().stream()
                                .filter(k -> bytes.applyAsLong(k) > 0)
                                .max(
                                        Comparator.<Key, Boolean>comparing(k -> isSpare(k, kept))
                                                .thenComparingLong(bytes))
                                .orElse(growing);
                var why =
                        "The objects of %s would take cluster \"%s\" beyond the %d MiB that live objects may take (cluster.live-memory)."
                                .formatted(victim.kind, cluster, limits.bytes() >> 20);
                LOG.warn("{} They are read from the server when they are needed.", why);
                refused.put(victim, new Refusal(why, System.nanoTime() + REFUSED_FOR.toNanos()));
                end(victim, "it is too big");
            }
            return followed.containsKey(growing);
        } finally {
            changing.unlock();
        }
    }

    private static boolean isSpare(Key key, Set<GroupKind> kept) {
        return key.depth == Depth.METADATA || !kept.contains(key.kind);
    }

    private long total() {
        return followed.keySet().stream().mapToLong(bytes).sum();
    }

    /** Ends the one that was asked for longest ago, if it can be spared. */
    private boolean endOneFor(Key asking) {
        var kept = kept();
        long now = System.nanoTime();
        var spare =
                followed.keySet().stream()
                        .filter(k -> isSpare(k, kept))
                        .filter(k -> isDoubled(k) || now - asked(k) > fresh())
                        .max(Comparator.comparingLong(k -> now - asked(k)));
        spare.ifPresent(k -> end(k, "its place is needed for " + asking.kind));
        return spare.isPresent();
    }

    private long fresh() {
        return Math.min(FRESH.toNanos(), limits.idle().toNanos());
    }

    private long asked(Key key) {
        return askedAt.getOrDefault(key, System.nanoTime());
    }

    private Set<GroupKind> kept() {
        var kept = new HashSet<GroupKind>();
        keepers.forEach(k -> kept.addAll(k.get()));
        return kept;
    }

    private void end(Key key, String why) {
        var one = followed.remove(key);
        askedAt.remove(key);
        if (one != null) {
            LOG.info(
                    "cluster {}: {} is followed no more ({}): {}",
                    cluster,
                    key.kind,
                    key.depth,
                    why);
            one.end();
        }
    }

    void close() {
        changing.lock();
        try {
            closed = true;
            followed.values().forEach(f -> f.watch.close());
        } finally {
            changing.unlock();
        }
    }
}
