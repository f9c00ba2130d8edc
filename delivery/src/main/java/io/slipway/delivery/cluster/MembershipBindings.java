package io.slipway.delivery.cluster;

import io.slipway.delivery.application.ApplicationChange;
import io.slipway.delivery.application.ApplicationChanges;
import io.slipway.delivery.application.ApplicationId;
import io.slipway.delivery.application.ApplicationRecords;
import io.slipway.delivery.application.StoredApplication;
import io.slipway.delivery.destination.Clusters;
import io.slipway.delivery.destination.Destination;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.DeleteOptions;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.WriteOptions;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.Role;
import io.slipway.forge.grant.Grant;
import io.slipway.forge.grant.Grants;
import io.slipway.forge.grant.Reach;
import io.slipway.forge.group.Namespace;
import io.slipway.forge.group.Namespaces;
import io.slipway.forge.identity.Caller;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.platform.secret.Tokens;
import io.slipway.platform.store.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps RoleBindings in step with the forge, where the grant says so: in each namespace of a
 * cluster that a project's applications go to, its reporters get {@code slipway-view}, its
 * developers {@code slipway-edit}, its masters and owners {@code slipway-admin}.
 *
 * <p>A binding names the groups that Slipway impersonates ({@code slipway:<path>:<role>}), not
 * people: so a member who comes, goes or changes role has the new rights with the next request, and
 * nothing has to be written. Bindings change when applications come, go or move, when grants
 * change, and when a namespace of the forge is renamed.
 *
 * <p>Each cluster is written by a thread of its own, so that one that hangs keeps no other from
 * being kept. What cannot be written now is tried again.
 */
