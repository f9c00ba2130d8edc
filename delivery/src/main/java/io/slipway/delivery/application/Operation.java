package io.slipway.delivery.application;

import java.util.List;
import java.util.Optional;

/** What is to be done to an application (spec gitops-engine-schema S5). */
public record Operation(
        Optional<Sync> sync,
        Initiator initiatedBy,
        List<InfoItem> info,
        @Always SyncPolicy.RetryStrategy retry) {

    public Operation {
        info = List.copyOf(info);
    }

    /** The same with another sync. */
    public Operation withSync(Sync other) {
        return new Operation(Optional.of(other), initiatedBy, info, retry);
    }

    /** Who asked: a person by name, or automation. */
    public record Initiator(String username, boolean automated) {}

    /**
     * A sync of fixed revisions.
     *
     * @param resources when not empty, only these: no hooks, no history
     * @param autoHealAttemptsCount which attempt of self-heal this is, 0 for an ordinary sync
     */
    public record Sync(
            String revision,
            boolean prune,
            boolean dryRun,
            Optional<Strategy> syncStrategy,
            List<SyncResource> resources,
            Optional<ApplicationSource> source,
            List<String> manifests,
            List<String> syncOptions,
            List<ApplicationSource> sources,
            List<String> revisions,
            long autoHealAttemptsCount) {

        public Sync {
            resources = List.copyOf(resources);
            manifests = List.copyOf(manifests);
            syncOptions = List.copyOf(syncOptions);
            sources = List.copyOf(sources);
            revisions = List.copyOf(revisions);
        }

        /** The same at other revisions, one for each source. */
        public Sync atRevisions(List<String> others) {
            boolean many = !sources.isEmpty() || !revisions.isEmpty();
            return new Sync(
                    many || others.isEmpty() ? "" : others.getFirst(),
                    prune,
                    dryRun,
                    syncStrategy,
                    resources,
                    source,
                    manifests,
                    syncOptions,
                    sources,
                    many ? others : List.of(),
                    autoHealAttemptsCount);
        }

        /** Whether only some objects are synced. */
        public boolean isPartial() {
            return !resources.isEmpty();
        }

        /** The fixed revisions, one for each source; empty when none is fixed yet. */
        public List<String> allRevisions() {
            return !revisions.isEmpty()
                    ? revisions
                    : revision.isEmpty() ? List.of() : List.of(revision);
        }

        /** The sources that the operation names itself; empty when those of the spec count. */
        public List<ApplicationSource> allSources() {
            return sources.isEmpty() ? source.stream().toList() : sources;
        }

        /** Whether objects are replaced when they cannot be changed. */
        public boolean force() {
            return syncStrategy
                    .map(s ->
                            s.apply().map(Force::force).orElse(false)
                                    || s.hook().map(Force::force).orElse(false))
                    .orElse(false);
        }

        /** Whether hooks are left out because the strategy is apply. */
        public boolean skipsHooks() {
            return syncStrategy.map(s -> s.apply().isPresent()).orElse(false);
        }
    }

    /** Which kind of sync; {@code hook} when absent. */
    public record Strategy(Optional<Force> apply, Optional<Force> hook) {}

    /** Whether objects are replaced when they cannot be changed. */
    public record Force(boolean force) {}

    /** An object of a partial sync; an empty namespace is any. */
    public record SyncResource(
            String group, @Always String kind, @Always String name, String namespace) {}
}
