package io.slipway.delivery.reconcile;

import io.slipway.delivery.application.Application;
import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.application.ApplicationMetadata;
import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.delivery.application.ApplicationStatus.HealthStatus;
import io.slipway.delivery.application.ApplicationStatus.ResourceResult;
import io.slipway.delivery.application.ApplicationStatus.ResourceStatus;
import io.slipway.delivery.application.ApplicationStatus.SyncCode;
import io.slipway.delivery.application.Applications;
import io.slipway.delivery.application.Finalizers;
import io.slipway.delivery.application.Operation;
import io.slipway.delivery.application.SpecRules;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.engine.compare.SyncOptions;
import io.slipway.engine.compare.SyncWave;
import io.slipway.engine.sync.DeletionBudget;
import io.slipway.engine.sync.DeletionSafety;
import io.slipway.engine.tracking.Tracking;
import io.slipway.engine.tracking.TrackingId;
import io.slipway.forge.identity.Caller;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.platform.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Applications of applications: an Application object in a source becomes an application here, in
 * its parent's project, and is no object of a cluster (decisions 4, spec gitops-engine-lifecycle
 * O). What belongs to a parent is known by the same tracking data that objects in clusters carry. A
 * wave waits until the applications of the wave before are Synced and Healthy. Safe for several
 * threads.
 */
final class Children {

    private static final String TO_CLUSTER = "slipway/apply-to-cluster";
    private static final String GROUP = "argoproj.io";
    private static final String VERSION = "v1alpha1";
    private static final String MISSING = "Missing";

    private final ApplicationRecords records;
    private final Applications applications;

    Children(ApplicationRecords records, Applications applications) {
        this.records = records;
        this.applications = applications;
    }

    /** Whether an object of a source is an application for here. */
    static boolean isChild(ResourceObject object) {
        return object.kind().equals(Application.KIND)
                && object.groupVersionKind().group().equals(GROUP)
                && object.annotation(TO_CLUSTER).filter("true"::equals).isEmpty();
    }

    /** The instance of the parent that an application is marked with. */
    static Optional<String> parentOf(Application application) {
        return application
                .metadata()
                .annotation(Tracking.ID_ANNOTATION)
                .flatMap(TrackingId::parse)
                .filter(id -> id.key().kind().equals(Application.KIND))
                .map(TrackingId::instance);
    }

    /**
     * How the children of an application stand: those that are wanted, and those that are too many.
     */
    List<ResourceStatus> compare(StoredApplication parent, Target target) {
        var there = family(parent, target);
        var statuses = new ArrayList<ResourceStatus>();
        for (var object : target.children()) {
            var live =
                    Optional.ofNullable(there.get(object.name()))
                            .map(StoredApplication::application);
            boolean synced = live.filter(l -> isAsWanted(parent, object, l)).isPresent();
            boolean self = object.name().equals(parent.application().name());
            statuses.add(
                    status(
                            parent,
                            object.name(),
                            synced ? SyncCode.SYNCED : SyncCode.OUT_OF_SYNC,
                            self ? HealthStatus.NONE : live.map(Children::health).orElse(missing()),
                            false,
                            SyncWave.of(object)));
        }
        if (target.failure().isEmpty()) {
            for (var extra : extra(parent, target, there)) {
                statuses.add(
                        status(
                                parent,
                                extra.application().name(),
                                SyncCode.OUT_OF_SYNC,
                                health(extra.application()),
                                true,
                                0));
            }
        }
        return statuses;
    }

    /** What came of one look at the children during a sync. */
    record Outcome(
            List<ResourceResult> results,
            Optional<String> failure,
            Optional<String> waits,
            Optional<DeletionBudget.Pending> deletions) {

        Outcome(List<ResourceResult> results, Optional<String> failure, Optional<String> waits) {
            this(results, failure, waits, Optional.empty());
        }
    }

    /** Makes and changes children wave by wave, and lets go of those that are too many. */
    Outcome apply(
            StoredApplication parent, Target target, Operation.Sync sync, DeletionSafety safety) {
        var waves = new TreeMap<Integer, List<ResourceObject>>();
        target.children().stream()
                .filter(o -> isSelected(sync, o.name()))
                .forEach(o -> waves.computeIfAbsent(SyncWave.of(o), _ -> new ArrayList<>()).add(o));
        var results = new ArrayList<ResourceResult>();
        var failures = new ArrayList<String>();
        for (var wave : waves.entrySet()) {
            wave.getValue().forEach(o -> results.add(applied(parent, o, sync, failures)));
            if (!failures.isEmpty()) {
                return new Outcome(results, Optional.of(failed(failures)), Optional.empty());
            }
            var unready = unready(parent, wave.getValue());
            boolean last = wave.getKey().equals(waves.lastKey());
            if (!last && !sync.dryRun() && !unready.isEmpty()) {
                return new Outcome(
                        results,
                        Optional.empty(),
                        Optional.of(
                                "waiting for healthy state of "
                                        + GROUP
                                        + "/Application/"
                                        + String.join(", ", unready)));
            }
        }
        var extras =
                extra(parent, target, family(parent, target)).stream()
                        .filter(e -> isSelected(sync, e.application().name()))
                        .toList();
        var pending = pending(extras, sync, safety);
        if (pending.isPresent()) {
            return new Outcome(
                    results,
                    Optional.empty(),
                    Optional.of("waiting for pruning confirmation of " + pending.get().summary()),
                    pending);
        }
        extras.forEach(e -> results.add(pruned(parent, e, sync)));
        return new Outcome(results, Optional.empty(), Optional.empty());
    }

