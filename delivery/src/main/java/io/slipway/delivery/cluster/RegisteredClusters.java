package io.slipway.delivery.cluster;

import io.slipway.delivery.destination.Clusters;
import io.slipway.delivery.destination.Destination;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.forge.Forge;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Scope;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.SecretBox;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Reading;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers clusters and keeps their connections. What is registered, changed or removed by another
 * process on the same database is seen at the next look around. Safe for several threads.
 */
public final class RegisteredClusters implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RegisteredClusters.class);

    private static final String PURPOSE = "clusters.connection";
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final Set<String> RESERVED = Set.of(Clusters.IN_CLUSTER, "default", "sandbox");
    private static final int NAMED = 20;

    private final Database database;
    private final SecretBox box;
    private final Forge forge;
    private final Clusters clusters;
    private final Function<Reading, Map<String, Destination>> destinations;
    private final ClusterConnector connector;
    private final Clock clock;
    private final Duration lookAround;
    private final RegistrationStore store = new RegistrationStore();
    private final Map<String, ClusterLink> fixed = new LinkedHashMap<>();
    private final Map<String, Connected> connected = new ConcurrentHashMap<>();
    private final Map<String, ConnectionHealth> health = new ConcurrentHashMap<>();
    private final Set<String> asking = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread watcher;
    private volatile boolean closed;

    /** A registration and the connection that was made by it. */
    private record Connected(Registration registration, ClusterLink link, boolean bound) {}

    /**
     * @param fixed the clusters of the server's start, which are in {@code clusters} already
     * @param clusters where registered clusters are put, so that destinations find them
     * @param destinations where each application goes, by {@code project/name}
     * @param lookAround how often each connection is tried and the registrations are read
     */
    public RegisteredClusters(
            Database database,
            SecretBox box,
            Forge forge,
            List<ClusterLink> fixed,
            Clusters clusters,
            Function<Reading, Map<String, Destination>> destinations,
            ClusterConnector connector,
            Clock clock,
            Duration lookAround) {
        this.database = database;
        this.box = box;
        this.forge = forge;
        this.clusters = clusters;
        this.destinations = destinations;
        this.connector = connector;
        this.clock = clock;
        this.lookAround = lookAround;
        fixed.forEach(link -> this.fixed.put(link.cluster().name(), link));
        this.watcher = Thread.ofVirtual().name("registered clusters").unstarted(this::watch);
    }

    /** Connects what is registered, and looks after all connections from now on. */
    public void start() {
        refresh();
        watcher.start();
    }

    // --- verbs ---------------------------------------------------------------------------------

    /** The clusters that the caller may deploy to, the primary one first; administrators: all. */
    public List<ClusterEntry> list(Caller caller) {
        requireSomebody(caller);
        caller.requireScope(Scope.API);
        var reachable = reachable(caller);
        return entries().stream().filter(e -> reachable.test(e.name())).toList();
    }

    /**
     * One of them.
     *
     * @throws NotFound when there is none of that name for the caller
     */
    public ClusterEntry get(Caller caller, String name) {
        return list(caller).stream()
                .filter(e -> e.name().equals(name) || (e.primary() && isAlias(name)))
                .findFirst()
                .orElseThrow(() -> absent(name));
    }

    private static boolean isAlias(String name) {
        return name.equals(Clusters.IN_CLUSTER);
    }

    /** The applications that deploy to a cluster, as {@code project/name}; administrators only. */
    public List<String> users(Caller caller, String name) {
        caller.requireAdmin();
        return database.read(reading -> users(reading, name));
    }

    /**
     * Registers a cluster; administrators only. It is connected when this returns.
     *
     * @throws Invalid when the settings cannot be used, or the server does not answer
     * @throws Conflict when the name or the address is taken
     */
    public ClusterEntry register(Caller caller, NewCluster wanted) {
        requireAdmin(caller);
        checkName(wanted.name());
        var tried = tried(wanted);
        try {
            database.execute(
                    Durability.FULL,
                    tx -> {
                        refuseTaken(tx, wanted.name(), tried.server(), "");
                        store.insert(
                                tx,
                                wanted.name(),
                                tried.server(),
                                box.seal(PURPOSE, text(wanted.connection())),
                                wanted.bindAdministrators(),
                                clock.instant());
                        forge.audit()
                                .record(
                                        caller,
                                        tx,
                                        "cluster.registered",
                                        AuditTarget.named("cluster", wanted.name()),
                                        tried.server());
                    });
        } finally {
            tried.close();
        }
        refresh();
        ask(wanted.name());
        return entry(wanted.name());
    }

    /**
     * Replaces the connection of a registered cluster; administrators only. Its name stays.
     *
     * @throws NotFound when no cluster of that name was registered
     */
    public ClusterEntry update(Caller caller, NewCluster wanted) {
        requireAdmin(caller);
        requireRegistered(wanted.name());
        var tried = tried(wanted);
        try {
            database.execute(
                    Durability.FULL,
                    tx -> {
                        refuseTaken(tx, wanted.name(), tried.server(), wanted.name());
                        boolean there =
                                store.update(
                                        tx,
                                        wanted.name(),
                                        tried.server(),
                                        box.seal(PURPOSE, text(wanted.connection())),
                                        wanted.bindAdministrators(),
                                        clock.instant());
                        if (!there) {
                            throw absent(wanted.name());
                        }
                        forge.audit()
                                .record(
                                        caller,
                                        tx,
                                        "cluster.changed",
                                        AuditTarget.named("cluster", wanted.name()),
                                        tried.server());
                    });
        } finally {
            tried.close();
        }
        refresh();
        ask(wanted.name());
        return entry(wanted.name());
    }

    /**
     * Removes a registered cluster; administrators only. Nothing is deleted in it.
     *
     * @throws Conflict when applications deploy to it; it names them
     */
    public void remove(Caller caller, String name) {
        requireAdmin(caller);
        requireRegistered(name);
        database.execute(
                Durability.FULL,
                tx -> {
                    var users = users(tx, name);
                    if (!users.isEmpty()) {
                        throw new Conflict(
                                "cluster "
                                        + name
                                        + " is the destination of applications: "
                                        + users.stream()
                                                .limit(NAMED)
                                                .collect(Collectors.joining(", "))
                                        + (users.size() > NAMED
                                                ? " and " + (users.size() - NAMED) + " more"
                                                : ""),
                                "delete them or give them another destination first");
                    }
                    if (!store.delete(tx, name)) {
                        throw absent(name);
                    }
                    forge.audit()
                            .record(
                                    caller,
                                    tx,
                                    "cluster.removed",
                                    AuditTarget.named("cluster", name));
                });
        refresh();
    }

    private void requireRegistered(String name) {
        if (fixed.containsKey(name)) {
            throw new Conflict(
                    "cluster " + name + " belongs to the start of this server",
                    "change the server's settings");
        }
        if (database.read(r -> store.find(r, name)).isEmpty()) {
            throw absent(name);
        }
    }

    private static void requireSomebody(Caller caller) {
        if (caller.who() instanceof Caller.Nobody) {
            throw Denied.notSignedIn();
        }
    }

    private static void requireAdmin(Caller caller) {
        caller.requireAdmin();
        caller.requireScope(Scope.API);
    }

    private static NotFound absent(String name) {
        return new NotFound("Cluster", "cluster \"" + name + "\" not found");
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw Invalid.of(
                    "name",
                    "must be at most 63 letters, digits, dots, dashes and underscores, and begin"
                            + " and end with a letter or digit");
        }
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            throw Invalid.of("name", "is reserved: " + name);
        }
    }

    private void refuseTaken(Reading reading, String name, String server, String self) {
        boolean taken =
                fixed.containsKey(name)
                        || server.equals(Clusters.IN_CLUSTER_SERVER)
                        || fixed.values().stream()
                                .anyMatch(l -> l.cluster().server().equals(server))
                        || store.isTaken(reading, name, server, self);
        if (taken) {
            throw new Conflict(
                    "there is a cluster of the name " + name + " or the address " + server,
                    "change that one, or remove it first");
        }
    }

    private List<String> users(Reading reading, String name) {
        return destinations.apply(reading).entrySet().stream()
                .filter(e -> isAt(e.getValue(), name))
                .map(Map.Entry::getKey)
                .toList();
    }

    private boolean isAt(Destination destination, String name) {
        return destination.name().equals(name)
                || (clusters.resolve(destination) instanceof Clusters.Resolution.Found(var found)
                        && found.name().equals(name));
    }

    private java.util.function.Predicate<String> reachable(Caller caller) {
        if (caller.isAdmin()) {
            return _ -> true;
        }
        var reaches =
                forge.access().memberships(caller).keySet().stream()
                        .map((NamespaceId n) -> forge.grants().reach(n))
                        .toList();
        return name ->
                reaches.stream()
                        .anyMatch(r ->
                                r.grant().destinations().stream()
                                        .anyMatch(d -> d.matchesCluster(name)));
    }

    // --- connections ---------------------------------------------------------------------------

    /** A connection that is only made to see whether it can be. */
    private static final class Trial {
        private final ClusterLink link;

        Trial(ClusterLink link) {
            this.link = link;
        }

        String server() {
            return link.cluster().server();
        }

        void close() {
            link.cluster().close();
        }
    }

    private Trial tried(NewCluster wanted) {
        var link = connect(wanted.name(), wanted.connection());
        if (wanted.check()) {
            try {
                var _ = link.version().get();
            } catch (ClusterException e) {
                link.cluster().close();
                throw Invalid.of("connection", "does not work: " + e.getMessage());
            }
        }
        return new Trial(link);
    }

    private ClusterLink connect(String name, ConnectionSettings how) {
        try {
            return connector.connect(name, how);
        } catch (ClusterException | IllegalArgumentException e) {
            throw Invalid.of("connection", String.valueOf(e.getMessage()));
        }
    }

    private static Secret text(ConnectionSettings connection) {
        var tree = new LinkedHashMap<String, Object>();
        switch (connection) {
            case ConnectionSettings.Kubeconfig(var text, var context) -> {
                tree.put("kubeconfig", text.reveal());
                context.ifPresent(c -> tree.put("context", c));
            }
            case ConnectionSettings.InCluster _ -> tree.put("inCluster", true);
        }
        return new Secret(Json.write(tree));
    }

    private ConnectionSettings settings(Registration registration) {
        var tree = Json.readObject(box.open(PURPOSE, registration.sealed()).reveal());
        return Trees.isTrueAt(tree, "inCluster")
                ? new ConnectionSettings.InCluster()
                : new ConnectionSettings.Kubeconfig(
                        new Secret(Trees.stringAt(tree, "kubeconfig").orElse("")),
                        Trees.stringAt(tree, "context"));
    }

    /** Brings the connections to what is registered now. */
    private void refresh() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            var wanted =
                    database.read(store::all).stream()
                            .collect(
                                    Collectors.toMap(
                                            Registration::name,
                                            r -> r,
                                            (a, _) -> a,
                                            LinkedHashMap::new));
            for (var one : List.copyOf(connected.values())) {
                var now = wanted.get(one.registration().name());
                if (now == null || !now.equals(one.registration())) {
                    disconnect(one);
                }
            }
            wanted.values().stream()
                    .filter(r -> !connected.containsKey(r.name()))
                    .forEach(this::connect);
        } finally {
            lock.unlock();
        }
    }

    private void connect(Registration registration) {
        try {
            var link = connector.connect(registration.name(), settings(registration));
            connected.put(registration.name(), new Connected(registration, link, false));
            clusters.add(link.cluster());
        } catch (RuntimeException e) {
            LOG.error(
                    "the registered cluster {} cannot be connected: {}",
                    registration.name(),
                    e.getMessage());
            health.put(
                    registration.name(),
                    ConnectionHealth.unknown()
                            .failed(String.valueOf(e.getMessage()), clock.instant()));
        }
    }

    private void disconnect(Connected one) {
        var name = one.registration().name();
        connected.remove(name);
        health.remove(name);
        clusters.remove(one.link().cluster());
        one.link().cluster().close();
    }

    private void watch() {
        try {
            while (!closed) {
                askAll();
                Thread.sleep(lookAround);
                try {
                    refresh();
                } catch (RuntimeException e) {
                    LOG.warn("the registered clusters cannot be read now: {}", e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Each in a thread of its own: one that hangs keeps no other from being asked. */
    private void askAll() {
        var names = new ArrayList<>(fixed.keySet());
        names.addAll(connected.keySet());
        for (var name : names) {
            if (asking.add(name)) {
                Thread.ofVirtual()
                        .name("ask cluster " + name)
                        .start(() -> {
                            try {
                                ask(name);
                            } finally {
                                asking.remove(name);
                            }
                        });
            }
        }
    }

    private void ask(String name) {
        var link =
                Optional.ofNullable(fixed.get(name))
                        .or(() -> Optional.ofNullable(connected.get(name)).map(Connected::link));
        if (link.isEmpty()) {
            return;
        }
        try {
            var version = link.get().version().get();
            note(name, link.get(), h -> h.answered(version, clock.instant()));
            bind(name);
        } catch (ClusterException e) {
            note(name, link.get(), h -> h.failed(String.valueOf(e.getMessage()), clock.instant()));
        }
    }

    private void note(
            String name,
            ClusterLink link,
            java.util.function.UnaryOperator<ConnectionHealth> change) {
        health.compute(
                name,
                (_, before) -> {
                    // An answer of a connection that was replaced meanwhile says nothing any more.
                    boolean current =
                            fixed.containsKey(name)
                                    || Optional.ofNullable(connected.get(name))
                                            .filter(c -> c.link().equals(link))
                                            .isPresent();
                    var known = before == null ? ConnectionHealth.unknown() : before;
                    return current ? change.apply(known) : before;
                });
    }

    private void bind(String name) {
        var one = connected.get(name);
        if (one == null || one.bound() || !one.registration().bindAdministrators()) {
            return;
        }
        connector.bindAdministrators(one.link().cluster());
        connected.replace(name, one, new Connected(one.registration(), one.link(), true));
    }

    private ClusterEntry entry(String name) {
        return entries().stream()
                .filter(e -> e.name().equals(name))
                .findFirst()
                .orElseThrow(() -> absent(name));
    }

    private List<ClusterEntry> entries() {
        var entries = new ArrayList<ClusterEntry>();
        fixed.values()
                .forEach(l ->
                        entries.add(
                                new ClusterEntry(
                                        l.cluster().name(),
                                        l.cluster().server(),
                                        clusters.isPrimary(l.cluster()),
                                        false,
                                        Optional.empty(),
                                        healthOf(l.cluster().name()))));
        database.read(store::all)
                .forEach(r ->
                        entries.add(
                                new ClusterEntry(
                                        r.name(),
                                        r.server(),
                                        false,
                                        r.bindAdministrators(),
                                        Optional.of(r.createdAt()),
                                        healthOf(r.name()))));
        return entries;
    }

    private ConnectionHealth healthOf(String name) {
        return health.getOrDefault(name, ConnectionHealth.unknown());
    }

    /** Ends the registered connections; those of the server's start are not closed here. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            watcher.interrupt();
            List.copyOf(connected.values()).forEach(this::disconnect);
        } finally {
            lock.unlock();
        }
    }
}
