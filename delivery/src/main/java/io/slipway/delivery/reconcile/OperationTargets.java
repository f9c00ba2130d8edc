package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.delivery.application.ApplicationSource;
import io.slipway.delivery.application.ApplicationStatus.OperationState;
import io.slipway.delivery.application.ApplicationStatus.SyncResult;
import io.slipway.delivery.application.Operation;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.yaml.TextLimits;
import io.slipway.manifests.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an operation deploys: the revisions that it was started with or that its first step
 * resolved, never those that a branch moves to meanwhile (spec gitops-engine-sync B). Safe for
 * several threads.
 */
final class OperationTargets {

    private final ApplicationRecords records;
    private final Targets targets;

    OperationTargets(ApplicationRecords records, Targets targets) {
        this.records = records;
        this.targets = targets;
    }

    /** The sources that the operation names, else those of the application. */
    static List<ApplicationSource> sources(StoredApplication stored, Operation.Sync sync) {
        return sync.allSources().isEmpty()
                ? stored.application().spec().effectiveSources()
                : sync.allSources();
    }

    /** The objects of an operation that came as far as that state. */
    Target of(StoredApplication stored, Operation.Sync sync, OperationState state) {
        var sources = sources(stored, sync);
        if (!sync.manifests().isEmpty()) {
            return local(sync);
        }
        return remembered(stored, sync, sources)
                .orElseGet(() -> targets.at(stored, sources, pinned(sync, sources, state)));
    }

    private static List<String> pinned(
            Operation.Sync sync, List<ApplicationSource> sources, OperationState state) {
        if (!sync.allRevisions().isEmpty()) {
            return sync.allRevisions();
        }
        return state.syncResult()
                .filter(r -> r.allSources().equals(sources))
                .map(SyncResult::allRevisions)
                .orElse(List.of());
    }

    private static Target local(Operation.Sync sync) {
        try {
            var objects = new ArrayList<ResourceObject>();
            sync.manifests().forEach(m -> objects.addAll(Yaml.objects(m, TextLimits.defaults())));
            return Target.of(objects, sync.allRevisions(), List.of());
        } catch (ManifestException e) {
            return Target.failed(sync.allRevisions(), "local manifests: " + e.getMessage());
        }
    }

    /** What a rollback brings back is what was applied then, byte for byte. */
    private Optional<Target> remembered(
            StoredApplication stored, Operation.Sync sync, List<ApplicationSource> sources) {
        if (!sync.skipsHooks()) {
            return Optional.empty();
        }
        return stored.application().status().history().stream()
                .filter(h -> h.allRevisions().equals(sync.allRevisions()))
                .filter(h -> h.allSources().equals(sources))
                .flatMap(h -> records.snapshot(stored.id(), h.id()).stream())
                .findFirst()
                .map(s -> Target.of(s.objects(), sync.allRevisions(), List.of()));
    }

    /**
     * The operation of a retry: with {@code retry.refresh} at the revisions that its sources have
     * by now, where they can be resolved (spec gitops-engine-sync Q).
     */
    Operation retried(StoredApplication stored, Operation operation) {
        var sync = operation.sync();
        if (!operation.retry().refresh()
                || sync.isEmpty()
                || sync.get().skipsHooks()
                || !sync.get().manifests().isEmpty()) {
            return operation;
        }
        var sources = sources(stored, sync.get());
        var newest = new ArrayList<String>();
        for (int i = 0; i < sources.size(); i++) {
            var revision = targets.newest(stored, sources.get(i), i);
            if (revision.isEmpty()) {
                return operation;
            }
            newest.add(revision.get());
        }
        return operation.withSync(sync.get().atRevisions(newest));
    }
}
