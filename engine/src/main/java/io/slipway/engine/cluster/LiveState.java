package io.slipway.engine.cluster;

import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The live objects of a cluster, from one set of watches that all share. Reads never go to the
 * network and never block on it.
 *
 * <p><b>Own writes are seen.</b> When a write through {@link Cluster} returns, the live state has
 * its result for watched kinds, whatever the watch has delivered so far; an older event that
 * arrives later does not bring the old object back.
 *
 * <p>Objects are full, in the kind's preferred version, and shared: nobody changes them. A broken
 * watch keeps what it had, relists, and reports the differences as changes. Safe for many threads.
 */
public interface LiveState {

    /**
     * Makes sure that these kinds are watched from now on, and waits until all are {@link #isSynced
     * in step} or the time is over. Kinds that the server does not serve, or does not let be listed
     * and watched, are passed over; {@link #problem} tells why. A kind that appears later (its
     * definition was just applied) starts by calling this again.
     *
     * @return whether all of them are in step
     * @throws ClusterException when discovery is needed and the server does not answer
     */
    boolean watch(Collection<GroupKind> kinds, Duration patience);

    /** The kinds that are watched, in step or not. */
    Set<GroupKind> watched();

    /** Whether the kind's first list has arrived and its watch is not known to be broken. */
    boolean isSynced(GroupKind kind);

    /** Why a kind cannot be followed at present, in the server's words; empty when it is. */
    Optional<String> problem(GroupKind kind);

    /** The object; empty when it is not there or its kind not watched. */
    Optional<ResourceObject> get(ResourceKey key);

    /** Every object of a kind, in no order. */
    List<ResourceObject> list(GroupKind kind);

    /** Every watched object in a namespace (empty text: the cluster-scoped ones), in no order. */
    List<ResourceObject> inNamespace(String namespace);

    /**
     * The objects whose tracking data names this instance, owned or not, by an index. Which data
     * that is was told to the adapter when it was made ({@code
     * io.slipway.engine.tracking.Tracking}).
     */
    List<ResourceObject> tracked(String instance);

    /** The objects with an owner reference to this id, by an index. */
    List<ResourceObject> ownedBy(String uid);

    /**
     * The names of the namespaces, once {@code Namespace} is watched (the adapter does so at once).
     */
    Set<String> namespaces();

    /**
     * Calls the listener after each change, in order for each object, on a thread of the live
     * state: it must hand over quickly and not throw. Changes before this call are not told.
     *
     * @return closing it ends the calls
     */
    Subscription subscribe(Consumer<LiveChange> listener);

    /** A running subscription. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
