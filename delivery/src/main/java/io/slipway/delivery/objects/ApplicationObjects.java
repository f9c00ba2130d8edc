package io.slipway.delivery.objects;

import io.slipway.delivery.application.Applications;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.reconcile.EngineRequests;
import io.slipway.delivery.reconcile.Surroundings;
import io.slipway.delivery.reconcile.Target;
import io.slipway.delivery.reconcile.Targets;
import io.slipway.engine.GitOpsEngine;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.engine.cluster.LogOptions;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.compare.CompareRequest;
import io.slipway.engine.compare.ComparedObject;
import io.slipway.engine.compare.TreeNode;
import io.slipway.engine.diff.Masking;
import io.slipway.engine.diff.ObjectDiff;
import io.slipway.forge.identity.Caller;
import io.slipway.git.object.Commit;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.problem.Problem;
import io.slipway.platform.problem.Unavailable;
import io.slipway.render.source.SourceType;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of applications, for members of their project. What the engine knows is shown by the
 * role; a single live object and logs are asked of the cluster as the person (decisions 9).
 */
public final class ApplicationObjects {

    private static final Logger LOG = LoggerFactory.getLogger(ApplicationObjects.class);
    private static final GroupVersionKind EVENT = new GroupVersionKind("", "v1", "Event");
    private static final int MOST_EVENTS = 2_000;

    private final Applications applications;
    private final Targets targets;
    private final Surroundings surroundings;
    private final GitOpsEngine engine;

    public ApplicationObjects(
            Applications applications,
            Targets targets,
            Surroundings surroundings,
            GitOpsEngine engine) {
        this.applications = applications;
        this.targets = targets;
        this.surroundings = surroundings;
        this.engine = engine;
    }

    /**
     * What the sources yield at a revision.
     *
     * @param revision of the first source; empty for the tracked ones
     * @throws Invalid when they cannot be rendered
     */
    public RenderedObjects manifests(Caller caller, String project, String name, String revision) {
        var target = target(applications.get(caller, project, name), revision);
        return new RenderedObjects(
                target.all().stream().map(o -> Masking.masked(o, Set.of())).toList(),
                target.revisions(),
                target.types().stream().map(SourceType::text).toList());
    }

    /** What is wanted at a revision beside what is there. */
    public List<ObjectChange> diff(Caller caller, String project, String name, String revision) {
        var stored = applications.get(caller, project, name);
        var cluster = cluster(stored);
        var request = request(stored, target(stored, revision));
        return asked(() -> {
            var comparison = engine.compare(cluster, request);
            var differences = engine.differences(cluster, request, Set.of());
            return comparison.objects().stream().map(o -> change(o, differences)).toList();
        });
    }

    /**
     * What a revision would render differently from the tracked one, before anything is merged.
     *
     * @param revision of the first source
     */
    public List<RenderedChange> preview(
            Caller caller, String project, String name, String revision) {
        var stored = applications.get(caller, project, name);
        var before = byKey(target(stored, ""));
        var after = byKey(target(stored, revision));
        var keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        return keys.stream().map(k -> changed(k, before, after)).flatMap(Optional::stream).toList();
    }

    /**
     * A commit of the first source, running or waiting.
     *
     * @throws NotFound when there is none of that name
     */
    public Commit revision(Caller caller, String project, String name, String revision) {
        return targets.commit(applications.get(caller, project, name), revision)
                .orElseThrow(() -> new NotFound("Revision", "revision " + revision + " not found"));
    }

    /**
     * What the cluster tells of the objects of an application and of all that they own; nothing
     * when it does not answer.
     */
    public List<ResourceObject> clusterEvents(Caller caller, String project, String name) {
        var stored = applications.get(caller, project, name);
        if (surroundings.of(stored).permitted().isEmpty()) {
            return List.of();
        }
        try {
            var nodes = tree(stored);
            var uids =
                    nodes.stream()
                            .map(TreeNode::uid)
                            .filter(u -> !u.isEmpty())
                            .collect(Collectors.toSet());
            var namespaces =
                    nodes.stream().map(n -> n.key().namespace()).collect(Collectors.toSet());
            var cluster = cluster(stored);
            return namespaces.stream()
                    .flatMap(n -> events(cluster, n.isEmpty() ? "default" : n).stream())
                    .filter(e -> e.at("involvedObject", "uid").filter(uids::contains).isPresent())
                    .distinct()
                    .toList();
        } catch (Problem | ClusterException e) {
            LOG.debug("events of application {} cannot be read from its cluster", stored.id(), e);
            return List.of();
        }
    }

    private static List<ResourceObject> events(Cluster cluster, String namespace) {
        var page =
                cluster.list(
                        Identity.registered(),
                        EVENT,
                        ListOptions.inNamespace(namespace).page(MOST_EVENTS, ""));
        return page.items();
    }

    /** The objects of an application and all that they own. */
    public List<TreeNode> tree(Caller caller, String project, String name) {
        return tree(applications.get(caller, project, name));
    }

