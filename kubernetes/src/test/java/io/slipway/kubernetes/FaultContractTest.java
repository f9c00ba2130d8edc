package io.slipway.kubernetes;

import static io.slipway.kubernetes.Target.US;
import static io.slipway.kubernetes.Target.WRITE;
import static io.slipway.kubernetes.Target.configMap;
import static io.slipway.kubernetes.Target.reference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.DeleteOptions;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.engine.cluster.LiveChange;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.testkit.Await;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A bad wire: nothing is lost, nothing grows, and nobody else waits. The system property {@code
 * slipway.test.faults.seconds} says for how long (2).
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.slipway.kubernetes.Targets#all")
class FaultContractTest {

    private static final GroupKind CONFIG_MAPS = new GroupKind("", "ConfigMap");
    private static final int SECONDS = Integer.getInteger("slipway.test.faults.seconds", 2);

    private final Target target;
    private KubernetesCluster steady;
    private CuttingProxy wire;
    private KubernetesCluster shaky;
    private String ns;

    FaultContractTest(Target target) {
        this.target = target;
    }

    @BeforeEach
    void world() {
        steady = target.cluster();
        ns = target.namespace();
        var address = URI.create(steady.server());
        wire = new CuttingProxy(address);
        var kubeconfig = target.kubeconfig().replace(":" + address.getPort(), ":" + wire.port());
        shaky =
                KubernetesCluster.connect(
                        "shaky",
                        ClusterConnection.kubeconfig(kubeconfig),
                        Tracking.defaults(),
                        new KubernetesSettings(
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(4),
                                48,
                                100,
                                1 << 28,
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(2),
                                Duration.ofMillis(10),
                                Duration.ofMillis(200),
                                Duration.ofMillis(50),
                                LiveLimits.defaults()));
        assertThat(shaky.live().watch(Set.of(CONFIG_MAPS), Duration.ofSeconds(20))).isTrue();
    }

    @AfterEach
    void end() {
        shaky.close();
        wire.close();
    }

    private Map<String, ResourceObject> served() {
        var found = new TreeMap<String, ResourceObject>();
        steady.list(US, GroupVersionKind.of("v1", "ConfigMap"), ListOptions.inNamespace(ns))
                .items()
                .forEach(o -> found.put(o.name(), o));
        return found;
    }

    private Map<String, ResourceObject> live() {
        var found = new TreeMap<String, ResourceObject>();
        shaky.live().inNamespace(ns).stream()
                .filter(o -> o.kind().equals("ConfigMap"))
                .forEach(o -> found.put(o.name(), o));
        return found;
    }

    @Test
    void cutWatchesLoseNoChangeAndNoDeletion() throws Exception {
        var told = new ConcurrentHashMap<ResourceKey, Optional<ResourceObject>>();
        var gaps = new AtomicInteger();
        try (var _ = shaky.live().subscribe(c -> remember(c, told, gaps))) {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
                for (int writer = 0; writer < 4; writer++) {
                    int mine = writer;
                    var _ = threads.submit(() -> write(steady, mine, end));
                }
                var _ = threads.submit(() -> write(shaky, 4, end));
                while (System.nanoTime() < end) {
                    Thread.sleep(150);
                    wire.cut();
                }
            }
            Await.until("the live state is what the server has", () -> live().equals(served()));
            // Told a moment later, on a thread of its own.
            Await.until(
                    "what was told is what the server has",
                    () -> served().entrySet().containsAll(last(told).entrySet()));
        }
        assertThat(gaps).hasValue(0);
    }

    /** What the listener knows of the namespace's objects. */
    private Map<String, ResourceObject> last(Map<ResourceKey, Optional<ResourceObject>> told) {
        var last = new TreeMap<String, ResourceObject>();
        told.forEach((key, object) -> {
            if (key.namespace().equals(ns) && key.kind().equals("ConfigMap")) {
                object.ifPresent(present -> last.put(key.name(), present));
            }
        });
        return last;
    }

    private static void remember(
            LiveChange change,
            Map<ResourceKey, Optional<ResourceObject>> told,
            AtomicInteger gaps) {
        var before = told.put(change.key(), change.after());
        if (before != null && !before.equals(change.before())) {
            gaps.incrementAndGet();
        }
    }

    private boolean write(KubernetesCluster through, int writer, long end) {
        var random = ThreadLocalRandom.current();
        for (int i = 0; System.nanoTime() < end; i++) {
            var name = "f" + random.nextInt(15);
            try {
                if (random.nextInt(4) == 0) {
                    through.delete(
                            US,
                            reference("v1", "ConfigMap", ns, name),
                            DeleteOptions.of(DeleteOptions.Propagation.BACKGROUND));
                } else {
                    through.apply(US, configMap(ns, name, "x: '" + writer + "." + i + "'"), WRITE);
                }
            } catch (ClusterException.Unavailable | ClusterException.Conflict e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        return true;
    }

    @Test
    void serverThatIsAwayKeepsTheLiveStateAndIsFoundAgain() {
        steady.create(US, configMap(ns, "before", ""), WRITE);
        Await.until("it arrived", () -> live().containsKey("before"));
        wire.refuse(true);
        assertThatThrownBy(() -> shaky.get(US, reference("v1", "ConfigMap", ns, "before")))
                .isInstanceOf(ClusterException.Unavailable.class);
        Await.until("the trouble is known", () -> shaky.live().problem(CONFIG_MAPS).isPresent());
        assertThat(live()).containsKey("before");
        target.delete(reference("v1", "ConfigMap", ns, "before"));
        steady.create(US, configMap(ns, "meanwhile", ""), WRITE);
        wire.refuse(false);
        Await.until(
                "all is as it should be",
                () -> live().equals(served()) && shaky.live().isSynced(CONFIG_MAPS));
        assertThat(live()).containsKey("meanwhile").doesNotContainKey("before");
        assertThat(shaky.live().problem(CONFIG_MAPS)).isEmpty();
    }

    @Test
    void clusterThatHangsDoesNotSlowAnother() {
        wire.hang(true);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                var _ =
                        threads.submit(
                                () -> shaky.get(US, reference("v1", "ConfigMap", ns, "none")));
            }
            long slowest = 0;
            for (int i = 0; i < 50; i++) {
                long begin = System.nanoTime();
                var _ = steady.get(US, reference("v1", "ConfigMap", ns, "none"));
                slowest = Math.max(slowest, System.nanoTime() - begin);
            }
            assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(1));
            wire.hang(false);
        }
    }

    @Test
    void silentWireIsNoticed() {
        wire.deafen();
        steady.create(US, configMap(ns, "unheard", ""), WRITE);
        Await.until("it arrived over a new connection", () -> live().containsKey("unheard"));
    }
}
