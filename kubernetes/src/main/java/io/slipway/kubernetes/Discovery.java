package io.slipway.kubernetes;

import io.slipway.engine.cluster.ApiCatalog;
import io.slipway.engine.cluster.ApiResource;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.Identity;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads what a server serves: in two calls where it knows aggregated discovery, else one call for
 * each group and version. A group whose own server does not answer is left out.
 */
final class Discovery {

    private static final String AGGREGATED =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

    private final ApiServer server;

    Discovery(ApiServer server) {
        this.server = server;
    }

    ApiCatalog read() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var version = threads.submit(this::version);
            var core = threads.submit(() -> root("/api"));
            var groups = threads.submit(() -> root("/apis"));
            var found = new ArrayList<ApiResource>();
            for (var root : List.of(result(core), result(groups))) {
                found.addAll(
                        "APIGroupDiscoveryList".equals(root.get("kind"))
                                ? aggregated(root)
                                : oneByOne(root, threads));
            }
            return new ApiCatalog(result(version), found);
        }
    }

    private String version() {
        var answer = server.send(Call.get(Identity.registered(), "/version"));
        return answer.isSuccess() ? Trees.stringAt(answer.tree(), "gitVersion").orElse("") : "";
    }

    private Map<String, Object> root(String path) {
        return server.expect(Call.get(Identity.registered(), path).accepting(AGGREGATED)).tree();
    }

    private static List<ApiResource> aggregated(Map<String, Object> root) {
        var found = new ArrayList<ApiResource>();
        for (var group : Trees.listAt(root, "items")) {
            var name = Trees.stringAt(group, "metadata", "name").orElse("");
            for (var version : Trees.listAt(group, "versions")) {
                for (var resource : Trees.listAt(version, "resources")) {
                    aggregated(name, Trees.stringAt(version, "version").orElse(""), resource)
                            .ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private static Optional<ApiResource> aggregated(String group, String version, Object resource) {
        var kind = Trees.stringAt(resource, "responseKind", "kind").filter(k -> !k.isEmpty());
        var plural = Trees.stringAt(resource, "resource");
        if (kind.isEmpty() || plural.isEmpty()) {
            return Optional.empty();
        }
        var type =
                new GroupVersionKind(
                        Trees.stringAt(resource, "responseKind", "group")
                                .filter(g -> !g.isEmpty())
                                .orElse(group),
                        Trees.stringAt(resource, "responseKind", "version")
                                .filter(v -> !v.isEmpty())
                                .orElse(version),
                        kind.get());
        var subresources = new LinkedHashSet<String>();
        Trees.listAt(resource, "subresources")
                .forEach(s -> Trees.stringAt(s, "subresource").ifPresent(subresources::add));
        return Optional.of(
                new ApiResource(
                        type,
                        plural.get(),
                        Trees.stringAt(resource, "scope").equals(Optional.of("Namespaced")),
                        texts(resource, "verbs"),
                        subresources));
    }

    /** The older form: the versions of core, or the groups with theirs, the preferred one first. */
    private List<ApiResource> oneByOne(
            Map<String, Object> root, java.util.concurrent.ExecutorService threads) {
        var paths = new ArrayList<String>();
        Trees.listAt(root, "versions").forEach(v -> paths.add("/api/" + v));
        for (var group : Trees.listAt(root, "groups")) {
            var ordered = new LinkedHashSet<String>();
            Trees.stringAt(group, "preferredVersion", "groupVersion").ifPresent(ordered::add);
            Trees.listAt(group, "versions")
                    .forEach(v -> Trees.stringAt(v, "groupVersion").ifPresent(ordered::add));
            ordered.forEach(v -> paths.add("/apis/" + v));
        }
        var reads = new ArrayList<Future<List<ApiResource>>>();
        for (var path : paths) {
            Callable<List<ApiResource>> read = () -> groupVersion(path);
            reads.add(threads.submit(read));
        }
        return reads.stream().flatMap(r -> result(r).stream()).toList();
    }

    private List<ApiResource> groupVersion(String path) {
        var answer = server.send(Call.get(Identity.registered(), path));
        if (!answer.isSuccess()) {
            return List.of();
        }
        var list = answer.tree();
        var groupVersion = Trees.stringAt(list, "groupVersion").orElse("");
        var subresources = new LinkedHashMap<String, Set<String>>();
        for (var resource : Trees.listAt(list, "resources")) {
            var parts = Trees.stringAt(resource, "name").orElse("").split("/", 2);
            var known = subresources.computeIfAbsent(parts[0], _ -> new LinkedHashSet<>());
            if (parts.length == 2) {
                known.add(parts[1]);
            }
        }
        var found = new ArrayList<ApiResource>();
        for (var resource : Trees.listAt(list, "resources")) {
            var plural = Trees.stringAt(resource, "name").orElse("");
            if (!plural.isEmpty() && !plural.contains("/")) {
                found.add(
                        new ApiResource(
                                GroupVersionKind.of(
                                        groupVersion, Trees.stringAt(resource, "kind").orElse("")),
                                plural,
                                Trees.isTrueAt(resource, "namespaced"),
                                texts(resource, "verbs"),
                                subresources.getOrDefault(plural, Set.of())));
            }
        }
        return found;
    }

    private static Set<String> texts(Object holder, String field) {
        var found = new LinkedHashSet<String>();
        Trees.listAt(holder, field).forEach(v -> found.add(String.valueOf(v)));
        return found;
    }

    private static <T> T result(Future<T> read) {
        try {
            return read.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException.Unavailable("interrupted while reading discovery", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ClusterException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
