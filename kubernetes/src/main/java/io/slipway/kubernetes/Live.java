package io.slipway.kubernetes;

import io.slipway.engine.cluster.ApiResource;
import io.slipway.engine.cluster.LiveChange;
import io.slipway.engine.cluster.LiveState;
import io.slipway.engine.tracking.Tracking;
import io.slipway.kubernetes.Following.Depth;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
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
    private static final Duration LOOK_AROUND = Duration.ofSeconds(5);

    private final String cluster;
    private final ApiServer server;
    private final Catalogs catalogs;
    private final KubernetesSettings settings;
    private final LiveObjects objects;
    private final LiveObjects metadata;
    private final Following following;
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
        this.metadata = new LiveObjects(tracking::instanceOf, _ -> {});
        this.following = new Following(cluster, settings.live(), this::made, this::bytes);
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
                            KindWatch.Form.METADATA,
                            new DiscoverySink());
            discovery.add(watch);
            watch.start();
        }
        following.keep(() -> Set.of(NAMESPACE));
        var _ = following.want(NAMESPACE, Depth.FULL);
    }

    private Following.Followed made(GroupKind kind, Depth depth) {
        var key = new Following.Key(kind, depth);
        var sink =
                new ObjectSink(
                        kind,
                        depth == Depth.FULL ? objects : metadata,
                        depth == Depth.FULL ? UnaryOperator.identity() : LiveObjects::metadataOf,
                        () -> following.makeRoom(key),
                        this::nudgeAll);
        var form = depth == Depth.FULL ? KindWatch.Form.FULL : KindWatch.Form.METADATA;
        return new Following.Followed(
                new KindWatch(cluster, kind, server, catalogs, settings, form, sink), sink);
    }

    private long bytes(Following.Key key) {
        return following.peek(key.kind(), key.depth()).map(f -> f.sink().bytes()).orElse(0L);
    }

    @Override
    public boolean watch(Collection<GroupKind> kinds, Duration patience) {
        return watch(kinds, Depth.FULL, patience);
    }

    @Override
    public boolean watchMetadata(Collection<GroupKind> kinds, Duration patience) {
        return watch(kinds, Depth.METADATA, patience);
    }

    private boolean watch(Collection<GroupKind> kinds, Depth depth, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        if (!kinds.stream().allMatch(k -> following.peek(k, depth).isPresent())) {
            catalogs.current();
        }
        var asked = kinds.stream().map(k -> following.want(k, depth)).toList();
        try {
            for (var one : asked) {
                if (one.isPresent()) {
                    one.get().watch().nudge();
                    one.get().watch().awaitFirst(deadline);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
        return asked.stream().allMatch(o -> o.filter(f -> f.watch().isSynced()).isPresent());
    }

    @Override
    public Subscription keep(Supplier<Set<GroupKind>> kinds) {
        return following.keep(kinds);
    }

    @Override
    public Set<GroupKind> watched() {
        var watched = new TreeSet<GroupKind>();
        following
                .byKind()
                .forEach((key, one) -> {
                    if (key.depth() == Depth.FULL && !one.watch().isAbsent()) {
                        watched.add(key.kind());
                    }
                });
        return watched;
    }

    @Override
    public boolean isSynced(GroupKind kind) {
        return isInStep(kind, Depth.FULL);
    }

    @Override
    public boolean isKnown(GroupKind kind) {
        return isInStep(kind, Depth.METADATA);
    }

    private boolean isInStep(GroupKind kind, Depth depth) {
        return following.find(kind, depth).filter(f -> f.watch().isSynced()).isPresent();
    }

    @Override
    public Optional<String> problem(GroupKind kind) {
        return following
                .peek(kind, Depth.FULL)
                .or(() -> following.peek(kind, Depth.METADATA))
                .map(f -> f.watch().problem())
                .orElseGet(() -> following.refusal(kind));
    }

    @Override
    public Optional<ResourceObject> get(ResourceKey key) {
        return objects.get(key);
    }

    @Override
    public List<ResourceObject> list(GroupKind kind) {
        var _ = following.find(kind, Depth.FULL);
        return objects.list(kind);
    }

    @Override
    public List<ResourceObject> inNamespace(String namespace) {
        return both(objects.inNamespace(namespace), metadata.inNamespace(namespace));
    }

    @Override
    public List<ResourceObject> tracked(String instance) {
        return objects.tracked(instance);
    }

    @Override
    public List<ResourceObject> ownedBy(String uid) {
        return both(objects.ownedBy(uid), metadata.ownedBy(uid));
    }

    /** Full objects, and the metadata of those that are not among them. */
    private static List<ResourceObject> both(
            List<ResourceObject> full, List<ResourceObject> metadata) {
        if (metadata.isEmpty()) {
            return full;
        }
        var all = new LinkedHashMap<ResourceKey, ResourceObject>();
        full.forEach(o -> all.put(o.key(), o));
        metadata.forEach(o -> all.putIfAbsent(o.key(), o));
        return List.copyOf(all.values());
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
        return following.peek(kind, Depth.FULL).isPresent()
                || following.peek(kind, Depth.METADATA).isPresent();
    }

    /** What a write of ours led to. */
    void wrote(ResourceObject result) {
        for (var depth : Depth.values()) {
            following.peek(result.groupKind(), depth).ifPresent(f -> f.sink().put(result));
        }
    }

    /** A delete of ours removed it. */
    void deleted(ResourceKey key, String uid) {
        objects.deleted(key, uid);
        metadata.deleted(key, uid);
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
        var shortest =
                settings.watchIdle().compareTo(settings.live().idle()) < 0
                        ? settings.watchIdle()
                        : settings.live().idle();
        var half = shortest.dividedBy(2);
        var pause = half.compareTo(LOOK_AROUND) < 0 ? half : LOOK_AROUND;
        try {
            while (!closed) {
                Thread.sleep(pause);
                long now = System.nanoTime();
                following.all().forEach(f -> f.watch().cutIfSilent(now));
                discovery.forEach(w -> w.cutIfSilent(now));
                tidy();
            }
        } catch (InterruptedException _) {
            LOG.debug("cluster {}: closed", cluster);
        }
    }

    private void tidy() {
        try {
            following.tidy();
        } catch (RuntimeException e) {
            LOG.error("cluster {}: it cannot be told which kinds are needed", cluster, e);
        }
    }

    private void nudgeAll() {
        following.all().forEach(f -> f.watch().nudge());
        discovery.forEach(KindWatch::nudge);
    }

    @Override
    public void close() {
        closed = true;
        following.close();
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
            following
                    .byKind()
                    .forEach((key, one) -> {
                        var group = key.kind().group();
                        if (!group.isEmpty() && last.name().endsWith("." + group)) {
                            one.watch().renew();
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
