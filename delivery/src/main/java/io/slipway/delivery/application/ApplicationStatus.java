package io.slipway.delivery.application;

import io.slipway.delivery.destination.Destination;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the engine found and did (spec gitops-engine-schema S10); only the engine writes it. */
public record ApplicationStatus(
        List<ResourceStatus> resources,
        Sync sync,
        HealthStatus health,
        List<Deployment> history,
        List<Condition> conditions,
        Optional<Instant> reconciledAt,
        Optional<OperationState> operationState,
        Optional<Instant> observedAt,
        String sourceType,
        Summary summary,
        String resourceHealthSource,
        List<String> sourceTypes,
        String controllerNamespace,
        Optional<Map<String, Object>> sourceHydrator) {

    /** Nothing is known yet. */
    public static final ApplicationStatus EMPTY =
            new ApplicationStatus(
                    List.of(),
                    Sync.NONE,
                    HealthStatus.NONE,
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    "",
                    new Summary(List.of(), List.of()),
                    "",
                    List.of(),
                    "",
                    Optional.empty());

    public ApplicationStatus {
        resources = List.copyOf(resources);
        history = List.copyOf(history);
        conditions = List.copyOf(conditions);
        sourceTypes = List.copyOf(sourceTypes);
    }

    /** With another state of the operation, or none. */
    public ApplicationStatus withOperationState(Optional<OperationState> state) {
        return new ApplicationStatus(
                resources,
                sync,
                health,
                history,
                conditions,
                reconciledAt,
                state,
                observedAt,
                sourceType,
                summary,
                resourceHealthSource,
                sourceTypes,
                controllerNamespace,
                sourceHydrator);
    }

    /** With another history. */
    public ApplicationStatus withHistory(List<Deployment> deployments) {
        return new ApplicationStatus(
                resources,
                sync,
                health,
                deployments,
                conditions,
                reconciledAt,
                operationState,
                observedAt,
                sourceType,
                summary,
                resourceHealthSource,
                sourceTypes,
                controllerNamespace,
                sourceHydrator);
    }

    /** With other conditions. */
    public ApplicationStatus withConditions(List<Condition> all) {
        return new ApplicationStatus(
                resources,
                sync,
                health,
                history,
                all,
                reconciledAt,
                operationState,
                observedAt,
                sourceType,
                summary,
                resourceHealthSource,
                sourceTypes,
                controllerNamespace,
                sourceHydrator);
    }

    /** With another moment of the last full comparison. */
    public ApplicationStatus withReconciledAt(Optional<Instant> at) {
        return new ApplicationStatus(
                resources,
                sync,
                health,
                history,
                conditions,
                at,
                operationState,
                observedAt,
                sourceType,
                summary,
                resourceHealthSource,
                sourceTypes,
                controllerNamespace,
                sourceHydrator);
    }

    /** What a comparison found. */
    public ApplicationStatus withComparison(
            List<ResourceStatus> found,
            Sync newSync,
            HealthStatus newHealth,
            List<String> types,
            boolean many,
            Summary newSummary) {
        return new ApplicationStatus(
                found,
                newSync,
                newHealth,
                history,
                conditions,
                reconciledAt,
                operationState,
                observedAt,
                many || types.isEmpty() ? "" : types.getFirst(),
                newSummary,
                resourceHealthSource,
                many ? types : List.of(),
                controllerNamespace,
                sourceHydrator);
    }

    /** Whether the cluster is as the sources say. */
    public enum SyncCode {
        UNKNOWN,
        SYNCED,
        OUT_OF_SYNC
    }

    /**
     * Whether the cluster is as the sources say, and which sources those were.
     *
     * @param status empty before the first comparison
     */
    public record Sync(
            Optional<SyncCode> status,
            ComparedTo comparedTo,
            String revision,
            List<String> revisions) {

        /** Nothing compared yet. */
        public static final Sync NONE =
                new Sync(Optional.empty(), ComparedTo.NOTHING, "", List.of());

        /** The resolved revisions, one for each source. */
        public List<String> allRevisions() {
            return !revisions.isEmpty()
                    ? revisions
                    : revision.isEmpty() ? List.of() : List.of(revision);
        }
    }

    /** The parts of the spec that a comparison was made with. */
    public record ComparedTo(
            Optional<ApplicationSource> source,
            Destination destination,
            List<ApplicationSource> sources,
            List<ApplicationSpec.IgnoreDifference> ignoreDifferences) {

        static final ComparedTo NOTHING =
                new ComparedTo(Optional.empty(), new Destination("", "", ""), List.of(), List.of());

        /** What a comparison with this spec is made with. */
        public static ComparedTo of(ApplicationSpec spec) {
            var sources = spec.effectiveSources();
            boolean many = spec.hasManySources();
            return new ComparedTo(
                    many ? Optional.empty() : sources.stream().findFirst(),
                    spec.destination(),
                    many ? sources : List.of(),
                    spec.ignoreDifferences());
        }
    }

    /** Health by its code, why, and since when. */
    public record HealthStatus(
            String status, String message, Optional<Instant> lastTransitionTime) {

        /** Not assessed. */
        public static final HealthStatus NONE = new HealthStatus("", "", Optional.empty());
    }

    /** One managed object. */
    public record ResourceStatus(
            String group,
            String version,
            String kind,
            String namespace,
            String name,
            Optional<SyncCode> status,
            HealthStatus health,
            boolean hook,
            boolean requiresPruning,
            long syncWave,
            boolean requiresDeletionConfirmation) {

        /** By what lists are ordered: group, kind, namespace, name. */
        public String sortKey() {
            return group + "/" + kind + "/" + namespace + "/" + name;
        }
    }

    /** A finished full sync. */
    public record Deployment(
            String revision,
            @Always Optional<Instant> deployedAt,
            @Always long id,
            Optional<ApplicationSource> source,
            Optional<Instant> deployStartedAt,
            List<ApplicationSource> sources,
            List<String> revisions,
            Operation.Initiator initiatedBy) {

        /** The sources that were deployed. */
        public List<ApplicationSource> allSources() {
            return sources.isEmpty() ? source.stream().toList() : sources;
        }

        /** The revisions that were deployed, one for each source. */
        public List<String> allRevisions() {
            return !revisions.isEmpty()
                    ? revisions
                    : revision.isEmpty() ? List.of() : List.of(revision);
        }
    }

    /** Something that its owner should know; the suffix of the type says how bad it is. */
    public record Condition(
            @Always String type, @Always String message, Optional<Instant> lastTransitionTime) {}

    /** Where the operation stands. */
    public enum Phase {
        RUNNING,
        TERMINATING,
        SUCCEEDED,
        FAILED,
        ERROR;

        /** Whether nothing more will happen. */
        public boolean isCompleted() {
            return this == SUCCEEDED || this == FAILED || this == ERROR;
        }
    }

    /**
     * The current or last operation.
     *
     * @param pendingDeletions what waits for a person's word, when the deletion budget says so
     */
    public record OperationState(
            @Always Operation operation,
            @Always Phase phase,
            String message,
            Optional<SyncResult> syncResult,
            @Always Instant startedAt,
            Optional<Instant> finishedAt,
            long retryCount,
            Optional<PendingDeletions> pendingDeletions) {

        /** The same operation further on. */
        public OperationState with(Phase newPhase, String newMessage) {
            return new OperationState(
                    operation,
                    newPhase,
                    newMessage,
                    syncResult,
                    startedAt,
                    finishedAt,
                    retryCount,
                    pendingDeletions);
        }
    }

    /**
     * Objects that are not deleted before a person confirms just this list (decisions 19).
     *
     * @param revision at which they are to be deleted; the confirmation names it
     * @param hash of the list; the confirmation names it
     * @param reason why somebody is asked
     */
    public record PendingDeletions(
            @Always String revision,
            @Always String hash,
            @Always String reason,
            List<Operation.SyncResource> resources) {

        public PendingDeletions {
            resources = List.copyOf(resources);
        }
    }

    /** What an operation did so far. */
    public record SyncResult(
            List<ResourceResult> resources,
            @Always String revision,
            Optional<ApplicationSource> source,
            List<ApplicationSource> sources,
            List<String> revisions,
            Optional<ApplicationSpec.NamespaceMetadata> managedNamespaceMetadata) {

        /** The revisions that are deployed, one for each source. */
        public List<String> allRevisions() {
            return !revisions.isEmpty()
                    ? revisions
                    : revision.isEmpty() ? List.of() : List.of(revision);
        }

        /** The sources that are deployed. */
        public List<ApplicationSource> allSources() {
            return sources.isEmpty() ? source.stream().toList() : sources;
        }
    }

    /** What an operation did to one object. */
    public record ResourceResult(
            @Always String group,
            @Always String version,
            @Always String kind,
            @Always String namespace,
            @Always String name,
            String status,
            String message,
            String hookType,
            String hookPhase,
            String syncPhase) {}

    /** Facts for people: images and addresses. */
    public record Summary(List<String> externalURLs, List<String> images) {}
}
