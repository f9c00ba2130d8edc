package io.slipway.benchmarks.cluster;

import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.engine.cluster.LiveChange;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.WriteOptions;
import io.slipway.engine.tracking.Tracking;
import io.slipway.kubernetes.ClusterConnection;
import io.slipway.kubernetes.KubernetesCluster;
import io.slipway.kubernetes.KubernetesSettings;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.sandbox.Sandbox;
import io.slipway.sandbox.SandboxSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Prints: calls a second for get, list of 500 and apply; the start of the live state for many
 * objects and its memory for each; the time from a write by another client to the live state; and
 * that to fifty watchers. Of the sandbox, and beside it of the cluster whose kubeconfig is given as
 * argument, with the ratio of the two.
 */
public final class ClusterBenchmark {

    private static final Identity US = Identity.registered();
    private static final WriteOptions WRITE = WriteOptions.defaults();
    private static final GroupKind DEPLOYMENTS = new GroupKind("apps", "Deployment");
    private static final GroupVersionKind TYPE = GroupVersionKind.of("apps/v1", "Deployment");
    private static final int OBJECTS = Integer.getInteger("objects", 10_000);
    private static final int EVENTS = 500;
    private static final int WATCHERS = 50;
    private static final int CALLERS = 8;

    private final String kubeconfig;
    private final KubernetesCluster cluster;
    private final String namespace = "bench-" + Long.toString(System.nanoTime() & 0xffffff, 36);

    /** What was measured, in order. */
    private final Map<String, Figure> figures = new LinkedHashMap<>();

    /** A measured value; {@code more} tells whether a higher one is better. */
    private record Figure(double value, String unit, boolean more) {}

    private ClusterBenchmark(String kubeconfig) {
        this.kubeconfig = kubeconfig;
        this.cluster = connect();
    }

    public static void main(String[] arguments) throws Exception {
        say("%d Deployments, %d callers, %d watchers", OBJECTS, CALLERS, WATCHERS);
        Map<String, Figure> sandboxed;
        try (var sandbox = Sandbox.start(SandboxSettings.inMemory())) {
            sandboxed = new ClusterBenchmark(sandbox.kubeconfig()).run();
        }
        if (arguments.length == 0) {
            say("%-34s %12s", "", "sandbox");
            sandboxed.forEach((what, one) -> say("%-34s %12s %s", what, text(one), one.unit));
            return;
        }
        var real = new ClusterBenchmark(read(Path.of(arguments[0]))).run();
        say("%-34s %12s %14s %8s", "", "sandbox", "kube-apiserver", "ratio");
        sandboxed.forEach((what, one) -> {
            var other = Objects.requireNonNull(real.get(what));
            double ratio = one.more ? one.value / other.value : other.value / one.value;
            say("%-34s %12s %14s %8.2f  %s", what, text(one), text(other), ratio, one.unit);
        });
        say("ratio: how many times better the sandbox is, in the same process of the client");
    }

    private static String text(Figure figure) {
        return String.format(Locale.ROOT, figure.value < 100 ? "%.1f" : "%.0f", figure.value);
    }

    private void found(String what, double value, String unit, boolean more) {
        figures.put(what, new Figure(value, unit, more));
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }

    private KubernetesCluster connect() {
        return KubernetesCluster.connect(
                "bench",
                ClusterConnection.kubeconfig(kubeconfig),
                Tracking.defaults(),
                KubernetesSettings.defaults());
    }

    private Map<String, Figure> run() throws Exception {
        cluster.create(
                US,
                object("apiVersion: v1\nkind: Namespace\nmetadata: {name: " + namespace + "}"),
                WRITE);
        // Paused, so that no controller works on them meanwhile.
        rate("apply (new)", OBJECTS, i -> cluster.apply(US, deployment(i, "1"), WRITE));
        rate("apply (changed)", 1000, i -> cluster.apply(US, deployment(i, "2"), WRITE));
        rate("get", 5000, i -> cluster.get(US, reference(i % OBJECTS)));
        rate(
                "list of 500",
                100,
                i -> cluster.list(US, TYPE, ListOptions.inNamespace(namespace).page(500, "")));
        liveState();
        latency();
        fanOut();
        cluster.close();
        return figures;
    }

    private interface Work {
        Object run(int i);
    }

