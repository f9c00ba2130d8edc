package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationMetadata;
import io.slipway.delivery.application.ApplicationStatus;
import io.slipway.delivery.application.ApplicationStatus.ResourceStatus;
import io.slipway.delivery.application.ApplicationStatus.SyncCode;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.engine.compare.ComparedObject;
import io.slipway.engine.compare.Comparison;
import io.slipway.engine.compare.SyncStatus;
import io.slipway.engine.health.Health;
import io.slipway.engine.health.HealthStatus;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the engine found, in the words of the status. Pure. */
final class StatusParts {

    private static final String LINK = "link.argocd.argoproj.io/";

    private StatusParts() {}

    static SyncCode code(SyncStatus status) {
        return switch (status) {
            case UNKNOWN -> SyncCode.UNKNOWN;
            case SYNCED -> SyncCode.SYNCED;
            case OUT_OF_SYNC -> SyncCode.OUT_OF_SYNC;
        };
    }

    static ResourceStatus resource(ComparedObject object) {
        var key = object.key();
        return new ResourceStatus(
                key.group(),
                object.version(),
                key.kind(),
                key.namespace(),
                key.name(),
                object.status().map(StatusParts::code),
                object.health()
                        .map(h ->
                                new ApplicationStatus.HealthStatus(
                                        h.status().text(), h.message(), Optional.empty()))
                        .orElse(ApplicationStatus.HealthStatus.NONE),
                object.hook(),
                object.requiresPruning(),
                object.syncWave(),
                object.requiresDeletionConfirmation());
    }

    /** That another application wants an object too, in the engine's words for the same. */
    static String sharedText(StoredApplication stored, LiveMemory.Shared shared) {
        return "%s/%s is part of applications %s and %s"
                .formatted(
                        shared.key().kind(),
                        shared.key().name(),
                        stored.instance(),
                        shared.instance());
    }

    /** Objects in the cluster and children here, in the order of the list. */
    static List<ResourceStatus> resources(
            List<ComparedObject> objects, List<ResourceStatus> children) {
        return Stream.concat(objects.stream().map(StatusParts::resource), children.stream())
                .sorted(Comparator.comparing(ResourceStatus::sortKey))
                .toList();
    }

    static SyncCode code(SyncStatus status, List<ResourceStatus> children) {
        boolean drifted =
                children.stream()
                        .anyMatch(c -> c.status().equals(Optional.of(SyncCode.OUT_OF_SYNC)));
        return status == SyncStatus.SYNCED && drifted ? SyncCode.OUT_OF_SYNC : code(status);
    }

    /**
     * Children that are missing or unknown are shown and do not count, unless nothing at all is
     * there.
     */
    static Health worst(Comparison comparison, List<ResourceStatus> children) {
        var worst = comparison.health();
        boolean nothing = comparison.objects().isEmpty() && !children.isEmpty();
        for (var child : children) {
            var status = HealthStatus.of(child.health().status());
            nothing &= status.equals(Optional.of(HealthStatus.MISSING));
            boolean counts =
                    status.isPresent()
                            && status.get() != HealthStatus.MISSING
                            && status.get() != HealthStatus.UNKNOWN;
            if (counts && status.get().isWorseThan(worst.status())) {
                worst =
                        Health.of(
                                status.get(),
                                "argoproj.io/Application:"
                                        + child.namespace()
                                        + "/"
                                        + child.name());
            }
        }
        return nothing && HealthStatus.MISSING.isWorseThan(worst.status())
                ? Health.of(HealthStatus.MISSING)
                : worst;
    }

    /** The health, with the time of the last change of its code. */
    static ApplicationStatus.HealthStatus health(
            Health now, ApplicationStatus.HealthStatus before, Instant at) {
        boolean same = before.status().equals(now.status().text());
        return new ApplicationStatus.HealthStatus(
                now.status().text(),
                now.message(),
                same ? before.lastTransitionTime() : Optional.of(at));
    }

    static ApplicationStatus.Summary summary(
            ApplicationMetadata metadata, List<ComparedObject> objects) {
        var images = new TreeSet<String>();
        var urls = new TreeSet<String>();
        metadata.annotations()
                .forEach((key, value) -> {
                    if (key.startsWith(LINK)) {
                        urls.add(value);
                    }
                });
        for (var object : objects) {
            object.live()
                    .ifPresent(live -> {
                        images(live.tree().get("spec"), images);
                        if (live.kind().equals("Ingress")) {
                            ingressUrls(live, urls);
                        }
                    });
        }
        return new ApplicationStatus.Summary(List.copyOf(urls), List.copyOf(images));
    }

    /** Every container of every pod template below a spec. */
    private static void images(@Nullable Object spec, Set<String> into) {
        for (var list : List.of("initContainers", "containers")) {
            Trees.listAt(spec, list).forEach(c -> Trees.stringAt(c, "image").ifPresent(into::add));
        }
        Trees.at(spec, "template", "spec").ifPresent(inner -> images(inner, into));
        Trees.at(spec, "jobTemplate", "spec").ifPresent(inner -> images(inner, into));
    }

    private static void ingressUrls(ResourceObject ingress, Set<String> into) {
        if (ingress.annotation("argocd.argoproj.io/ignore-default-links")
                .equals(Optional.of("true"))) {
            return;
        }
        var secure = new TreeSet<String>();
        Trees.listAt(ingress.tree(), "spec", "tls")
                .forEach(t -> Trees.listAt(t, "hosts").forEach(h -> secure.add(String.valueOf(h))));
        for (var rule : Trees.listAt(ingress.tree(), "spec", "rules")) {
            var host = Trees.stringAt(rule, "host").or(() -> address(ingress));
            for (var path : Trees.listAt(rule, "http", "paths")) {
                host.ifPresent(h -> {
                    var text = Trees.stringAt(path, "path").orElse("").replaceFirst("\\*$", "");
                    into.add((secure.contains(h) ? "https://" : "http://") + h + text);
                });
            }
        }
    }

    private static Optional<String> address(ResourceObject ingress) {
        return Trees.listAt(ingress.tree(), "status", "loadBalancer", "ingress").stream()
                .flatMap(i ->
                        Trees.stringAt(i, "hostname").or(() -> Trees.stringAt(i, "ip")).stream())
                .findFirst();
    }
}