    /**
     * Lets go of all children; says which of them have to be waited for: not those that the parent
     * is itself a child of, which would wait for it in turn.
     */
    List<String> delete(StoredApplication parent) {
        var left =
                records.family(parent.namespaceId(), List.of(), parent.instance()).stream()
                        .filter(c -> isOf(parent, c))
                        .sorted(Comparator.comparing(c -> c.application().name()))
                        .toList();
        left.forEach(c -> applications.deleteChild(Caller.system(), c));
        var above = ancestors(parent);
        return left.stream()
                .filter(c -> !above.contains(c.instance()))
                .map(c -> c.application().name())
                .toList();
    }

    private Set<String> ancestors(StoredApplication application) {
        var found = new HashSet<String>();
        var next = parentOf(application.application());
        while (next.isPresent() && found.add(next.get())) {
            next =
                    records.ofInstance(application.namespaceId(), next.get())
                            .flatMap(s -> parentOf(s.application()));
        }
        return found;
    }

    private ResourceResult applied(
            StoredApplication parent,
            ResourceObject object,
            Operation.Sync sync,
            List<String> failures) {
        try {
            var live = records.find(parent.namespaceId(), object.name());
            boolean there = live.isPresent();
            if (live.filter(l -> isAsWanted(parent, object, l.application())).isPresent()) {
                return result(
                        parent, object.name(), "Synced", object.name() + " unchanged", "Succeeded");
            }
            applications.applyChild(Caller.system(), parent, wanted(parent, object), sync.dryRun());
            return result(
                    parent,
                    object.name(),
                    "Synced",
                    object.name() + (there ? " configured" : " created"),
                    "Succeeded");
        } catch (Problem e) {
            failures.add(object.name() + ": " + e.getMessage());
            return result(parent, object.name(), "SyncFailed", e.getMessage(), "Failed");
        }
    }

    private ResourceResult pruned(
            StoredApplication parent, StoredApplication extra, Operation.Sync sync) {
        var name = extra.application().name();
        if (!sync.prune()) {
            return result(parent, name, "PruneSkipped", "ignored (requires pruning)", "Succeeded");
        }
        if (isKept(extra.application(), sync)) {
            return result(parent, name, "PruneSkipped", "ignored (no prune)", "Succeeded");
        }
        if (!sync.dryRun()) {
            applications.deleteChild(Caller.system(), extra);
        }
        return result(parent, name, "Pruned", "pruned", "Succeeded");
    }

    /** What the children that are too many would take along, if somebody has to be asked. */
    private static Optional<DeletionBudget.Pending> pending(
            List<StoredApplication> extras, Operation.Sync sync, DeletionSafety safety) {
        var keys = new ArrayList<ResourceKey>();
        extras.stream()
                .map(StoredApplication::application)
                .filter(c -> isDoomed(c, sync))
                .filter(c -> c.metadata().finalizers().stream().anyMatch(Finalizers::isCascade))
                .forEach(c -> {
                    keys.add(new ResourceKey(GROUP, Application.KIND, c.project(), c.name()));
                    c.status().resources().stream()
                            .map(r -> new ResourceKey(r.group(), r.kind(), r.namespace(), r.name()))
                            .forEach(keys::add);
                });
        return keys.isEmpty() ? Optional.empty() : safety.pending(keys);
    }

    private static boolean isDoomed(Application child, Operation.Sync sync) {
        return sync.prune() && !sync.dryRun() && !isKept(child, sync);
    }

    private static boolean isKept(Application child, Operation.Sync sync) {
        return SyncOptions.of(
                        child.metadata()
                                .annotation(SyncOptions.ANNOTATION)
                                .map(text -> List.of(text.strip().split("\\s*,\\s*")))
                                .orElse(List.of()))
                .value("Prune")
                .or(() -> SyncOptions.of(sync.syncOptions()).value("Prune"))
                .filter("false"::equals)
                .isPresent();
    }

