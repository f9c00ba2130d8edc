package io.slipway.kubernetes;

import io.slipway.engine.cluster.ApiResource;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.LiveChange;
import io.slipway.engine.cluster.LiveState;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live state of one cluster: the watches, the objects they feed, and those who listen.
 *
 * <p>Besides what is asked for it follows Namespaces, and the metadata of definitions and API
 * services: when those change, the catalog is outdated and the watches of absent kinds look again.
 */
final class Live implements LiveState, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Live.class);

    private static final GroupKind NAMESPACE = new GroupKind("", "Namespace");
    private static final Set<GroupKind> DISCOVERY =
            Set.of(
                    new GroupKind("apiextensions.k8s.io", "CustomResourceDefinition"),
                    new GroupKind("apiregistration.k8s.io", "APIService"));
    private static final String METADATA =
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
    private static final Duration LOOK_AROUND = Duration.ofSeconds(5);

    private final String cluster;
    private final ApiServer server;
    private final Catalogs catalogs;
    private final KubernetesSettings settings;
    private final LiveObjects objects;
    private final Map<GroupKind, KindWatch> watches = new ConcurrentHashMap<>();
    private final List<KindWatch> discovery = new ArrayList<>();
    private final LinkedBlockingQueue<Runnable> news = new LinkedBlockingQueue<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Thread teller;
    private final Thread janitor;
    private volatile boolean closed;

    Live(
            String cluster,
            ApiServer server,
            Catalogs catalogs,
            KubernetesSettings settings,
            Tracking tracking) {
        this.cluster = cluster;
        this.server = server;
        this.catalogs = catalogs;
        this.settings = settings;
        this.objects =
                new LiveObjects(tracking::instanceOf, change -> news.add(() -> tell(change)));
        this.teller = Thread.ofVirtual().name("live " + cluster).start(this::tellAll);
        this.janitor = Thread.ofVirtual().name("live janitor " + cluster).start(this::lookAround);
    }

    /**
     * Begins what is followed for its own sake; not in the constructor, since it goes to the
     * network.
     */
    void start() {
        for (var kind : DISCOVERY) {
            var watch =
                    new KindWatch(
                            cluster,
                            kind,
                            server,
                            catalogs,
                            settings,
                            METADATA,
                            new DiscoverySink());
            discovery.add(watch);
            watch.start();
        }
        begin(NAMESPACE);
    }

    @Override
    public boolean watch(Collection<GroupKind> kinds, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        if (!watches.keySet().containsAll(kinds)) {
            catalogs.current();
        }
        var asked = kinds.stream().map(this::begin).toList();
        try {
            for (var watch : asked) {
                watch.nudge();
                watch.awaitFirst(deadline);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
        return asked.stream().allMatch(KindWatch::isSynced);
    }

    private KindWatch begin(GroupKind kind) {
        if (closed) {
            throw new ClusterException.Unavailable(0, "cluster \"" + cluster + "\" was closed");
        }
        return watches.computeIfAbsent(
                kind,
                k -> {
                    var watch =
                            new KindWatch(
                                    cluster,
                                    k,
                                    server,
                                    catalogs,
                                    settings,
                                    Call.JSON,
                                    new ObjectSink(k));
                    watch.start();
                    return watch;
                });
    }

    @Override
    public Set<GroupKind> watched() {
        var followed = new TreeSet<GroupKind>();
        watches.forEach((kind, watch) -> {
            if (!watch.isAbsent()) {
                followed.add(kind);
            }
        });
        return followed;
    }

    @Override
    public boolean isSynced(GroupKind kind) {
        var watch = watches.get(kind);
        return watch != null && watch.isSynced();
    }

    @Override
    public Optional<String> problem(GroupKind kind) {
        var watch = watches.get(kind);
        return watch == null ? Optional.empty() : watch.problem();
    }

    @Override
    public Optional<ResourceObject> get(ResourceKey key) {
        return objects.get(key);
    }

    @Override
    public List<ResourceObject> list(GroupKind kind) {
        return objects.list(kind);
    }

    @Override
    public List<ResourceObject> inNamespace(String namespace) {
        return objects.inNamespace(namespace);
    }

    @Override
    public List<ResourceObject> tracked(String instance) {
        return objects.tracked(instance);
    }

    @Override
    public List<ResourceObject> ownedBy(String uid) {
        return objects.ownedBy(uid);
    }

    @Override
    public Set<String> namespaces() {
        var names = new TreeSet<String>();
        objects.list(NAMESPACE).forEach(n -> names.add(n.name()));
        return names;
    }

    @Override
    public Subscription subscribe(Consumer<LiveChange> listener) {
        var added = new Listener(listener);
        // Through the queue, so that the changes before this call are not told.
        news.add(() -> {
            if (!added.ended) {
                listeners.add(added);
            }
        });
        return () -> {
            added.ended = true;
            listeners.remove(added);
        };
    }

    /** Whether the live state has this kind, so that the results of writes belong into it. */
    boolean follows(GroupKind kind) {
        return watches.containsKey(kind);
    }

    /** What a write of ours led to. */
    void wrote(ResourceObject result) {
        objects.put(result);
    }

    /** A delete of ours removed it. */
    void deleted(ResourceKey key, String uid) {
        objects.deleted(key, uid);
    }

    private void tell(LiveChange change) {
        for (var listener : listeners) {
            if (listener.ended) {
                continue;
            }
            try {
                listener.action.accept(change);
            } catch (RuntimeException e) {
                LOG.error("cluster {}: a listener failed on {}", cluster, change.key(), e);
            }
        }
    }

    private void tellAll() {
        try {
            while (!closed) {
                news.take().run();
            }
        } catch (InterruptedException _) {
            LOG.debug("cluster {}: no more news", cluster);
        }
    }

    private void lookAround() {
        var half = settings.watchIdle().dividedBy(2);
        var pause = half.compareTo(LOOK_AROUND) < 0 ? half : LOOK_AROUND;
        try {
            while (!closed) {
                Thread.sleep(pause);
                long now = System.nanoTime();
                watches.values().forEach(w -> w.cutIfSilent(now));
                discovery.forEach(w -> w.cutIfSilent(now));
            }
        } catch (InterruptedException _) {
            LOG.debug("cluster {}: closed", cluster);
        }
    }

    private void nudgeAll() {
        watches.values().forEach(KindWatch::nudge);
        discovery.forEach(KindWatch::nudge);
    }

    @Override
    public void close() {
        closed = true;
        watches.values().forEach(KindWatch::close);
        discovery.forEach(KindWatch::close);
        teller.interrupt();
        janitor.interrupt();
    }

    private static final class Listener {
        private final Consumer<LiveChange> action;
        private volatile boolean ended;

        Listener(Consumer<LiveChange> action) {
            this.action = action;
        }
    }

    private final class ObjectSink implements KindWatch.Sink {
        private final GroupKind kind;

        ObjectSink(GroupKind kind) {
            this.kind = kind;
        }

        @Override
        public void listed(List<ResourceObject> listed, String version) {
            objects.replaceAll(kind, listed, version);
        }

        @Override
        public void put(ResourceObject object) {
            objects.put(object);
        }

        @Override
        public void removed(ResourceObject last) {
            objects.removed(last);
        }

        @Override
        public void lost() {
            objects.forget(kind);
        }

        @Override
        public void recovered() {
            nudgeAll();
        }
    }

    /** Definitions and API services: each change outdates the catalog. */
    private final class DiscoverySink implements KindWatch.Sink {
        @Override
        public void listed(List<ResourceObject> listed, String version) {
            outdated();
        }

        @Override
        public void put(ResourceObject object) {
            outdated();
        }

        @Override
        public void removed(ResourceObject last) {
            outdated();
            // A definition's name ends in its group; a watch of its kind must find out that it is
            // over.
            watches.forEach((kind, watch) -> {
                if (!kind.group().isEmpty() && last.name().endsWith("." + kind.group())) {
                    watch.renew();
                }
            });
        }

        @Override
        public void lost() {
            LOG.info("cluster {}: changes of what it serves cannot be followed", cluster);
        }

        @Override
        public void recovered() {
            outdated();
        }

        private void outdated() {
            catalogs.outdated();
            nudgeAll();
        }
    }

    /** The version of the kind that live objects are in; empty when the kind is not served. */
    Optional<ApiResource> preferred(GroupKind kind) {
        return catalogs.known().flatMap(c -> c.find(kind));
    }
}
