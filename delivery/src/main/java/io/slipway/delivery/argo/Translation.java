package io.slipway.delivery.argo;

import io.slipway.delivery.destination.Clusters;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Argo CD's objects in the words of a project here. Pure; changes nothing that it is given. */
final class Translation {

    private static final Set<String> PASSING =
            Set.of(
                    "kubectl.kubernetes.io/last-applied-configuration",
                    "argocd.argoproj.io/refresh",
                    "argocd.argoproj.io/hydrate",
                    "argocd.argoproj.io/skip-reconcile",
                    "argocd.argoproj.io/tracking-id",
                    "argocd.argoproj.io/installation-id");

    private final String project;
    private final ImportRequest request;

    /**
     * @param project path of the project here
     */
    Translation(String project, ImportRequest request) {
        this.project = project;
        this.request = request;
    }

    /** A tree as it is to be written here, and what a person should know of it. */
    record Translated(Map<String, Object> tree, List<String> notes) {}

    /** An application; without automation, unless Argo CD is to leave it alone. */
    Translated application(ResourceObject there) {
        var notes = new ArrayList<String>();
        var spec = Trees.copyMap(Trees.mapAt(there.tree(), "spec"));
        spec.put("project", project);
        spec.put("destination", destination(Trees.mapAt(spec, "destination")));
        sources(spec).forEach(this::moveRepository);
        if (Trees.map(spec.get("syncPolicy")).orElse(Map.of()).containsKey("automated")
                && !request.release()) {
            Trees.map(spec.get("syncPolicy")).ifPresent(policy -> policy.remove("automated"));
            notes.add(
                    "automated sync was on: switch it on here once it is off there, or the two"
                            + " undo each other's work");
        }
        for (var owner : there.ownerReferences()) {
            var kind = Trees.stringAt(owner, "kind").orElse("");
            notes.add(
                    "was made by "
                            + kind
                            + " "
                            + Trees.stringAt(owner, "name").orElse("")
                            + ", which stays as it is there");
        }
        if (there.annotation("argocd.argoproj.io/tracking-id").isPresent()) {
            notes.add("is in the sources of another application: bring that one as well");
        }
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("name", there.name());
        metadata.put("labels", Trees.copyMap(Trees.mapAt(there.tree(), "metadata", "labels")));
        var annotations = Trees.copyMap(Trees.mapAt(there.tree(), "metadata", "annotations"));
        annotations.keySet().removeIf(PASSING::contains);
        metadata.put("annotations", annotations);
        return new Translated(Map.of("metadata", metadata, "spec", spec), notes);
    }

    /** The spec of an AppProject. */
    Translated policy(ResourceObject there) {
        var notes = new ArrayList<String>();
        var spec = Trees.copyMap(Trees.mapAt(there.tree(), "spec"));
        var repositories =
                Trees.listAt(spec, "sourceRepos").stream()
                        .map(String::valueOf)
                        .map(this::repositoryOrDenial)
                        .<Object>map(r -> r)
                        .toList();
        spec.put("sourceRepos", repositories);
        spec.put(
                "destinations",
                Trees.listAt(spec, "destinations").stream()
                        .<Object>map(d -> destination(Trees.map(d).orElse(Map.of())))
                        .distinct()
                        .toList());
        if (!repositories.isEmpty()
                && repositories.stream().allMatch(r -> r.toString().startsWith("!"))) {
            notes.add("sourceRepos has denials alone, which allow nothing here: add \"*\"");
        }
        for (var field :
                List.of(
                        "roles",
                        "sourceNamespaces",
                        "permitOnlyProjectScopedClusters",
                        "destinationServiceAccounts")) {
            if (!Set.of("", "[]", "false").contains(String.valueOf(spec.getOrDefault(field, "")))) {
                notes.add(field + " is not taken along");
            }
        }
        return new Translated(spec, notes);
    }

    private Map<String, Object> destination(Map<String, Object> there) {
        var here = new LinkedHashMap<>(there);
        for (var field : List.of("server", "name")) {
            var text = Trees.stringAt(there, field).orElse("");
            boolean denial = text.startsWith("!");
            cluster(denial ? text.substring(1) : text)
                    .ifPresent(name -> {
                        here.remove("server");
                        here.put("name", (denial ? "!" : "") + name);
                    });
        }
        return here;
    }

    /** The name here of a cluster, when it has another one there. */
    private Optional<String> cluster(String there) {
        boolean own = there.equals(Clusters.IN_CLUSTER) || there.equals(Clusters.IN_CLUSTER_SERVER);
        return Optional.ofNullable(request.clusters().get(there))
                .or(() -> own ? Optional.of(request.cluster()) : Optional.empty());
    }

    private void moveRepository(Map<String, Object> source) {
        Trees.stringAt(source, "repoURL").ifPresent(url -> source.put("repoURL", repository(url)));
    }

    private String repositoryOrDenial(String entry) {
        return entry.startsWith("!") ? "!" + repository(entry.substring(1)) : repository(entry);
    }

    /** The longest beginning that is named wins. */
    private String repository(String url) {
        return request.repositories().entrySet().stream()
                .filter(e -> !e.getKey().isEmpty() && url.startsWith(e.getKey()))
                .max(Comparator.comparingInt(e -> e.getKey().length()))
                .map(e -> e.getValue() + url.substring(e.getKey().length()))
                .orElse(url);
    }

    /** Everything in a spec that names a repository; the spec is a copy and may be changed. */
    private static List<Map<String, Object>> sources(Map<String, Object> spec) {
        var found = new ArrayList<Map<String, Object>>();
        Trees.map(spec.get("source")).ifPresent(found::add);
        Trees.listAt(spec, "sources").forEach(s -> Trees.map(s).ifPresent(found::add));
        Trees.map(spec.get("sourceHydrator"))
                .ifPresent(h -> {
                    Trees.map(h.get("drySource")).ifPresent(found::add);
                    Trees.map(h.get("syncSource")).ifPresent(found::add);
                });
        return found;
    }
}
