package io.slipway.kubernetes;

import io.slipway.engine.cluster.ApiResource;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.Identity;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one kind: a list, then a watch from its version on, continued without a list as long as
 * the server remembers, and listed anew when it does not (410). One virtual thread each.
 *
 * <p>After a failure it waits, longer each time. When the kind is no longer served it tells so
 * once, then asks the catalog now and then whether it came back.
 */
final class KindWatch implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(KindWatch.class);

    /**
     * How much of the objects is asked for. The two calls name it differently: a server that is
     * asked to watch in the form of a list ends the stream at the first event.
     */
    enum Form {
        FULL(Call.JSON, Call.JSON),
        METADATA(metadata("PartialObjectMetadataList"), metadata("PartialObjectMetadata"));

        private final String list;
        private final String watch;

        Form(String list, String watch) {
            this.list = list;
            this.watch = watch;
        }

        private static String metadata(String form) {
            return Call.JSON + ";as=" + form + ";g=meta.k8s.io;v=v1," + Call.JSON;
        }
    }

    /** Where the events go. The watch calls it from its own thread. */
    interface Sink {
        /** What is kept of an object; called for each as the pages of a list arrive. */
        default ResourceObject slim(ResourceObject object) {
            return object;
        }

        void listed(List<ResourceObject> objects, String version);

        void put(ResourceObject object);

        void removed(ResourceObject last);

        /** The kind is not served, or not to be seen: what is known of it is no longer true. */
        void lost();

        /** The server answers again. */
        void recovered();
    }

    private final String cluster;
    private final GroupKind kind;
    private final ApiServer server;
    private final Catalogs catalogs;
    private final KubernetesSettings settings;
    private final Sink sink;
    private final Form form;
    private final Semaphore wake = new Semaphore(0);
    private final CountDownLatch settled = new CountDownLatch(1);
    private volatile boolean synced;
    private volatile boolean absent;
    private volatile boolean closed;
    private volatile Optional<String> problem = Optional.empty();
    private volatile @Nullable InputStream stream;
    private volatile long heardAt;
    private volatile Thread thread = Thread.ofVirtual().unstarted(this);
    private String version = "";
    private int failures;

    KindWatch(
            String cluster,
            GroupKind kind,
            ApiServer server,
            Catalogs catalogs,
            KubernetesSettings settings,
            Form form,
            Sink sink) {
        this.cluster = cluster;
        this.kind = kind;
        this.server = server;
        this.catalogs = catalogs;
        this.settings = settings;
        this.form = form;
        this.sink = sink;
    }

    void start() {
        thread = Thread.ofVirtual().name("watch " + cluster + " " + kind).start(this);
    }

    boolean isSynced() {
        return synced;
    }

    /** Whether the server does not serve the kind, or does not let it be followed. */
    boolean isAbsent() {
        return absent;
    }

    Optional<String> problem() {
        return problem;
    }

    /** Waits until it is in step, or known to be absent. */
    void awaitFirst(long deadline) throws InterruptedException {
        var _ = settled.await(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /**
     * Ends the connection, so that the server is asked anew; the watch goes on from where it was.
     */
    void renew() {
        var open = stream;
        if (open != null) {
            close(open);
        }
    }

    /** Cuts a connection that was silent for too long; the watch goes on from where it was. */
    void cutIfSilent(long now) {
        var open = stream;
        if (open != null && now - heardAt > settings.watchIdle().toNanos()) {
            LOG.info(
                    "cluster {}: the watch of {} was silent for too long and is renewed",
                    cluster,
                    kind);
            close(open);
        }
    }

    /** Wakes it from its pause, because something changed that may help. */
    void nudge() {
        if (absent || problem.isPresent()) {
            wake.release();
        }
    }

    void close() {
        closed = true;
        synced = false;
        settled.countDown();
        var open = stream;
        if (open != null) {
            close(open);
        }
        thread.interrupt();
    }

    private static void close(InputStream open) {
        try {
            open.close();
        } catch (IOException e) {
            LOG.debug("a watch did not close cleanly", e);
        }
    }

    @Override
    public void run() {
        while (!closed) {
            try {
                var resource = catalogs.find(kind).filter(ApiResource::isWatchable);
                if (resource.isEmpty()) {
                    lost(
                            "The server does not serve %s, or does not let it be watched."
                                    .formatted(kind));
                    continue;
                }
                if (version.isEmpty()) {
                    list(resource.get());
                }
                follow(resource.get());
            } catch (ClusterException.Expired _) {
                version = "";
            } catch (ClusterException.NotFound e) {
                catalogs.outdated();
                lost(e.getMessage());
            } catch (ClusterException.Forbidden | ClusterException.MethodNotSupported e) {
                lost(e.getMessage());
            } catch (RuntimeException e) {
                failed(e);
            }
        }
    }

    private void list(ApiResource resource) {
        var objects = new ArrayList<ResourceObject>();
        var path = Paths.all(resource);
        var token = "";
        String listVersion;
        do {
            var page =
                    server.expect(
                                    Call.get(Identity.registered(), path)
                                            .accepting(form.list)
                                            .with("limit", String.valueOf(settings.pageSize()))
                                            .with("continue", token))
                            .tree();
            for (var item : Answer.items(page)) {
                objects.add(sink.slim(Objects.ofItem(item, resource.type())));
            }
            token = Trees.stringAt(page, "metadata", "continue").orElse("");
            listVersion = Trees.stringAt(page, "metadata", "resourceVersion").orElse("");
        } while (!token.isEmpty() && !closed);
        if (closed) {
            return; // half a list would take away the other half's objects
        }
        sink.listed(objects, listVersion);
        version = listVersion;
        inStep();
    }

    private void inStep() {
        boolean recovered = problem.isPresent() && !absent;
        synced = !closed;
        absent = false;
        problem = Optional.empty();
        failures = 0;
        settled.countDown();
        if (recovered) {
            sink.recovered();
        }
    }

    /** One connection: until the server ends it. */
    private void follow(ApiResource resource) {
        long seconds = settings.watchTimeout().toSeconds();
        var call =
                Call.get(Identity.registered(), Paths.all(resource))
                        .accepting(form.watch)
                        .with("watch", "true")
                        .with("allowWatchBookmarks", "true")
                        .with("resourceVersion", version)
                        .with(
                                "timeoutSeconds",
                                String.valueOf(
                                        seconds
                                                + ThreadLocalRandom.current()
                                                        .nextLong(seconds / 4 + 1)));
        var begin = System.nanoTime();
        var before = version;
        try (var body = server.stream(call)) {
            heardAt = System.nanoTime();
            stream = body;
            if (closed) {
                return;
            }
            inStep();
            var lines = new Lines(body, settings.maxAnswerBytes());
            for (var line = lines.next(); line != null; line = lines.next()) {
                heardAt = System.nanoTime();
                event(line, resource);
            }
        } catch (IOException e) {
            // A cut connection is nothing special: the watch goes on from the last version.
            LOG.debug("cluster {}: the watch of {} broke", cluster, kind, e);
        } finally {
            stream = null;
        }
        if (before.equals(version) && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(1)) {
            // It ended at once and brought nothing: not again without a pause.
            synced = false;
            pause();
        }
    }

    private void event(byte[] line, ApiResource resource) {
        Map<String, Object> event;
        try {
            event = Trees.map(Json.read(line)).orElse(Map.of());
        } catch (ManifestException e) {
            throw new ClusterException.Unavailable(
                    "the watch of " + kind + " sent what is no JSON", e);
        }
        var type = Trees.stringAt(event, "type").orElse("");
        var tree = Trees.mapAt(event, "object");
        if (type.equals("ERROR")) {
            int code = Trees.longAt(tree, "code").orElse(500L).intValue();
            throw new Answer(code, Optional.empty(), Json.writeBytes(tree)).refusal();
        }
        var at = Trees.stringAt(tree, "metadata", "resourceVersion").orElse("");
        switch (type) {
            case "ADDED", "MODIFIED" -> sink.put(Objects.ofItem(tree, resource.type()));
            case "DELETED" -> sink.removed(Objects.ofItem(tree, resource.type()));
            default -> LOG.debug("cluster {}: {} of {}", cluster, type, kind);
        }
        if (!at.isEmpty()) {
            version = at;
        }
    }

    private void lost(String why) {
        synced = false;
        if (!absent || problem.isEmpty()) {
            sink.lost();
        }
        absent = true;
        problem = Optional.of(why);
        version = "";
        settled.countDown();
        pause();
    }

    private void failed(RuntimeException e) {
        if (closed || server.isClosed()) {
            return;
        }
        synced = false;
        problem = Optional.of(String.valueOf(e.getMessage()));
        if (e instanceof ClusterException) {
            LOG.info(
                    "cluster {}: {} cannot be followed at present: {}",
                    cluster,
                    kind,
                    e.getMessage());
        } else {
            LOG.error("cluster {}: the watch of {} failed and begins anew", cluster, kind, e);
            version = "";
        }
        pause();
    }

    private void pause() {
        long longest = settings.maxBackoff().toMillis();
        long wait = Math.min(longest, settings.minBackoff().toMillis() << Math.min(failures++, 20));
        try {
            long jittered = wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1);
            if (wake.tryAcquire(jittered, TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
                failures = 0;
            }
        } catch (InterruptedException _) {
            // Closed: the loop sees it.
        }
    }
}
