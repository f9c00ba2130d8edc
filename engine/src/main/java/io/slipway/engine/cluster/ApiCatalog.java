package io.slipway.engine.cluster;

import io.slipway.manifests.GroupKind;
import io.slipway.manifests.GroupVersionKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an API server serves, as discovery told it at one moment. Immutable.
 *
 * <p>Within a group the versions stand in the server's order of preference; a kind's preferred
 * version is the group's preferred one if that serves the kind, else the first that does.
 */
public final class ApiCatalog {

    private final String serverVersion;
    private final List<ApiResource> resources;
    private final Map<GroupVersionKind, ApiResource> byType = new HashMap<>();
    private final Map<GroupKind, List<ApiResource>> byKind = new LinkedHashMap<>();

    /**
     * @param serverVersion the {@code gitVersion}, for instance {@code v1.36.3}
     * @param resources every kind in every served version; within a kind, preferred version first
     */
    public ApiCatalog(String serverVersion, Collection<ApiResource> resources) {
        this.serverVersion = serverVersion;
        this.resources = List.copyOf(resources);
        for (var resource : this.resources) {
            byType.putIfAbsent(resource.type(), resource);
            byKind.computeIfAbsent(resource.type().groupKind(), _ -> new ArrayList<>())
                    .add(resource);
        }
    }

    /** The server's version, for instance {@code v1.36.3}. */
    public String serverVersion() {
        return serverVersion;
    }

    /** Every kind in every served version, in discovery's order. */
    public List<ApiResource> resources() {
        return resources;
    }

    /** Every kind once, in its preferred version. */
    public List<ApiResource> preferred() {
        return byKind.values().stream().map(List::getFirst).toList();
    }

    /** The kind in that version; empty when the server does not serve it. */
    public Optional<ApiResource> find(GroupVersionKind type) {
        return Optional.ofNullable(byType.get(type));
    }

    /** The kind in its preferred version; empty when the server does not serve it in any. */
    public Optional<ApiResource> find(GroupKind kind) {
        return Optional.ofNullable(byKind.get(kind)).map(List::getFirst);
    }

    /** The versions that serve a kind, preferred first; empty when none does. */
    public List<String> versions(GroupKind kind) {
        return byKind.getOrDefault(kind, List.of()).stream().map(r -> r.type().version()).toList();
    }

    /** Whether objects of the kind live in namespaces; empty when the kind is not served. */
    public Optional<Boolean> isNamespaced(GroupKind kind) {
        return find(kind).map(ApiResource::namespaced);
    }

    /**
     * What Helm calls the API versions: each {@code group/version} once, and each {@code
     * group/version/Kind}.
     */
    public Set<String> apiVersions() {
        var found = new LinkedHashSet<String>();
        for (var resource : resources) {
            found.add(resource.type().apiVersion());
            found.add(resource.type().toString());
        }
        return found;
    }
}
