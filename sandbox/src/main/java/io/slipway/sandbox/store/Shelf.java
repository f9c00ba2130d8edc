package io.slipway.sandbox.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** The objects of one resource and the latest changes to them. Guarded by the store's lock. */
final class Shelf {

    private static final int MAX_HISTORY = 8192;

    final TreeMap<String, Stored> objects = new TreeMap<>();
    final Condition changed;

    private @Nullable Change[] ring = new Change[64];
    private long next;
    private long oldest;
    private long floor;
    private long bytes;

    Shelf(Condition changed, long floor) {
        this.changed = changed;
        this.floor = floor;
    }

    void add(Change change) {
        if (next - oldest == ring.length) {
            if (ring.length < MAX_HISTORY) {
                grow();
            } else {
                forgetOldest();
            }
        }
        bytes += weight(change);
        ring[(int) (next % ring.length)] = change;
        next++;
        changed.signalAll();
    }

    /** JSON bytes of the objects that the changes hold. */
    long bytes() {
        return bytes;
    }

    /** Drops the oldest change, if there is one. */
    void forgetOldest() {
        if (oldest == next) {
            return;
        }
        var change = at(oldest);
        floor = Math.max(floor, change.version());
        bytes -= weight(change);
        ring[(int) (oldest % ring.length)] = null;
        oldest++;
    }

    private static long weight(Change change) {
        return change.now().json().length;
    }

    private void grow() {
        var larger = new Change[ring.length * 2];
        for (long i = oldest; i < next; i++) {
            larger[(int) (i % larger.length)] = at(i);
        }
        ring = larger;
    }

    Change at(long sequence) {
        return java.util.Objects.requireNonNull(ring[(int) (sequence % ring.length)]);
    }

    long next() {
        return next;
    }

    long oldest() {
        return oldest;
    }

    /** From now on nothing before that version is known to new readers. */
    void raiseFloor(long version) {
        floor = version;
    }

    /** The version from which on everything is known. */
    long floor() {
        return floor;
    }

    /** Where the changes after a version start; empty when they are no longer all known. */
    Optional<Long> after(long version) {
        if (version < floor) {
            return Optional.empty();
        }
        long low = oldest;
        long high = next;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (at(middle).version() <= version) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return Optional.of(low);
    }

    List<Stored> list(String namespace) {
        return new ArrayList<>(
                namespace.isEmpty()
                        ? objects.values()
                        : objects.subMap(namespace + "/", true, namespace + "0", false).values());
    }

    /** The objects as they were before a change and all that followed it. */
    List<Stored> listBefore(long first, String namespace) {
        var then = new TreeMap<>(objects);
        for (long i = next - 1; i >= first; i--) {
            var change = at(i);
            var key = change.now().key();
            change.before()
                    .ifPresentOrElse(before -> then.put(key, before), () -> then.remove(key));
        }
        return then.values().stream()
                .filter(o -> namespace.isEmpty() || o.namespace().equals(namespace))
                .toList();
    }
}
