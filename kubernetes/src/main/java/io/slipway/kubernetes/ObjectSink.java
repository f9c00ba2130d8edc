package io.slipway.kubernetes;

import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceObject;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * Where the events of a kind's watch go, until it ends: from then on nothing arrives, and what was
 * there is gone without a word. Safe for several threads: the results of writes come in here too.
 */
final class ObjectSink implements KindWatch.Sink {

    private final GroupKind kind;
    private final LiveObjects objects;
    private final UnaryOperator<ResourceObject> part;
    private final BooleanSupplier room;
    private final Runnable recovered;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong pending = new AtomicLong();
    private boolean ended;

    /**
     * @param part what of an object is to be held
     * @param room asked after the objects grew; when it says no, the watch has been ended
     * @param recovered the server answers again
     */
    ObjectSink(
            GroupKind kind,
            LiveObjects objects,
            UnaryOperator<ResourceObject> part,
            BooleanSupplier room,
            Runnable recovered) {
        this.kind = kind;
        this.objects = objects;
        this.part = part;
        this.room = room;
        this.recovered = recovered;
    }

    @Override
    public ResourceObject slim(ResourceObject object) {
        var slim = objects.slim(part.apply(object));
        pending.addAndGet(CompactTrees.bytes(slim));
        var _ = room.getAsBoolean();
        return slim;
    }

    @Override
    public void listed(List<ResourceObject> listed, String version) {
        lock.lock();
        try {
            if (!ended) {
                objects.replaceAll(kind, listed, version);
            }
        } finally {
            pending.set(0);
            lock.unlock();
        }
    }

    @Override
    public void put(ResourceObject object) {
        lock.lock();
        try {
            if (!ended) {
                objects.put(part.apply(object));
            }
        } finally {
            lock.unlock();
        }
        // Without this lock: whoever makes room ends sinks.
        var _ = room.getAsBoolean();
    }

    @Override
    public void removed(ResourceObject last) {
        lock.lock();
        try {
            if (!ended) {
                objects.removed(last);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void lost() {
        lock.lock();
        try {
            pending.set(0);
            if (!ended) {
                objects.forget(kind);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void recovered() {
        recovered.run();
    }

    /** About what the kind's objects take, or will once the list that is being read is whole. */
    long bytes() {
        return Math.max(pending.get(), objects.bytes(kind));
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            pending.set(0);
            objects.drop(kind);
        } finally {
            lock.unlock();
        }
    }
}
