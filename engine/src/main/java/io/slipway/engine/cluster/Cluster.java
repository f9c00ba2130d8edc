package io.slipway.engine.cluster;

import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import java.io.InputStream;
import java.util.Optional;

/**
 * A Kubernetes cluster. All methods may be called from many threads; those that go to the network
 * block the caller and throw {@link ClusterException}. Objects passed in are not changed; objects
 * handed out carry {@code apiVersion} and {@code kind} and keep {@code managedFields}.
 *
 * <p>A type is addressed by group, version and kind; the adapter finds the path in the catalog and,
 * when the kind is not in it, reads discovery once more (at most every few seconds) before it
 * throws {@link ClusterException.UnknownKind}. A namespace given for a cluster-scoped kind is
 * ignored.
 */
public interface Cluster extends AutoCloseable {

    /** The one name that Slipway knows it by. */
    String name();

    /** The address of its API server, without a slash at the end. */
    String server();

    /**
     * What it serves; read from the server the first time, then kept. It is read anew by {@link
     * #refreshCatalog}, and by the adapter when a CustomResourceDefinition or APIService changed.
     */
    ApiCatalog catalog();

    /** Reads discovery anew and returns it. */
    ApiCatalog refreshCatalog();

    /** The shared live objects (of the registered credential; callers filter for people). */
    LiveState live();

    /** Reads one object from the server; empty when it does not exist. */
    Optional<ResourceObject> get(Identity who, ObjectReference object);

    /** Lists from the server. An expired continue token is {@link ClusterException.Expired}. */
    ObjectPage list(Identity who, GroupVersionKind type, ListOptions options);

    /**
     * Creates; {@link ClusterException.AlreadyExists} when it is there. {@code generateName} works.
     */
    ResourceObject create(Identity who, ResourceObject object, WriteOptions options);

    /**
     * Replaces (PUT). A {@code resourceVersion} in the object makes it conditional ({@link
     * ClusterException.Conflict}).
     */
    ResourceObject replace(Identity who, ResourceObject object, WriteOptions options);

    /**
     * Server-side apply: creates or merges the fields of this object as the options' manager.
     * Without force, fields of others are {@link ClusterException.Conflict}.
     */
    ResourceObject apply(Identity who, ResourceObject object, WriteOptions options);

    /** Sends a patch; {@link ClusterException.NotFound} when there is no such object. */
    ResourceObject patch(Identity who, ObjectReference object, Patch patch, WriteOptions options);

    /** Deletes; an object that is not there counts as {@link Deletion.Gone}. */
    Deletion delete(Identity who, ObjectReference object, DeleteOptions options);

    /** A container's log as the server sends it; the caller closes it. */
    InputStream logs(Identity who, String namespace, String pod, LogOptions options);

    /** What the identity may do in a namespace. Not cached here. */
    AccessRules accessRules(Identity who, String namespace);

    /** Whether the identity may do this. Not cached here. */
    AccessQuestion.Answer mayAccess(Identity who, AccessQuestion question);

    /** Ends watches and connections; later calls fail as {@link ClusterException.Unavailable}. */
    @Override
    void close();
}
