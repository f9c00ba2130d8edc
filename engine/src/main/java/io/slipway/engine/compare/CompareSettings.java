package io.slipway.engine.compare;

import io.slipway.engine.diff.IgnoreDifference;
import io.slipway.manifests.GroupKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How compares run.
 *
 * @param excludedKinds never managed; a desired object of such a kind is left out with a warning
 * @param ignoreDifferences for all applications ({@link IgnoreDifference#system()})
 * @param ignoreAggregatedRoles the rules of aggregated roles do not count (false)
 * @param serverSideDiff ask the API server what an apply would do (true)
 * @param watchPatience how long a compare waits for a kind's first list (10 s)
 * @param parallelReads calls to one cluster at a time in one compare (20)
 */
public record CompareSettings(
        Set<GroupKind> excludedKinds,
        List<IgnoreDifference> ignoreDifferences,
        boolean ignoreAggregatedRoles,
        boolean serverSideDiff,
        Duration watchPatience,
        int parallelReads) {

    public CompareSettings {
        excludedKinds = Set.copyOf(excludedKinds);
        ignoreDifferences = List.copyOf(ignoreDifferences);
    }

    /** The documented defaults. */
    public static CompareSettings defaults() {
        return new CompareSettings(
                Set.of(), IgnoreDifference.system(), false, true, Duration.ofSeconds(10), 20);
    }

    /** The same, with or without the API server's opinion. */
    public CompareSettings withServerSideDiff(boolean on) {
        return new CompareSettings(
                excludedKinds,
                ignoreDifferences,
                ignoreAggregatedRoles,
                on,
                watchPatience,
                parallelReads);
    }

    /** The same, with kinds left out. */
    public CompareSettings excluding(Set<GroupKind> kinds) {
        return new CompareSettings(
                kinds,
                ignoreDifferences,
                ignoreAggregatedRoles,
                serverSideDiff,
                watchPatience,
                parallelReads);
    }
}
