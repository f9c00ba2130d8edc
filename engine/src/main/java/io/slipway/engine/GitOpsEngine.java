package io.slipway.engine;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.DeleteOptions.Propagation;
import io.slipway.engine.cluster.WriteOptions;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.ComparedObject;
import io.slipway.engine.compare.Comparer;
import io.slipway.engine.compare.Comparison;
import io.slipway.engine.compare.Hook;
import io.slipway.engine.compare.HookPhase;
import io.slipway.engine.compare.Matcher;
import io.slipway.engine.compare.OrphanRules;
import io.slipway.engine.compare.ResourceTree;
import io.slipway.engine.compare.TreeNode;
import io.slipway.engine.diff.DiffRules;
import io.slipway.engine.diff.DiffStrategy;
import io.slipway.engine.diff.Differ;
import io.slipway.engine.diff.IgnoreDifference;
import io.slipway.engine.diff.JacksonJq;
import io.slipway.engine.diff.Masking;
import io.slipway.engine.diff.ObjectDiff;
import io.slipway.engine.health.Health;
import io.slipway.engine.sync.Deleter;
import io.slipway.engine.sync.DeletionBudget;
import io.slipway.engine.sync.DeletionHooks;
import io.slipway.engine.sync.DeletionSafety;
import io.slipway.engine.sync.DeletionStep;
import io.slipway.engine.sync.SyncOperation;
import io.slipway.engine.sync.SyncState;
import io.slipway.engine.sync.SyncStep;
import io.slipway.engine.sync.Syncer;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The door of the engine. Safe for many threads; it holds nothing but settings and a bounded cache
 * of differences.
 *
 * <p>Calls that take a cluster may throw {@link io.slipway.engine.cluster.ClusterException} when
 * the cluster cannot be worked with at all; what goes wrong with single objects is in the results.
 */
public final class GitOpsEngine {

    private static final Duration JQ_LIMIT = Duration.ofSeconds(1);

    private final EngineSettings settings;
    private final InstantSource clock;
    private final Matcher matcher;
    private final Comparer comparer;
    private final Syncer syncer;
    private final Deleter deleter;
    private final ResourceTree tree;
    private final DeletionHooks deletionHooks;
    private final Differ differ = new Differ(new JacksonJq(JQ_LIMIT));
    private final DiffCache cache = new DiffCache();

    /** With the clock that ages, delays and start times are read from. */
    public GitOpsEngine(EngineSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.matcher = new Matcher(settings.tracking(), settings.compare());
        this.comparer = new Comparer(settings.health());
        this.tree = new ResourceTree(settings.health(), settings.tracking());
        this.deleter = new Deleter(settings.compare(), settings.sync(), clock);
        this.deletionHooks =
                new DeletionHooks(
                        matcher, settings.compare(), settings.health(), settings.tracking(), clock);
        this.syncer =
                new Syncer(matcher, settings.health(), settings.tracking(), settings.sync(), clock);
    }

    /**
     * What the application wants beside what is there. Watches the kinds that it needs, and asks
     * the API server for dry runs of objects whose difference it does not know yet.
     */
    public Comparison compare(Cluster cluster, CompareRequest request) {
        var matching = matcher.match(cluster, request);
        var diffs =
                matching.failure().isPresent()
                        ? Map.<ResourceKey, ObjectDiff>of()
                        : differences(cluster, request).of(matching);
        return comparer.compare(request, matching, diffs, clock.instant());
    }

    /**
     * Takes one step of a sync: at most one wave of one phase is acted on. Matching against live is
     * done anew in each step, so no compare is needed before. The request must have the same
     * desired objects in every step, and the operation's sync options.
     */
    public SyncStep step(
            Cluster cluster, CompareRequest request, SyncOperation operation, SyncState state) {
        return step(cluster, request, operation, state, DeletionSafety.none());
    }

    /** The same, with what stands between the application and the deletion of objects. */
    public SyncStep step(
            Cluster cluster,
            CompareRequest request,
            SyncOperation operation,
            SyncState state,
            DeletionSafety safety) {
        return syncer.step(
                cluster, request, operation, state, differences(cluster, request), safety);
    }

    /**
     * One pass of deleting everything that the application manages, highest wave first. Call until
     * it is done.
     *
     * @param request with the kinds of its last status as known kinds; desired objects need not be
     *     there
     * @param deletedAt when the application was marked for deletion
     */
    public DeletionStep delete(
            Cluster cluster, CompareRequest request, Propagation propagation, Instant deletedAt) {
        return delete(cluster, request, propagation, deletedAt, DeletionSafety.none());
    }

    /** The same, with what stands between the application and the deletion of objects. */
    public DeletionStep delete(
            Cluster cluster,
            CompareRequest request,
            Propagation propagation,
            Instant deletedAt,
            DeletionSafety safety) {
        return deleter.step(cluster, request, propagation, deletedAt, safety);
    }

    /**
     * What deleting the application would take, if that is more than the budget allows unconfirmed.
     */
    public Optional<DeletionBudget.Pending> pendingDeletion(
            Cluster cluster, CompareRequest request, DeletionSafety safety) {
        return deleter.pending(cluster, request, safety);
    }

    /**
     * Runs the hooks of a deletion: makes those that are missing and waits for all.
     *
     * @param phase {@link HookPhase#PRE_DELETE} or {@link HookPhase#POST_DELETE}
     */
    public DeletionStep runDeletionHooks(Cluster cluster, CompareRequest request, HookPhase phase) {
        return deletionHooks.run(cluster, request, phase);
    }

