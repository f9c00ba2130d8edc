package io.slipway.kubernetes;

import static io.slipway.kubernetes.Target.US;
import static io.slipway.kubernetes.Target.WRITE;
import static io.slipway.kubernetes.Target.configMap;
import static io.slipway.kubernetes.Target.reference;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.DeleteOptions;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.engine.cluster.LiveChange;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.testkit.Await;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything goes wrong at once, for as long as {@code SLIPWAY_TEST_FAULTS_SECONDS} says (3): the
 * API server is killed and started again under load, watches are cut every second, calls fail,
 * clocks are off, and another cluster answers late. In the end nothing is lost, nothing that was
 * deleted is there, and nothing has grown.
 */
class FaultLoadContractTest {

    private static final int SECONDS =
            Integer.parseInt(System.getenv().getOrDefault("SLIPWAY_TEST_FAULTS_SECONDS", "3"));
    private static final GroupKind CONFIG_MAPS = new GroupKind("", "ConfigMap");
    private static final GroupVersionKind TYPE = GroupVersionKind.of("v1", "ConfigMap");
    private static final int SLOTS = 10;

    /** How long the end may take on a busy machine. */
    private static final Duration SETTLED = Duration.ofMinutes(2);

    @TempDir private Path scratch;

    /** What the writer of an object was told last; empty: that it is gone. */
    private final Map<String, Optional<String>> answered = new ConcurrentHashMap<>();

    private final Map<ResourceKey, Optional<ResourceObject>> told = new ConcurrentHashMap<>();
    private final AtomicInteger gaps = new AtomicInteger();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();

    private static KubernetesSettings settings() {
        return new KubernetesSettings(
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                16,
                100,
                1 << 26,
                Duration.ofMinutes(5),
                Duration.ofMinutes(2),
                Duration.ofMillis(10),
                Duration.ofMillis(500),
                Duration.ofMillis(50),
                LiveLimits.defaults());
    }