public final class MembershipBindings implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MembershipBindings.class);

    private static final GroupVersionKind BINDING =
            GroupVersionKind.of("rbac.authorization.k8s.io/v1", "RoleBinding");
    private static final String INSTALLATION = "slipway/installation";
    private static final String PROJECT = "slipway/project-id";
    private static final String SANDBOX = "sandbox";

    /** Which role of the cluster each role of the forge has. */
    private static final Map<String, List<Role>> ROLES =
            new TreeMap<>(
                    Map.of(
                            "view", List.of(Role.REPORTER),
                            "edit", List.of(Role.DEVELOPER),
                            "admin", List.of(Role.MASTER, Role.OWNER)));

    private final Clusters clusters;
    private final ApplicationRecords records;
    private final ApplicationChanges changes;
    private final Grants grants;
    private final Namespaces namespaces;
    private final Consumer<Cluster> roles;
    private final Timing timing;
    private final String installation;
    private final Semaphore wake = new Semaphore(0);
    private final Map<ApplicationId, Places> applications = new ConcurrentHashMap<>();
    private final Map<String, Done> done = new ConcurrentHashMap<>();
    private final Set<String> writing = ConcurrentHashMap.newKeySet();
    private final Set<String> passedOver = ConcurrentHashMap.newKeySet();
    private final List<AutoCloseable> subscriptions = new ArrayList<>();
    private final Thread keeper;
    private volatile boolean closed;

    /** Whether the applications must be read: at the start, and when changes were missed. */
    private volatile boolean missed = true;

    /**
     * How often.
     *
     * @param rest least time between two looks
     * @param safetyNet after which everything is looked at anew: grants, renames, and what others
     *     did to the bindings
     */
    public record Timing(Duration rest, Duration safetyNet) {
        /** Half a second, and a minute. */
        public static Timing defaults() {
            return new Timing(Duration.ofMillis(500), Duration.ofMinutes(1));
        }
    }

    /** Where an application's objects are. */
    private record Places(long project, Destination destination, Set<String> namespaces) {}

    /** A binding that is to be there. */
    private record Wanted(String namespace, long project, String role, List<String> groups) {
        String name() {
            return "slipway-" + project + "-" + role;
        }
    }

    /** What a cluster was last brought to, completely. */
    private record Done(Cluster cluster, Set<Wanted> wanted, long at) {}

    /**
     * @param roles writes the ClusterRoles that are bound
     */
    public MembershipBindings(
            Database database,
            Clusters clusters,
            ApplicationRecords records,
            ApplicationChanges changes,
            Grants grants,
            Namespaces namespaces,
            Consumer<Cluster> roles,
            Timing timing) {
        this.clusters = clusters;
        this.records = records;
        this.changes = changes;
        this.grants = grants;
        this.namespaces = namespaces;
        this.roles = roles;
        this.timing = timing;
        this.installation =
                new InstallationStore().name(database, new Tokens().nextHex(16).reveal());
        this.keeper = Thread.ofVirtual().name("membership bindings").unstarted(this::keep);
    }

    /** Begins to keep them. */
    public void start() {
        subscriptions.add(changes.subscribe(this::on));
        subscriptions.add(
                changes.onGap(() -> {
                    missed = true;
                    wake.release();
                }));
        clusters.onAdded(wake::release);
        keeper.start();
    }

    private void on(ApplicationChange change) {
        var stored = change.application();
        if (change.kind() == ApplicationChange.Kind.DELETED) {
            applications.remove(stored.id());
            wake.release();
        } else {
            note(stored);
            // Also when nothing moved: a namespace that was missing may be there now.
            wake.release();
        }
    }

    private void note(StoredApplication stored) {
        var destination = stored.application().spec().destination();
        var used = new TreeSet<String>();
        used.add(destination.namespace());
        stored.application().status().resources().forEach(r -> used.add(r.namespace()));
        used.remove("");
        applications.put(stored.id(), new Places(stored.namespaceId(), destination, used));
    }

    private void keep() {
        try {
            while (!closed) {
                try {
                    if (missed) {
                        // Before the reading: what is missed during it is read again.
                        missed = false;
                        readAll();
                    }
                    look();
                } catch (RuntimeException e) {
                    missed = true;
                    LOG.warn("RoleBindings cannot be kept now: {}", e.getMessage(), e);
                }
                Thread.sleep(timing.rest());
                var _ = wake.tryAcquire(timing.safetyNet().toMillis(), TimeUnit.MILLISECONDS);
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readAll() {
        var ids = Set.copyOf(records.ids());
        applications.keySet().retainAll(ids);
        ids.forEach(id -> records.find(id).ifPresent(this::note));
    }

    private void look() {
        var wanted = wanted();
        for (var cluster : clusters.all()) {
            var here = wanted.getOrDefault(cluster.name(), Set.of());
            var last = done.get(cluster.name());
            boolean same =
                    last != null
                            && last.cluster().equals(cluster)
                            && last.wanted().equals(here)
                            && System.nanoTime() - last.at() < timing.safetyNet().toNanos();
            if (same) {
                continue;
            }
            if (writing.add(cluster.name())) {
                Thread.ofVirtual()
                        .name("membership bindings of " + cluster.name())
                        .start(() -> bring(cluster, here));
            } else {
                passedOver.add(cluster.name());
                if (!writing.contains(cluster.name())) {
                    wake.release(); // it ended in between, and may not have seen the note
                }
            }
        }
    }

    /** The bindings that are to be there, by cluster. */
    private Map<String, Set<Wanted>> wanted() {
        var places = List.copyOf(applications.values());
        var projects = new TreeSet<Long>();
        places.forEach(p -> projects.add(p.project()));
        var names =
                namespaces.byIds(Caller.system(), projects.stream().map(NamespaceId::new).toList());
        var allowed = new HashMap<NamespaceId, Allowed>();
        var found = new HashMap<String, Set<Wanted>>();
        for (var place : places) {
            var project = names.get(new NamespaceId(place.project()));
            if (project == null
                    || !(clusters.resolve(place.destination())
                            instanceof Clusters.Resolution.Found(var cluster))) {
                continue;
            }
            var here = allowed.computeIfAbsent(project.id(), _ -> allowed(project));
            for (var namespace : place.namespaces()) {
                if (here.isBound(cluster.name(), namespace)) {
                    var bindings =
                            found.computeIfAbsent(cluster.name(), _ -> new java.util.HashSet<>());
                    ROLES.forEach((role, held) ->
                            bindings.add(
                                    new Wanted(
                                            namespace,
                                            place.project(),
                                            role,
                                            held.stream()
                                                    .map(r -> group(project.path(), r))
                                                    .toList())));
                }
            }
        }
        return found;
    }

    /** The group of a role in a namespace of the forge, as people are impersonated. */
    public static String group(String path, Role role) {
        return "slipway:" + path + ":" + role.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** What the grants allow a project, read once for all its applications. */
    private Allowed allowed(Namespace project) {
        return new Allowed(grants.reach(project.id()), grants.grant(Caller.system(), project));
    }

    private record Allowed(Reach reach, Grant given) {
        boolean isBound(String cluster, String namespace) {
            if (!reach.allows(cluster, namespace)) {
                return false;
            }
            // That the sandbox is open to everybody says nothing about bindings on other clusters.
            return (given.roleBindings() && given.allows(cluster, namespace))
                    || (cluster.equals(SANDBOX) && reach.grant().roleBindings());
        }
    }

    private void bring(Cluster cluster, Set<Wanted> wanted) {
        try {
            if (write(cluster, wanted)) {
                done.put(cluster.name(), new Done(cluster, wanted, System.nanoTime()));
            } else {
                done.remove(cluster.name());
            }
        } catch (ClusterException e) {
            done.remove(cluster.name());
            LOG.info(
                    "RoleBindings cannot be kept in cluster {} now: {}",
                    cluster.name(),
                    e.getMessage());
        } catch (RuntimeException e) {
            done.remove(cluster.name());
            LOG.error("RoleBindings cannot be kept in cluster {}", cluster.name(), e);
        } finally {
            writing.remove(cluster.name());
            // A cluster that failed waits for the next change or the safety net.
            if (passedOver.remove(cluster.name())) {
                wake.release();
            }
        }
    }

    /** Whether all of it could be written. */
    private boolean write(Cluster cluster, Set<Wanted> wanted) {
        var there = new LinkedHashMap<String, ResourceObject>();
        for (var object :
                cluster.list(
                                Identity.registered(),
                                BINDING,
                                ListOptions.all().labelled(INSTALLATION + "=" + installation))
                        .items()) {
            there.put(object.namespace() + "/" + object.name(), object);
        }
        if (wanted.isEmpty() && there.isEmpty()) {
            return true;
        }
        roles.accept(cluster);
        boolean whole = true;
        for (var one : wanted) {
            var known = there.remove(one.namespace() + "/" + one.name());
            if (known == null || !isAsWanted(known, one)) {
                whole &= write(cluster, one, known != null);
            }
        }
        for (var old : there.values()) {
            cluster.delete(
                    Identity.registered(),
                    ObjectReference.of(old),
                    DeleteOptions.of(DeleteOptions.Propagation.BACKGROUND));
        }
        return whole;
    }

    private boolean write(Cluster cluster, Wanted one, boolean there) {
        try {
            var object = object(one);
            if (there && !roleOf(cluster, object).equals("slipway-" + one.role())) {
                // The role of a binding cannot be changed, only the binding be made anew.
                cluster.delete(
                        Identity.registered(),
                        ObjectReference.of(object),
                        DeleteOptions.of(DeleteOptions.Propagation.BACKGROUND));
            }
            cluster.apply(Identity.registered(), object, WriteOptions.defaults());
            return true;
        } catch (ClusterException.NotFound _) {
            // The namespace is made by the application's first sync; then this is tried again.
            return false;
        }
    }

    private static String roleOf(Cluster cluster, ResourceObject binding) {
        return cluster.get(Identity.registered(), ObjectReference.of(binding))
                .flatMap(b -> Trees.stringAt(b.tree(), "roleRef", "name"))
                .orElse("");
    }

    private static boolean isAsWanted(ResourceObject known, Wanted one) {
        var subjects =
                Trees.listAt(known.tree(), "subjects").stream()
                        .map(s -> Trees.stringAt(s, "name").orElse(""))
                        .toList();
        return subjects.equals(one.groups())
                && Trees.stringAt(known.tree(), "roleRef", "name")
                        .filter(r -> r.equals("slipway-" + one.role()))
                        .isPresent();
    }

    private ResourceObject object(Wanted one) {
        return ResourceObject.of(
                Map.of(
                        "apiVersion",
                        BINDING.apiVersion(),
                        "kind",
                        BINDING.kind(),
                        "metadata",
                        Map.of(
                                "name",
                                one.name(),
                                "namespace",
                                one.namespace(),
                                "labels",
                                Map.of(
                                        "app.kubernetes.io/managed-by",
                                        "slipway",
                                        INSTALLATION,
                                        installation,
                                        PROJECT,
                                        Long.toString(one.project()))),
                        "roleRef",
                        Map.of(
                                "apiGroup",
                                "rbac.authorization.k8s.io",
                                "kind",
                                "ClusterRole",
                                "name",
                                "slipway-" + one.role()),
                        "subjects",
                        one.groups().stream()
                                .<Object>map(g ->
                                        Map.of(
                                                "apiGroup",
                                                "rbac.authorization.k8s.io",
                                                "kind",
                                                "Group",
                                                "name",
                                                g))
                                .toList()));
    }

    @Override
    public void close() {
        closed = true;
        keeper.interrupt();
        for (var subscription : subscriptions) {
            try {
                subscription.close();
            } catch (Exception e) {
                throw new IllegalStateException("a subscription cannot be closed", e);
            }
        }
    }
}
