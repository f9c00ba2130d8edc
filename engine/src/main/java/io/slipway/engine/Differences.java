package io.slipway.engine;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ParallelCalls;
import io.slipway.engine.cluster.Validation;
import io.slipway.engine.cluster.WriteOptions;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.CompareSettings;
import io.slipway.engine.compare.Matching;
import io.slipway.engine.compare.ObjectOptions;
import io.slipway.engine.compare.Pair;
import io.slipway.engine.diff.DiffRules;
import io.slipway.engine.diff.DiffStrategy;
import io.slipway.engine.diff.Differ;
import io.slipway.engine.diff.IgnoreDifference;
import io.slipway.engine.diff.Masking;
import io.slipway.engine.diff.ObjectDiff;
import io.slipway.engine.sync.SyncKnowledge;
import io.slipway.engine.sync.SyncSettings;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The differences of one application in one cluster, from the cache or by asking. */
final class Differences implements SyncKnowledge {

    private final Cluster cluster;
    private final CompareRequest request;
    private final CompareSettings settings;
    private final SyncSettings sync;
    private final Differ differ;
    private final DiffCache cache;
    private final DiffRules rules;

    Differences(
            Cluster cluster,
            CompareRequest request,
            EngineSettings settings,
            Differ differ,
            DiffCache cache) {
        this.cluster = cluster;
        this.request = request;
        this.settings = settings.compare();
        this.sync = settings.sync();
        this.differ = differ;
        this.cache = cache;
        var ignores = new ArrayList<IgnoreDifference>(settings.compare().ignoreDifferences());
        ignores.addAll(request.ignoreDifferences());
        this.rules =
                new DiffRules(
                        settings.tracking(),
                        ignores,
                        settings.compare().ignoreAggregatedRoles(),
                        request.hasCompareOption("IncludeMutationWebhook=true"),
                        WriteOptions.MANAGER);
    }

    /** Of every pair that has both objects and is compared. */
    Map<ResourceKey, ObjectDiff> of(Matching matching) {
        var found = new HashMap<ResourceKey, ObjectDiff>();
        var unknown = new ArrayList<Pair>();
        for (var pair : matching.pairs()) {
            if (isCompared(pair)) {
                var known = known(pair);
                known.ifPresent(diff -> found.put(pair.key(), diff));
                if (known.isEmpty()) {
                    unknown.add(pair);
                }
            }
        }
        var diffs = ParallelCalls.map(unknown, settings.parallelReads(), this::of);
        for (int i = 0; i < unknown.size(); i++) {
            found.put(unknown.get(i).key(), diffs.get(i));
        }
        return found;
    }

    private Optional<ObjectDiff> known(Pair pair) {
        return cache.find(
                cluster,
                pair.desired().orElseThrow(),
                pair.live().orElseThrow(),
                strategy(pair),
                rules);
    }

    /** The same, not from the cache, with both objects also where nothing differs. */
    Map<ResourceKey, ObjectDiff> inFull(Matching matching) {
        var pairs = matching.pairs().stream().filter(Differences::isCompared).toList();
        var diffs = ParallelCalls.map(pairs, settings.parallelReads(), this::calculated);
        var found = new LinkedHashMap<ResourceKey, ObjectDiff>();
        for (int i = 0; i < pairs.size(); i++) {
            found.put(pairs.get(i).key(), diffs.get(i));
        }
        return found;
    }

    ObjectDiff of(Pair pair) {
        var desired = pair.desired().orElseThrow();
        var live = pair.live().orElseThrow();
        var strategy = strategy(pair);
        return cache.find(cluster, desired, live, strategy, rules)
                .orElseGet(() -> {
                    var diff = slim(calculated(desired, live, strategy));
                    cache.put(cluster, desired, live, strategy, rules, diff, false);
                    return diff;
                });
    }

    private ObjectDiff calculated(Pair pair) {
        return calculated(pair.desired().orElseThrow(), pair.live().orElseThrow(), strategy(pair));
    }

    private ObjectDiff calculated(
            ResourceObject desired, ResourceObject live, DiffStrategy strategy) {
        try {
            return differ.diff(desired, live, strategy, rules, this::dryRun);
        } catch (ClusterException.Invalid e) {
            return refused(desired, live, Masking.text(e.getMessage(), desired));
        } catch (ClusterException | ManifestException e) {
            return ObjectDiff.failed(Masking.text(String.valueOf(e.getMessage()), desired));
        }
    }

    /** What the server refuses is still shown, as far as it can be told without the server. */
    private ObjectDiff refused(ResourceObject desired, ResourceObject live, String reason) {
        try {
            var diff =
                    differ.diff(desired, live, DiffStrategy.STRUCTURED_MERGE, rules, this::dryRun);
            return new ObjectDiff(
                    true, diff.live(), diff.predicted(), diff.fields(), Optional.of(reason));
        } catch (ManifestException _) {
            return ObjectDiff.failed(reason);
        }
    }

    /** Trees of equal objects are not kept: there may be very many. */
    private static ObjectDiff slim(ObjectDiff diff) {
        return diff.modified() ? diff : ObjectDiff.same();
    }

    private static boolean isCompared(Pair pair) {
        return pair.desired().isPresent()
                && pair.live().isPresent()
                && pair.hook().isEmpty()
                && pair.refusal().isEmpty();
    }

    private ResourceObject dryRun(ResourceObject desired) {
        var validation =
                ObjectOptions.has("Validate=false", request.options(), Stream.of(desired))
                        ? Validation.IGNORE
                        : Validation.STRICT;
        return cluster.apply(
                Identity.registered(),
                desired,
                new WriteOptions(WriteOptions.MANAGER, true, true, validation));
    }

    /**
     * The prediction that fits the way in which the object is applied: a server-side dry run does
     * not see what a client's apply takes away, so it stands for that only when it is asked for by
     * name.
     */
    private DiffStrategy strategy(Pair pair) {
        boolean serverSideApply = isServerSide(pair.desired().orElseThrow());
        boolean byDefault =
                settings.serverSideDiff()
                        && serverSideApply
                        && !request.hasCompareOption("ServerSideDiff=false");
        if (byDefault || request.hasCompareOption("ServerSideDiff=true")) {
            return DiffStrategy.SERVER_SIDE;
        }
        return serverSideApply ? DiffStrategy.STRUCTURED_MERGE : DiffStrategy.THREE_WAY;
    }

    private boolean isServerSide(ResourceObject desired) {
        return ObjectOptions.isServerSideApply(sync.serverSideApply(), request.options(), desired);
    }

    // --- what a sync wants to know ---

    @Override
    public boolean isAccepted(ResourceObject desired, ResourceObject live) {
        return isServerSide(desired)
                && cache.find(cluster, desired, live, DiffStrategy.SERVER_SIDE, rules).isPresent();
    }

    @Override
    public boolean isInPlace(ResourceObject desired, ResourceObject live) {
        return isServerSide(desired)
                && cache.isApplied(cluster, desired, live, DiffStrategy.SERVER_SIDE, rules);
    }

    @Override
    public boolean isModified(Pair pair) {
        return pair.desired().isEmpty() || pair.live().isEmpty() || of(pair).modified();
    }

    @Override
    public ResourceObject withLiveValues(ResourceObject desired, ResourceObject live) {
        return differ.withLiveValues(desired, live, rules);
    }

    @Override
    public void applied(ResourceObject desired, ResourceObject result) {
        cache.put(
                cluster, desired, result, DiffStrategy.SERVER_SIDE, rules, ObjectDiff.same(), true);
    }
}