    @ParameterizedTest
    @MethodSource("io.slipway.kubernetes.RestartContractTest#servers")
    void nothingIsLostAndNothingGrows(String name) throws Exception {
        try (var server = RestartContractTest.open(name);
                var proxy = new FaultProxy(server.kubeconfig());
                var slow = new FaultProxy(server.kubeconfig());
                var cluster = proxy.connect("faulty", settings());
                var late = slow.connect("late", settings())) {
            var ns = new Target("faulty", cluster, server.kubeconfig()).namespace();
            assertThat(cluster.live().watch(Set.of(CONFIG_MAPS), Duration.ofSeconds(60))).isTrue();
            try (var _ = cluster.live().subscribe(this::remember);
                    var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                slow.delay(Duration.ofSeconds(1));
                proxy.faulty(true);
                long begin = System.nanoTime();
                long end = begin + Duration.ofSeconds(SECONDS).toNanos();
                for (int writer = 0; writer < 4; writer++) {
                    int mine = writer;
                    var _ = threads.submit(() -> write(cluster, ns, mine, end));
                }
                for (int i = 0; i < 20; i++) {
                    var _ = threads.submit(() -> read(late, ns, end));
                }
                var early = Optional.<Size>empty();
                int second = 0;
                do {
                    Thread.sleep(Math.min(1000, SECONDS * 200L));
                    proxy.cutWatches();
                    if (second++ % 15 == 1) {
                        server.restart();
                    }
                    if (early.isEmpty() && System.nanoTime() - begin > (end - begin) / 3) {
                        early = Optional.of(Size.now(scratch));
                    }
                } while (System.nanoTime() < end);
                assertThat(Size.now(scratch)).satisfies(early.orElseThrow()::hasNotGrownTo);
            }
            proxy.faulty(false);
            slow.delay(Duration.ZERO);
            Await.value("live is what the server has", SETTLED, () -> same(cluster, ns));
            Await.value("what was told is that too", SETTLED, () -> toldTheSame(cluster, ns));
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d s, %d writes answered, %d refused; %d faults, %d watches cut; %d objects%n",
                    name.equals("sandbox") ? name : "control plane",
                    SECONDS,
                    writes.get(),
                    refusals.get(),
                    proxy.faults.get(),
                    proxy.cuts.get(),
                    answered.size());
            var there = versions(served(cluster, ns));
            answered.forEach((object, value) -> {
                if (value.isPresent()) {
                    assertThat(there).containsKey(object);
                } else {
                    assertThat(there).doesNotContainKey(object);
                }
            });
            var values = new HashMap<String, Optional<String>>();
            served(cluster, ns)
                    .forEach(o -> values.put(o.name(), o.at("data", "value").map(String::valueOf)));
            answered.forEach((object, value) -> {
                if (value.isPresent()) {
                    assertThat(values).containsEntry(object, value);
                }
            });
            assertThat(gaps).hasValue(0);
            assertThat(writes.get()).isPositive();
            assertThat(proxy.cuts.get()).isPositive();
        }
    }

    /**
     * Writes to objects of its own. One whose write was not answered may still change: another one
     * takes its place, and it only has to be the same everywhere in the end.
     */
    private boolean write(KubernetesCluster cluster, String ns, int writer, long end) {
        var random = ThreadLocalRandom.current();
        var generation = new int[SLOTS];
        boolean wrote = false;
        for (int i = 0; System.nanoTime() < end || !wrote; i++) {
            int slot = random.nextInt(SLOTS);
            var name = "w%d-%d-%d".formatted(writer, slot, generation[slot]);
            var value = String.valueOf(i);
            try {
                if (random.nextInt(4) == 0) {
                    cluster.delete(
                            US,
                            reference("v1", "ConfigMap", ns, name),
                            DeleteOptions.of(DeleteOptions.Propagation.BACKGROUND));
                    answered.put(name, Optional.empty());
                } else {
                    cluster.apply(US, configMap(ns, name, "value: '" + value + "'"), WRITE);
                    answered.put(name, Optional.of(value));
                }
                writes.incrementAndGet();
                wrote = true;
            } catch (ClusterException e) {
                assertThat(e.getMessage()).isNotEmpty();
                refusals.incrementAndGet();
                answered.remove(name);
                generation[slot]++;
            }
        }
        return true;
    }

    private boolean read(KubernetesCluster cluster, String ns, long end) {
        while (System.nanoTime() < end) {
            try {
                var _ = cluster.get(US, reference("v1", "ConfigMap", ns, "none"));
            } catch (ClusterException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        return true;
    }

    private void remember(LiveChange change) {
        var before = told.put(change.key(), change.after());
        if (before != null && !before.equals(change.before())) {
            gaps.incrementAndGet();
        }
    }

    private static List<ResourceObject> served(KubernetesCluster cluster, String ns) {
        return cluster.list(US, TYPE, ListOptions.inNamespace(ns)).items();
    }

    /** Which objects, in which version: times are not compared, since clocks were off. */
    private static Map<String, String> versions(Collection<ResourceObject> objects) {
        var versions = new TreeMap<String, String>();
        objects.forEach(o -> versions.put(o.name(), o.uid() + "@" + o.resourceVersion()));
        return versions;
    }

    private static Optional<Boolean> same(KubernetesCluster cluster, String ns) {
        var live =
                cluster.live().inNamespace(ns).stream()
                        .filter(o -> o.groupKind().equals(CONFIG_MAPS))
                        .toList();
        assertThat(versions(live)).isEqualTo(versions(served(cluster, ns)));
        return Optional.of(true);
    }

    private Optional<Boolean> toldTheSame(KubernetesCluster cluster, String ns) {
        var last =
                told.values().stream()
                        .flatMap(Optional::stream)
                        .filter(o -> o.groupKind().equals(CONFIG_MAPS) && o.namespace().equals(ns))
                        .toList();
        // Listening began after the first list: what has not changed since was not told.
        assertThat(versions(served(cluster, ns))).containsAllEntriesOf(versions(last));
        return Optional.of(true);
    }

    /** What this process takes. */
    private record Size(long heap, long threads, long files) {

        static Size now(Path scratch) throws IOException {
            for (int i = 0; i < 3; i++) {
                System.gc();
            }
            var memory = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            var dump = Files.createTempFile(scratch, "threads", ".json");
            Files.delete(dump);
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
            long threads;
            try (var lines = Files.lines(dump)) {
                threads = lines.filter(l -> l.contains("\"tid\":")).count();
            }
            return new Size(
                    memory,
                    threads,
                    ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                            .getOpenFileDescriptorCount());
        }

        /** What is under way at one moment differs; what leaks is more with every fault. */
        void hasNotGrownTo(Size later) {
            assertThat(later.threads).as("threads").isLessThan(threads + 100);
            assertThat(later.files).as("open files").isLessThan(files + 100);
            assertThat(later.heap).as("heap").isLessThan(heap + (48L << 20));
        }
    }
}