    /** Removes the objects of the hooks of a deletion, as their policies say. */
    public DeletionStep cleanDeletionHooks(
            Cluster cluster, CompareRequest request, HookPhase phase) {
        return deletionHooks.clean(cluster, request, phase);
    }

    /**
     * Whether rendered objects hold a hook of this phase: then the application gets its finalizer.
     */
    public static boolean hasHook(List<ResourceObject> rendered, HookPhase phase) {
        return rendered.stream()
                .anyMatch(o -> Hook.of(o).filter(h -> h.phases().contains(phase)).isPresent());
    }

    /** The kinds whose live objects a compare looks at; hooks of deletions among them. */
    public Set<GroupKind> kinds(CompareRequest request) {
        return Matcher.kinds(request.desired(), request);
    }

    /**
     * The application's objects and all that they own, with health, images and addresses. Watches
     * the kinds that the managed ones usually own.
     */
    public List<TreeNode> tree(Cluster cluster, CompareRequest request, OrphanRules orphans) {
        var matching = matcher.match(cluster, request);
        var kinds = new HashSet<GroupKind>();
        matching.pairs().forEach(p -> kinds.add(p.key().groupKind()));
        var owned = ResourceTree.ownedKinds(kinds);
        var live = cluster.live();
        var whole = owned.stream().filter(tree::needsWhole).collect(Collectors.toSet());
        var named = owned.stream().filter(k -> !tree.needsWhole(k)).collect(Collectors.toSet());
        if (!whole.stream().allMatch(live::isSynced)) {
            live.watch(whole, settings.compare().watchPatience());
        }
        if (!named.stream().allMatch(live::isKnown)) {
            live.watchMetadata(named, settings.compare().watchPatience());
        }
        if (orphans.monitored()) {
            watchOrphans(cluster);
        }
        return tree.of(live, request, matching, orphans, clock.instant());
    }

    /**
     * The objects of nobody in the destination namespace, in the order of their keys' text. Reads
     * the shared watches, and sees to it that the kinds people make by hand are among them.
     *
     * @param comparison of the same request: what it names is managed
     */
    public List<ResourceKey> orphans(
            Cluster cluster, CompareRequest request, Comparison comparison, OrphanRules rules) {
        if (!rules.monitored() || request.namespace().isEmpty()) {
            return List.of();
        }
        watchOrphans(cluster);
        var managed =
                comparison.objects().stream().map(ComparedObject::key).collect(Collectors.toSet());
        return tree.orphans(cluster.live(), request, rules, managed).stream()
                .map(ResourceObject::key)
                .sorted(Comparator.comparing(ResourceKey::toString))
                .toList();
    }

    private void watchOrphans(Cluster cluster) {
        var catalog = cluster.catalog();
        var kinds = OrphanRules.KINDS.stream().filter(k -> catalog.find(k).isPresent()).toList();
        if (!kinds.stream().allMatch(cluster.live()::isSynced)) {
            cluster.live().watch(kinds, settings.compare().watchPatience());
        }
    }

    /**
     * The full differences of the application's objects, for people: normalised live and predicted
     * objects side by side, with Secrets hidden. Hooks and objects that only one side has are not
     * in it.
     */
    public Map<ResourceKey, ObjectDiff> differences(
            Cluster cluster, CompareRequest request, Set<String> secretAnnotations) {
        var matching = matcher.match(cluster, request);
        var found = new LinkedHashMap<ResourceKey, ObjectDiff>();
        differences(cluster, request)
                .inFull(matching)
                .forEach((key, diff) -> found.put(key, masked(diff, secretAnnotations)));
        return found;
    }

    /**
     * The difference of one object, without a cluster: by the client's three-way merge, or by
     * server-side apply's own merge run here.
     *
     * @param serverSideApply which of the two
     * @param ignores what does not count, besides what the settings leave out
     */
    public ObjectDiff diff(
            ResourceObject desired,
            ResourceObject live,
            boolean serverSideApply,
            List<IgnoreDifference> ignores) {
        var all = new ArrayList<>(settings.compare().ignoreDifferences());
        all.addAll(ignores);
        var rules =
                new DiffRules(
                        settings.tracking(),
                        all,
                        settings.compare().ignoreAggregatedRoles(),
                        false,
                        WriteOptions.MANAGER);
        var strategy = serverSideApply ? DiffStrategy.STRUCTURED_MERGE : DiffStrategy.THREE_WAY;
        return differ.diff(desired, live, strategy, rules, o -> o);
    }

    private static ObjectDiff masked(ObjectDiff diff, Set<String> annotations) {
        if (diff.live().isEmpty()
                || diff.predicted().isEmpty()
                || !Masking.isSecret(diff.live().get())) {
            return diff;
        }
        var hidden =
                Masking.masked(List.of(diff.live().get(), diff.predicted().get()), annotations);
        return new ObjectDiff(
                diff.modified(),
                Optional.of(hidden.getFirst()),
                Optional.of(hidden.getLast()),
                Differ.fields(hidden.getFirst(), hidden.getLast(), diff.fields()),
                diff.failure());
    }

    /** An object that may leave the engine: the values of a Secret are hidden. */
    public static ResourceObject masked(ResourceObject object, Set<String> secretAnnotations) {
        return Masking.masked(object, secretAnnotations);
    }

    private Differences differences(Cluster cluster, CompareRequest request) {
        return new Differences(cluster, request, settings, differ, cache);
    }

    /** The health of one live object; empty when its kind has none. */
    public Optional<Health> health(ResourceObject live) {
        return settings.health().assess(live, clock.instant());
    }
}
