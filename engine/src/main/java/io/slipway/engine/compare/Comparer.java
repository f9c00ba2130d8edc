package io.slipway.engine.compare;

import io.slipway.engine.diff.ObjectDiff;
import io.slipway.engine.health.Health;
import io.slipway.engine.health.HealthRules;
import io.slipway.manifests.ResourceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Statuses and health from matched objects and their differences (diff C2, health H5). Pure. */
public final class Comparer {

    private final HealthRules health;

    /** With the rules of health. */
    public Comparer(HealthRules health) {
        this.health = health;
    }

    /**
     * The comparison.
     *
     * @param diffs of the pairs that have both objects and are not hooks
     */
    public Comparison compare(
            CompareRequest request,
            Matching matching,
            Map<ResourceKey, ObjectDiff> diffs,
            Instant now) {
        boolean failed = matching.failure().isPresent();
        var objects = new ArrayList<ComparedObject>();
        boolean outOfSync = !request.namespaceMetadata().equals(request.appliedNamespaceMetadata());
        for (var pair : matching.pairs()) {
            var diff = Optional.ofNullable(diffs.get(pair.key()));
            objects.add(compared(request, pair, diff, failed, now));
            outOfSync |= contributes(pair, diff);
        }
        var conditions = new ArrayList<>(matching.conditions());
        conditions.addAll(problems(objects));
        boolean unknown =
                failed
                        || conditions.stream()
                                .anyMatch(c -> c.type() == Condition.Type.INVALID_SPEC);
        var status =
                unknown
                        ? SyncStatus.UNKNOWN
                        : outOfSync ? SyncStatus.OUT_OF_SYNC : SyncStatus.SYNCED;
        return new Comparison(
                status,
                objects,
                Matcher.sorted(conditions),
                ApplicationHealth.of(objects),
                objects.stream()
                        .flatMap(o -> o.health().flatMap(Health::checkAgain).stream())
                        .min(Comparator.naturalOrder()));
    }

    private ComparedObject compared(
            CompareRequest request,
            Pair pair,
            Optional<ObjectDiff> diff,
            boolean failed,
            Instant now) {
        return new ComparedObject(
                pair.key(),
                pair.either().groupVersionKind().version(),
                pair.desired(),
                pair.live(),
                status(pair, diff, failed),
                pair.hook().isPresent(),
                pair.isExtra(),
                ObjectOptions.needsConfirmation(request.options(), pair.both()),
                SyncWave.of(pair.either()),
                healthOf(pair, now),
                diff,
                pair.refusal());
    }

    private static Optional<SyncStatus> status(
            Pair pair, Optional<ObjectDiff> diff, boolean failed) {
        if (failed) {
            return Optional.of(SyncStatus.UNKNOWN);
        }
        if (pair.hook().isPresent() || !pair.selfReferencing()) {
            return Optional.empty();
        }
        if (pair.refusal().isPresent() || diff.flatMap(ObjectDiff::failure).isPresent()) {
            return Optional.of(SyncStatus.UNKNOWN);
        }
        return Optional.of(differs(pair, diff) ? SyncStatus.OUT_OF_SYNC : SyncStatus.SYNCED);
    }

    private static boolean differs(Pair pair, Optional<ObjectDiff> diff) {
        if (pair.synthetic() && pair.live().isEmpty()) {
            return false;
        }
        return pair.desired().isEmpty()
                || pair.live().isEmpty()
                || diff.map(ObjectDiff::modified).orElse(false);
    }

    /** Whether the pair makes the application out of sync. */
    private static boolean contributes(Pair pair, Optional<ObjectDiff> diff) {
        if (pair.hook().isPresent() || !pair.selfReferencing()) {
            return false;
        }
        if (pair.desired().isEmpty()) {
            return pair.live()
                    .flatMap(o -> o.annotation(CompareRequest.COMPARE_OPTIONS))
                    .map(SyncOptions::split)
                    .filter(o -> o.contains("IgnoreExtraneous"))
                    .isEmpty();
        }
        return differs(pair, diff);
    }

    private Optional<Health> healthOf(Pair pair, Instant now) {
        if (pair.live().isEmpty()) {
            return pair.hook().isPresent() ? Optional.empty() : ApplicationHealth.missing();
        }
        var live = pair.live().get();
        return ApplicationHealth.isIgnored(live) ? Optional.empty() : health.assess(live, now);
    }

    private static List<Condition> problems(List<ComparedObject> objects) {
        var found = new ArrayList<Condition>();
        objects.stream()
                .flatMap(o -> o.diff().flatMap(ObjectDiff::failure).stream())
                .filter(Objects::nonNull)
                .forEach(f ->
                        found.add(
                                new Condition(
                                        Condition.Type.COMPARISON,
                                        "Failed to compare desired state to live state: " + f)));
        var failed =
                objects.stream()
                        .filter(o ->
                                o.health()
                                        .filter(h -> h.message().startsWith(HealthRules.FAILURE))
                                        .isPresent())
                        .toList();
        if (!failed.isEmpty()) {
            var more = failed.size() > 1 ? " (and " + (failed.size() - 1) + " more)" : "";
            found.add(
                    new Condition(
                            Condition.Type.COMPARISON,
                            failed.getFirst().key()
                                    + ": "
                                    + failed.getFirst().health().map(Health::message).orElse("")
                                    + more));
        }
        return found;
    }
}
