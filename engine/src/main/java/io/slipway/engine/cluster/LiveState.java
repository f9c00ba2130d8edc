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
import java.util.function.Supplier;

/**
 * The live objects of a cluster, from one set of watches that all share. Reads never go to the
 * network and never block on it.
 *
 * <p><b>Own writes are seen.</b> When a write through {@link Cluster} returns, the live state has
 * its result for watched kinds, whatever the watch has delivered so far; an older event that
 * arrives later does not bring the old object back.
 *
 * <p>Objects are full, in the kind's preferred version, and shared: nobody changes them; of kinds
 * that are followed by their metadata alone there is no more than that, and only where it is said.
 * A broken watch keeps what it had, relists, and reports the differences as changes. Safe for many
 * threads.
 *
 * <p><b>A watch lasts while it is needed.</b> A kind that nobody {@link #keep keeps} ends, without
 * a change being told, some time after it was asked for last ({@link #watch}, {@link
 * #watchMetadata}, {@link #isSynced}, {@link #isKnown}, {@link #list}). There are limits to how
 * many kinds are followed and to the memory they take; a kind beyond them is not in step, and
 * {@link #problem} says why: it has to be read from the server.
 */
public interface LiveState {

    /**
     * Makes sure that these kinds are watched, and waits until all are {@link #isSynced in step} or
     * the time is over. Kinds that the server does not serve, or does not let be listed and
     * watched, are passed over; {@link #problem} tells why. A kind that appears later (its
     * definition was just applied) starts by calling this again.
     *
     * @return whether all of them are in step
     * @throws ClusterException when discovery is needed and the server does not answer
     */
    boolean watch(Collection<GroupKind> kinds, Duration patience);

    /**
     * As {@link #watch}, but the metadata is enough: names, labels, annotations and owners, without
     * {@code managedFields} and without what kubectl remembers of its last apply. Changes of such
     * kinds are not told. A kind that is watched in full stays so.
     *
     * @return whether all of them are {@link #isKnown known}
     * @throws ClusterException when discovery is needed and the server does not answer
     */
    boolean watchMetadata(Collection<GroupKind> kinds, Duration patience);

    /**
     * Keeps kinds from ending: those that the supplier names whenever it is asked, which is now and
     * then, from a thread of the live state; it must be quick and not throw. It does not begin
     * watches.
     *
     * @return closing it lets them go
     */
    Subscription keep(Supplier<Set<GroupKind>> kinds);

    /** The kinds that are watched in full, in step or not. */
    Set<GroupKind> watched();

    /**
     * Whether the kind is watched in full, its first list has arrived and its watch is not known to
     * be broken.
     */
    boolean isSynced(GroupKind kind);

    /** Whether at least the metadata of the kind's objects is in step. */
    boolean isKnown(GroupKind kind);

    /** Why a kind cannot be followed at present, in the server's words; empty when it is. */
    Optional<String> problem(GroupKind kind);

    /** The object; empty when it is not there or its kind not watched. */
    Optional<ResourceObject> get(ResourceKey key);

    /** Every object of a kind, in no order. */
    List<ResourceObject> list(GroupKind kind);

    /**
     * Every watched object in a namespace (empty text: the cluster-scoped ones), in no order; of
     * kinds that are followed so, the metadata.
     */
    List<ResourceObject> inNamespace(String namespace);

    /**
     * The objects whose tracking data names this instance, owned or not, by an index. Which data
     * that is was told to the adapter when it was made ({@code
     * io.slipway.engine.tracking.Tracking}).
     */
    List<ResourceObject> tracked(String instance);

    /**
     * The objects with an owner reference to this id, by an index; of kinds that are followed so,
     * the metadata.
     */
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
