package io.slipway.delivery.application;

import io.slipway.delivery.destination.Destination;
import io.slipway.delivery.window.Synced;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an application should be (spec gitops-engine-schema S2).
 *
 * @param revisionHistoryLimit how many deployments are remembered, 10 when absent
 */
public record ApplicationSpec(
        @Always Destination destination,
        Optional<ApplicationSource> source,
        List<ApplicationSource> sources,
        Optional<SourceHydrator> sourceHydrator,
        @Always String project,
        Optional<SyncPolicy> syncPolicy,
        List<IgnoreDifference> ignoreDifferences,
        List<InfoItem> info,
        Optional<Long> revisionHistoryLimit) {

    private static final long DEFAULT_HISTORY = 10;

    public ApplicationSpec {
        sources = List.copyOf(sources);
        ignoreDifferences = List.copyOf(ignoreDifferences);
        info = List.copyOf(info);
    }

    /** The sources that count: the hydrated branch, else the list, else the single one. */
    public List<ApplicationSource> effectiveSources() {
        if (sourceHydrator.isPresent()) {
            return List.of(sourceHydrator.get().effectiveSource());
        }
        return sources.isEmpty() ? source.stream().toList() : sources;
    }

    /** Whether revisions and sources are reported as lists. */
    public boolean hasManySources() {
        return sourceHydrator.isEmpty() && !sources.isEmpty();
    }

    /** How many deployments are remembered; never negative. */
    public int historyLimit() {
        return Math.clamp(revisionHistoryLimit.orElse(DEFAULT_HISTORY), 0, 1000);
    }

    /** The policy of automation, when it is switched on. */
    public Optional<SyncPolicy.Automated> automation() {
        return syncPolicy
                .flatMap(SyncPolicy::automated)
                .filter(automated -> automated.enabled().orElse(true));
    }

    /** The sync options, none when there is no policy. */
    public List<String> syncOptions() {
        return syncPolicy.map(SyncPolicy::syncOptions).orElse(List.of());
    }

    /** Labels and annotations of the destination namespace, when the policy sets them. */
    public Optional<NamespaceMetadata> managedNamespaceMetadata() {
        return syncPolicy.flatMap(SyncPolicy::managedNamespaceMetadata);
    }

    /** What sync windows select an application of this spec by. */
    public Synced synced(String name) {
        return new Synced(name, destination.namespace(), destination.server(), destination.name());
    }

    /** A copy in another project. */
    public ApplicationSpec inProject(String path) {
        return new ApplicationSpec(
                destination,
                source,
                sources,
                sourceHydrator,
                path,
                syncPolicy,
                ignoreDifferences,
                info,
                revisionHistoryLimit);
    }

    /** A copy with another policy of syncs. */
    public ApplicationSpec withSyncPolicy(Optional<SyncPolicy> other) {
        return new ApplicationSpec(
                destination,
                source,
                sources,
                sourceHydrator,
                project,
                other,
                ignoreDifferences,
                info,
                revisionHistoryLimit);
    }

    /** Differences that do not count (S7); an empty group is the core group only. */
    public record IgnoreDifference(
            String group,
            @Always String kind,
            String name,
            String namespace,
            List<String> jsonPointers,
            List<String> jqPathExpressions,
            List<String> managedFieldsManagers) {}

    /** Labels and annotations for the destination namespace. */
    public record NamespaceMetadata(Map<String, String> labels, Map<String, String> annotations) {}

    /** Templates on one branch, rendered manifests on another (S8). */
    public record SourceHydrator(
            @Always DrySource drySource,
            @Always SyncSource syncSource,
            Optional<HydrateTo> hydrateTo) {

        /** What is applied: plain manifests of the branch that the hydrator writes. */
        public ApplicationSource effectiveSource() {
            var repository =
                    syncSource.repoURL().isEmpty() ? drySource.repoURL() : syncSource.repoURL();
            return ApplicationSource.of(repository, syncSource.path(), syncSource.targetBranch());
        }
    }

    /** Where templates are. */
    public record DrySource(
            @Always String repoURL,
            @Always String targetRevision,
            @Always String path,
            Optional<ApplicationSource.Helm> helm,
            Optional<ApplicationSource.Kustomize> kustomize,
            Optional<ApplicationSource.Directory> directory,
            Optional<ApplicationSource.Plugin> plugin) {}

    /** Where rendered manifests are applied from. */
    public record SyncSource(@Always String targetBranch, @Always String path, String repoURL) {}

    /** Where rendered manifests are written first. */
    public record HydrateTo(@Always String targetBranch) {}
}
