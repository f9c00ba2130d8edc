package io.slipway.api.weave;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.application.Applications;
import io.slipway.delivery.application.Applications.WriteMode;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.application.SyncRequest;
import io.slipway.delivery.destination.Clusters;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.forge.identity.Caller;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The applications of delivery, as this surface shows them (decisions 23). */
public final class DeliveredApplications implements OwnApplications {

    private static final String PAUSE = "argocd.argoproj.io/skip-reconcile";
    private static final String BY = "metadata.weave.works/suspended-by";
    private static final String COMMENT = "metadata.weave.works/suspended-comment";

    private final Applications applications;
    private final Clusters clusters;

    /** With delivery's door, and the clusters that destinations name. */
    public DeliveredApplications(Applications applications, Clusters clusters) {
        this.applications = applications;
        this.clusters = clusters;
    }

    @Override
    public List<Entry> visibleTo(Caller caller) {
        return applications.listAll(caller).applications().stream()
                .map(this::entry)
                .sorted(
                        Comparator.comparing(Entry::clusterName)
                                .thenComparing(e -> e.object().namespace())
                                .thenComparing(e -> e.object().name()))
                .toList();
    }

    @Override
    public Optional<Entry> find(Caller caller, String clusterName, String namespace, String name) {
        return visibleTo(caller).stream()
                .filter(e -> e.clusterName().equals(clusterName))
                .filter(e ->
                        e.object().namespace().equals(namespace) && e.object().name().equals(name))
                .findFirst();
    }

    @Override
    public List<ObjectReference> inventory(Entry application) {
        return Trees.listAt(application.object().tree(), "status", "resources").stream()
                .flatMap(o -> Trees.map(o).stream())
                .map(r ->
                        new ObjectReference(
                                new GroupVersionKind(
                                        Trees.stringAt(r, "group").orElse(""),
                                        Trees.stringAt(r, "version").orElse(""),
                                        Trees.stringAt(r, "kind").orElse("")),
                                Trees.stringAt(r, "namespace").orElse(""),
                                Trees.stringAt(r, "name").orElse("")))
                .toList();
    }

    @Override
    public void sync(Caller caller, Entry application) {
        applications.sync(
                caller,
                application.object().namespace(),
                application.object().name(),
                SyncRequest.plain());
    }

    @Override
    public void suspend(Caller caller, Entry application, boolean suspend, String comment) {
        var project = application.object().namespace();
        var name = application.object().name();
        var stored = applications.get(caller, project, name).application();
        var annotations = new TreeMap<>(stored.metadata().annotations());
        annotations.keySet().removeAll(List.of(PAUSE, BY, COMMENT));
        if (suspend) {
            annotations.put(PAUSE, "true");
            annotations.put(BY, caller.label());
            if (!comment.isEmpty()) {
                annotations.put(COMMENT, comment);
            }
        }
        applications.update(
                caller, project, name, annotated(stored, annotations), WriteMode.checked());
    }

    private static Application annotated(Application application, Map<String, String> annotations) {
        var metadata = application.metadata();
        return application.withMetadata(
                metadata.with(metadata.labels(), annotations, metadata.finalizers()));
    }

    private Entry entry(StoredApplication stored) {
        var application = stored.application();
        var object =
                ResourceObject.of(ApplicationFormat.write(application))
                        .withNamespace(application.spec().project());
        return new Entry(clusterName(application), object);
    }

    private String clusterName(Application application) {
        var destination = application.spec().destination();
        return switch (clusters.resolve(destination)) {
            case Clusters.Resolution.Found(var cluster) ->
                    clusters.isPrimary(cluster) ? WeaveApi.PRIMARY : cluster.name();
            case Clusters.Resolution.Refused _ -> destination.clusterText();
        };
    }
}
