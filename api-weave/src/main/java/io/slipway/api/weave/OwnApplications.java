package io.slipway.api.weave;

import io.slipway.engine.cluster.ObjectReference;
import io.slipway.forge.identity.Caller;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import java.util.List;
import java.util.Optional;

/**
 * The applications that this server itself delivers, as this API shows them: objects of kind {@code
 * Application} in the cluster of their destination and the namespace of their project. The roles of
 * delivery decide who may do what, not the cluster.
 */
public interface OwnApplications {
    /** The kind's name. */
    String KIND = "Application";

    /**
     * One application.
     *
     * @param clusterName as this API names the destination's cluster
     * @param object as its own API shows it, with its namespace set to the project's path
     */
    record Entry(String clusterName, ResourceObject object) {}

    /** Those that the caller may see, by cluster, namespace and name. */
    List<Entry> visibleTo(Caller caller);

    /** One of them; empty if there is none for this caller. */
    Optional<Entry> find(Caller caller, String clusterName, String namespace, String name);

    /** What it put into its cluster. */
    List<ObjectReference> inventory(Entry application);

    /** Starts a sync and returns when it has been taken. */
    void sync(Caller caller, Entry application);

    /** Pauses automation and refresh, or lets them go on. */
    void suspend(Caller caller, Entry application, boolean suspend, String comment);

    /** The distinct kinds of the inventory, in its order. */
    default List<GroupVersionKind> inventoryKinds(Entry application) {
        return inventory(application).stream().map(ObjectReference::type).distinct().toList();
    }

    /** No applications at all. */
    static OwnApplications none() {
        return new OwnApplications() {
            @Override
            public List<Entry> visibleTo(Caller caller) {
                return List.of();
            }

            @Override
            public Optional<Entry> find(
                    Caller caller, String clusterName, String namespace, String name) {
                return Optional.empty();
            }

            @Override
            public List<ObjectReference> inventory(Entry application) {
                return List.of();
            }

            @Override
            public void sync(Caller caller, Entry application) {
                throw new UnsupportedOperationException("there are no applications");
            }

            @Override
            public void suspend(Caller caller, Entry application, boolean suspend, String comment) {
                throw new UnsupportedOperationException("there are no applications");
            }
        };
    }
}