    private List<String> unready(StoredApplication parent, List<ResourceObject> wave) {
        var names = wave.stream().map(ResourceObject::name).toList();
        var there = byName(records.family(parent.namespaceId(), names, parent.instance()));
        return names.stream()
                .filter(n -> !n.equals(parent.application().name()))
                .filter(n ->
                        Optional.ofNullable(there.get(n))
                                .filter(c -> isReady(c.application()))
                                .isEmpty())
                .toList();
    }

    private static boolean isReady(Application child) {
        return child.operation().isEmpty()
                && child.status().health().status().equals("Healthy")
                && (child.spec().automation().isEmpty()
                        || child.status().sync().status().equals(Optional.of(SyncCode.SYNCED)));
    }

    /** The applications that a parent wants or has made, by name; never those of others. */
    private Map<String, StoredApplication> family(StoredApplication parent, Target target) {
        var names = target.children().stream().map(ResourceObject::name).toList();
        return byName(records.family(parent.namespaceId(), names, parent.instance()));
    }

    private static Map<String, StoredApplication> byName(List<StoredApplication> found) {
        return found.stream().collect(Collectors.toMap(s -> s.application().name(), s -> s));
    }

    private static List<StoredApplication> extra(
            StoredApplication parent, Target target, Map<String, StoredApplication> there) {
        var wanted =
                target.children().stream().map(ResourceObject::name).collect(Collectors.toSet());
        return there.values().stream()
                .filter(c -> isOf(parent, c) && !wanted.contains(c.application().name()))
                .sorted(Comparator.comparing(c -> c.application().name()))
                .toList();
    }

    private static boolean isOf(StoredApplication parent, StoredApplication child) {
        return !child.id().equals(parent.id())
                && parentOf(child.application()).equals(Optional.of(parent.instance()));
    }

    /**
     * Whether a child is what its parent wants; what others added to its metadata does not count.
     */
    private static boolean isAsWanted(
            StoredApplication parent, ResourceObject object, Application live) {
        try {
            var wanted = wanted(parent, object);
            var spec = SpecRules.normalised(wanted.spec(), parent.application().project());
            return spec.equals(live.spec())
                    && holds(live.metadata().labels(), wanted.metadata().labels())
                    && holds(live.metadata().annotations(), wanted.metadata().annotations())
                    && withoutHooks(live.metadata()).equals(withoutHooks(wanted.metadata()));
        } catch (Problem e) {
            return false;
        }
    }

    private static List<String> withoutHooks(ApplicationMetadata metadata) {
        return metadata.finalizers().stream()
                .filter(f -> !f.startsWith("pre-delete-") && !f.startsWith("post-delete-"))
                .sorted()
                .toList();
    }

    private static boolean holds(Map<String, String> live, Map<String, String> wanted) {
        return wanted.entrySet().stream()
                .allMatch(e -> Objects.equals(live.get(e.getKey()), e.getValue()));
    }

    /**
     * The child as it is written down: without what is not its author's, with the parent's mark.
     */
    private static Application wanted(StoredApplication parent, ResourceObject object) {
        var plain = object.without("status").without("operation").withNamespace("");
        var read = ApplicationFormat.read(plain.tree(), false).application();
        var project = parent.application().project();
        var metadata = read.metadata();
        var annotations = new HashMap<>(metadata.annotations());
        var key = new ResourceKey(GROUP, Application.KIND, project, object.name());
        annotations.put(Tracking.ID_ANNOTATION, new TrackingId(parent.instance(), key).toString());
        return read.withMetadata(
                metadata.with(metadata.labels(), annotations, metadata.finalizers()));
    }

    private static boolean isSelected(Operation.Sync sync, String name) {
        return !sync.isPartial()
                || sync.resources().stream()
                        .anyMatch(r ->
                                r.group().equals(GROUP)
                                        && r.kind().equals(Application.KIND)
                                        && r.name().equals(name));
    }

    private static String failed(List<String> failures) {
        return "one or more objects failed to apply, reason: " + String.join(", ", failures);
    }

    private static HealthStatus health(Application child) {
        var health = child.status().health();
        return health.status().isEmpty()
                ? new HealthStatus("Progressing", "", Optional.empty())
                : new HealthStatus(health.status(), health.message(), Optional.empty());
    }

    private static HealthStatus missing() {
        return new HealthStatus(MISSING, "", Optional.empty());
    }

    private static ResourceStatus status(
            StoredApplication parent,
            String name,
            SyncCode code,
            HealthStatus health,
            boolean extra,
            int wave) {
        return new ResourceStatus(
                GROUP,
                VERSION,
                Application.KIND,
                parent.application().project(),
                name,
                Optional.of(code),
                health,
                false,
                extra,
                wave,
                false);
    }

    private static ResourceResult result(
            StoredApplication parent, String name, String status, String message, String phase) {
        return new ResourceResult(
                GROUP,
                VERSION,
                Application.KIND,
                parent.application().project(),
                name,
                status,
                message,
                "",
                phase,
                "Sync");
    }
}