    /**
     * One live object of the application's tree, read as the person.
     *
     * @throws NotFound when it is not in the tree, or not there for the person
     */
    public ResourceObject live(
            Caller caller,
            Identity who,
            String project,
            String name,
            GroupVersionKind type,
            String namespace,
            String object) {
        var stored = applications.get(caller, project, name);
        var key = new ResourceKey(type.group(), type.kind(), namespace, object);
        requireNode(stored, key);
        var cluster = cluster(stored);
        return asked(() -> cluster.get(who, new ObjectReference(type, namespace, object)))
                .map(o -> Masking.masked(o, Set.of()))
                .orElseThrow(() -> missing(key));
    }

    /**
     * The log of a pod of the application's tree, read as the person; the caller closes it.
     *
     * @throws NotFound when it is not in the tree
     */
    public InputStream logs(
            Caller caller,
            Identity who,
            String project,
            String name,
            String namespace,
            String pod,
            LogOptions options) {
        var stored = applications.get(caller, project, name);
        requireNode(stored, new ResourceKey("", "Pod", namespace, pod));
        var cluster = cluster(stored);
        return asked(() -> cluster.logs(who, namespace, pod, options));
    }

    private List<TreeNode> tree(StoredApplication stored) {
        var cluster = cluster(stored);
        var tracked = targets.at(stored, stored.application().spec().effectiveSources(), List.of());
        var verdict = surroundings.of(stored);
        return asked(() ->
                engine.tree(
                        cluster,
                        EngineRequests.compare(stored, tracked, verdict.policy()),
                        verdict.orphans()));
    }

    private void requireNode(StoredApplication stored, ResourceKey key) {
        if (tree(stored).stream().noneMatch(n -> n.key().equals(key))) {
            throw missing(key);
        }
    }

    private Target target(StoredApplication stored, String revision) {
        var sources = stored.application().spec().effectiveSources();
        var target =
                targets.at(stored, sources, revision.isEmpty() ? List.of() : List.of(revision));
        target.failure()
                .ifPresent(why -> {
                    throw Invalid.of("revision", "cannot be rendered: " + why);
                });
        return target;
    }

    private CompareRequest request(StoredApplication stored, Target target) {
        return EngineRequests.compare(stored, target, surroundings.of(stored).policy());
    }

    private Cluster cluster(StoredApplication stored) {
        var verdict = surroundings.of(stored);
        return verdict.permitted()
                .orElseThrow(
                        () -> Invalid.of("spec.destination", String.join("; ", verdict.errors())));
    }

    private static ObjectChange change(
            ComparedObject object, Map<ResourceKey, ObjectDiff> differences) {
        var diff = Optional.ofNullable(differences.get(object.key()));
        var sides = new ArrayList<ResourceObject>();
        object.desired().ifPresent(sides::add);
        object.live().ifPresent(sides::add);
        var hidden = Masking.masked(sides, Set.of());
        boolean both = sides.size() == 2;
        return new ObjectChange(
                object.key(),
                object.status().map(s -> s.text()),
                object.hook(),
                object.requiresPruning(),
                object.desired().map(_ -> hidden.getFirst()),
                object.live().map(_ -> hidden.get(both ? 1 : 0)),
                diff.flatMap(ObjectDiff::predicted),
                diff.map(ObjectDiff::fields).orElse(List.of()),
                diff.map(ObjectDiff::modified).orElse(!both));
    }

    private static Map<ResourceKey, ResourceObject> byKey(Target target) {
        var objects = new LinkedHashMap<ResourceKey, ResourceObject>();
        target.all().forEach(o -> objects.put(o.key(), o));
        return objects;
    }

    private static Optional<RenderedChange> changed(
            ResourceKey key,
            Map<ResourceKey, ResourceObject> before,
            Map<ResourceKey, ResourceObject> after) {
        var old = Optional.ofNullable(before.get(key));
        var now = Optional.ofNullable(after.get(key));
        if (old.equals(now)) {
            return Optional.empty();
        }
        var sides = new ArrayList<ResourceObject>();
        old.ifPresent(sides::add);
        now.ifPresent(sides::add);
        var hidden = Masking.masked(sides, Set.of());
        return Optional.of(
                new RenderedChange(
                        key, old.map(_ -> hidden.getFirst()), now.map(_ -> hidden.getLast())));
    }

    private static NotFound missing(ResourceKey key) {
        return new NotFound("Resource", key + " is not an object of this application");
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (ClusterException.Forbidden | ClusterException.Unauthorized e) {
            throw Denied.forbidden(e.getMessage());
        } catch (ClusterException.NotFound | ClusterException.UnknownKind e) {
            throw new NotFound("Resource", e.getMessage());
        } catch (ClusterException.Unavailable | ClusterException.TooManyRequests e) {
            throw new Unavailable(e.getMessage());
        } catch (ClusterException e) {
            throw Invalid.of("resource", "is refused by the cluster: " + e.getMessage());
        }
    }
}