    private void rate(String what, int count, Work work)
            throws InterruptedException, ExecutionException {
        var next = new AtomicInteger();
        long begin = System.nanoTime();
        inParallel(() -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                work.run(i);
            }
            return count;
        });
        double seconds = (System.nanoTime() - begin) / 1e9;
        found(what, count / seconds, "a second", true);
    }

    private static void inParallel(Callable<Integer> task)
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<Integer>>();
            for (int i = 0; i < CALLERS; i++) {
                all.add(threads.submit(task));
            }
            for (var one : all) {
                one.get();
            }
        }
    }

    private void liveState() {
        var client = connect();
        client.catalog();
        long before = usedMemory();
        long begin = System.nanoTime();
        client.live().watch(Set.of(DEPLOYMENTS), Duration.ofMinutes(2));
        double seconds = (System.nanoTime() - begin) / 1e9;
        int there = client.live().list(DEPLOYMENTS).size();
        long bytes = usedMemory() - before;
        if (there != OBJECTS) {
            throw new IllegalStateException("the live state has " + there + " objects");
        }
        found("start of the live state", seconds * 1000, "ms", false);
        found("memory for each live object", (double) bytes / there, "bytes", false);
        client.close();
    }

    private static long usedMemory() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** From before a write by one client to its change in another's live state. */
    private void latency() throws InterruptedException {
        var client = connect();
        client.live().watch(Set.of(DEPLOYMENTS), Duration.ofMinutes(2));
        var times = new double[EVENTS];
        for (int i = 0; i < EVENTS; i++) {
            var seen = new CountDownLatch(1);
            var name = name(i);
            try (var _ = client.live().subscribe(c -> countDown(c, name, seen))) {
                long begin = System.nanoTime();
                cluster.apply(US, deployment(i, "event" + i), WRITE);
                if (!seen.await(20, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("a change did not arrive");
                }
                times[i] = (System.nanoTime() - begin) / 1e6;
            }
        }
        Arrays.sort(times);
        found("write to another's index, p50", times[EVENTS / 2], "ms", false);
        found("write to another's index, p99", times[EVENTS * 99 / 100], "ms", false);
        client.close();
    }

    private static void countDown(LiveChange change, String name, CountDownLatch seen) {
        if (change.key().name().equals(name)) {
            seen.countDown();
        }
    }

    private void fanOut() throws InterruptedException {
        var maps = new GroupKind("", "ConfigMap");
        var clients = new ArrayList<KubernetesCluster>();
        var seen = new AtomicInteger();
        for (int i = 0; i < WATCHERS; i++) {
            var client = connect();
            client.live().watch(Set.of(maps), Duration.ofMinutes(1));
            client.live()
                    .subscribe(c -> {
                        if (c.key().name().startsWith("fan-")) {
                            seen.incrementAndGet();
                        }
                    });
            clients.add(client);
        }
        int writes = 200;
        long begin = System.nanoTime();
        for (int i = 0; i < writes; i++) {
            cluster.create(
                    US,
                    object(
                            "apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: %s, name: fan-%d}"
                                    .formatted(namespace, i)),
                    WRITE);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (seen.get() < writes * WATCHERS && System.nanoTime() < end) {
            Thread.sleep(1);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (seen.get() < writes * WATCHERS) {
            throw new IllegalStateException("only " + seen.get() + " events arrived");
        }
        found(
                "fan-out to " + WATCHERS + " watchers",
                seen.get() / seconds,
                "events a second",
                true);
        clients.forEach(KubernetesCluster::close);
    }

    private static String name(int i) {
        return "d-" + i;
    }

    private ObjectReference reference(int i) {
        return new ObjectReference(TYPE, namespace, name(i));
    }

    private ResourceObject deployment(int i, String tag) {
        var object =
                object(
                        """
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {namespace: %1$s, name: %2$s, labels: {app: %2$s, tier: web}}
                        spec:
                          paused: true
                          replicas: 0
                          selector: {matchLabels: {app: %2$s}}
                          template:
                            metadata: {labels: {app: %2$s}}
                            spec:
                              containers:
                              - name: main
                                image: "example.org/main:%3$s"
                                ports: [{containerPort: 8080, name: http}]
                                env: [{name: A, value: b}]
                                resources: {requests: {cpu: 100m, memory: 64Mi}}
                        """
                                .formatted(namespace, name(i), tag));
        return Tracking.defaults().stamp(object, "bench_app-" + i / 20, namespace);
    }

    private static ResourceObject object(String yaml) {
        return ResourceObject.of(Trees.map(Yaml.document(yaml)).orElseThrow());
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
