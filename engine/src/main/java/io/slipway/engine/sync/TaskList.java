package io.slipway.engine.sync;

import io.slipway.engine.cluster.ApiCatalog;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.HookPhase;
import io.slipway.engine.compare.Matching;
import io.slipway.engine.compare.ObjectOptions;
import io.slipway.engine.compare.Pair;
import io.slipway.engine.compare.SyncWave;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The tasks of a sync in their order, and what forbids it altogether (spec: sync C1, C2). Pure.
 *
 * @param problems why the sync cannot start; when not empty it fails before anything is applied
 */
record TaskList(List<SyncTask> tasks, List<String> problems) {

    /**
     * Builds the list.
     *
     * @param live finds the live object of a hook whose name was made here
     */
    static TaskList of(
            CompareRequest request,
            SyncOperation operation,
            Matching matching,
            ApiCatalog catalog,
            Tracking tracking,
            Instant startedAt,
            Function<ResourceKey, Optional<ResourceObject>> live) {
        return new Builder(request, operation, matching, catalog, tracking, startedAt, live)
                .build();
    }

    private static final class Builder {
        private final CompareRequest request;
        private final SyncOperation operation;
        private final Matching matching;
        private final ApiCatalog catalog;
        private final Tracking tracking;
        private final Instant startedAt;
        private final Function<ResourceKey, Optional<ResourceObject>> live;
        private final List<SyncTask> tasks = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        private final Set<GroupKind> defined = new HashSet<>();

        Builder(
                CompareRequest request,
                SyncOperation operation,
                Matching matching,
                ApiCatalog catalog,
                Tracking tracking,
                Instant startedAt,
                Function<ResourceKey, Optional<ResourceObject>> live) {
            this.request = request;
            this.operation = operation;
            this.matching = matching;
            this.catalog = catalog;
            this.tracking = tracking;
            this.startedAt = startedAt;
            this.live = live;
        }

        TaskList build() {
            matching.pairs().forEach(this::learnDefinition);
            for (var pair : matching.pairs()) {
                if (pair.selfReferencing() && isSelected(pair)) {
                    add(pair);
                }
            }
            var ordered =
                    TaskOrder.ordered(
                            tasks,
                            t ->
                                    ObjectOptions.has(
                                            "PruneLast=true",
                                            request.options(),
                                            t.live().stream()));
            return new TaskList(ordered, problems.stream().distinct().toList());
        }

        private void learnDefinition(Pair pair) {
            if (pair.key().kind().equals("CustomResourceDefinition")
                    && pair.desired().isPresent()) {
                defined.add(TaskOrder.definedKind(SyncTask.apply(pair, HookPhase.SYNC, 0, false)));
            }
        }

        private boolean isSelected(Pair pair) {
            return !operation.isPartial()
                    || operation.resources().stream().anyMatch(s -> s.matches(pair.key()));
        }

        private void add(Pair pair) {
            var hook = pair.hook();
            if (hook.isPresent()) {
                if (pair.desired().isPresent() && operation.hooks() && !operation.isPartial()) {
                    hook.get().phases().stream()
                            .filter(HookPhase::isOfSync)
                            .forEach(p -> addHook(pair, p));
                }
            } else if (pair.isExtra()) {
                tasks.add(SyncTask.prune(pair, SyncWave.of(pair.either())));
            } else if (pair.desired().isPresent()) {
                boolean skip = isUnserved(pair);
                tasks.add(SyncTask.apply(pair, HookPhase.SYNC, SyncWave.of(pair.either()), skip));
            }
        }

        private void addHook(Pair pair, HookPhase phase) {
            var object = named(pair.desired().orElseThrow(), phase);
            var there =
                    pair.live()
                            .filter(l -> l.name().equals(object.name()))
                            .or(() -> live.apply(object.key()));
            tasks.add(
                    new SyncTask(
                            phase,
                            SyncWave.of(object),
                            object.key(),
                            Optional.of(object),
                            there,
                            Optional.of(phase),
                            isUnserved(pair)));
        }

        /** A name for a hook that leaves it to be made; the same one in every step of this sync. */
        private ResourceObject named(ResourceObject hook, HookPhase phase) {
            var prefix = Trees.stringAt(hook.tree(), "metadata", "generateName");
            if (!hook.name().isEmpty() || prefix.isEmpty()) {
                return hook;
            }
            var revision = operation.revision();
            var suffix =
                    "%s-%s-%d"
                            .formatted(
                                    revision.substring(0, Math.min(7, revision.length())),
                                    phase.text().toLowerCase(Locale.ROOT),
                                    startedAt.getEpochSecond());
            var named =
                    hook.with(prefix.get() + suffix, "metadata", "name")
                            .without("metadata", "generateName");
            return tracking.stamp(named, request.instance(), request.namespace());
        }

        /**
         * Notes what forbids the task; tells whether its kind is not served, and that is all right.
         */
        private boolean isUnserved(Pair pair) {
            pair.refusal().ifPresent(problems::add);
            var type = pair.either().groupVersionKind();
            if (catalog.find(type).isPresent()) {
                return false;
            }
            boolean allowed =
                    defined.contains(type.groupKind())
                            || ObjectOptions.has(
                                    "SkipDryRunOnMissingResource=true",
                                    request.options(),
                                    Stream.of(pair.either()));
            if (!allowed) {
                problems.add(
                        new ClusterException.UnknownKind(type, catalog.versions(type.groupKind()))
                                .getMessage());
            }
            return true;
        }
    }
}
