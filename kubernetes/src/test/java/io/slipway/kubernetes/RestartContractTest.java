package io.slipway.kubernetes;

import static io.slipway.kubernetes.Target.US;
import static io.slipway.kubernetes.Target.WRITE;
import static io.slipway.kubernetes.Target.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.DeleteOptions;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.sandbox.Sandbox;
import io.slipway.sandbox.SandboxSettings;
import io.slipway.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An API server that is ended and started again while it is written to: the sandbox always, a real
 * one where {@code SLIPWAY_TEST_CONTROL_PLANE} names the folder of a running control plane.
 */
class RestartContractTest {

    private static final GroupKind CONFIG_MAPS = new GroupKind("", "ConfigMap");

    /** A server that can be restarted on its address. */
    interface Restartable extends AutoCloseable {
        String kubeconfig();

        void restart() throws Exception;

        @Override
        void close();
    }

    static List<String> servers() {
        var all = new ArrayList<>(List.of("sandbox"));
        var folder = System.getenv("SLIPWAY_TEST_CONTROL_PLANE");
        if (folder != null && !folder.isEmpty()) {
            all.add(folder);
        }
        return all;
    }

    static Restartable open(String server) throws IOException {
        return server.equals("sandbox")
                ? new RestartableSandbox()
                : new RestartableControlPlane(Path.of(server));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void writesThatWereAnsweredSurviveAndTheLiveStateIsFoundAgain(String name) throws Exception {
        try (var server = open(name);
                var cluster =
                        KubernetesCluster.connect(
                                "restarted",
                                ClusterConnection.kubeconfig(server.kubeconfig()),
                                Tracking.defaults(),
                                KubernetesSettings.defaults())) {
            var ns = new Target("restarted", cluster, server.kubeconfig()).namespace();
            assertThat(cluster.live().watch(Set.of(CONFIG_MAPS), Duration.ofSeconds(20))).isTrue();
            var there = ConcurrentHashMap.<String>newKeySet();
            var gone = ConcurrentHashMap.<String>newKeySet();
            var unsure = ConcurrentHashMap.<String>newKeySet();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
                for (int writer = 0; writer < 4; writer++) {
                    int mine = writer;
                    var _ =
                            threads.submit(
                                    () -> write(cluster, ns, mine, end, there, gone, unsure));
                }
                Thread.sleep(700);
                server.restart();
            }
            Await.until(
                    "the live state is what the server has",
                    () -> {
                        var served =
                                names(
                                        cluster.list(
                                                        US,
                                                        GroupVersionKind.of("v1", "ConfigMap"),
                                                        ListOptions.inNamespace(ns))
                                                .items());
                        var live =
                                names(
                                        cluster.live().inNamespace(ns).stream()
                                                .filter(o -> o.kind().equals("ConfigMap"))
                                                .toList());
                        return served.equals(live) && cluster.live().isSynced(CONFIG_MAPS);
                    });
            var live = names(cluster.live().inNamespace(ns));
            there.removeAll(unsure);
            assertThat(there).isNotEmpty();
            assertThat(live).containsAll(there);
            gone.removeAll(unsure);
            assertThat(live).doesNotContainAnyElementsOf(gone);
        }
    }

    private static Set<String> names(List<ResourceObject> objects) {
        return new java.util.TreeSet<>(objects.stream().map(ResourceObject::name).toList());
    }

    /** Makes objects and deletes every third; what was not answered is not known. */
    private static boolean write(
            KubernetesCluster cluster,
            String ns,
            int writer,
            long end,
            Set<String> there,
            Set<String> gone,
            Set<String> unsure) {
        for (int i = 0; System.nanoTime() < end; i++) {
            var object = configMap(ns, "r" + writer + "-" + i, "");
            try {
                cluster.apply(US, object, WRITE);
                there.add(object.name());
                if (i % 3 == 0) {
                    unsure.add(object.name());
                    cluster.delete(
                            US,
                            ObjectReference.of(object),
                            DeleteOptions.of(DeleteOptions.Propagation.BACKGROUND));
                    unsure.remove(object.name());
                    there.remove(object.name());
                    gone.add(object.name());
                }
            } catch (ClusterException e) {
                unsure.add(object.name());
            }
        }
        return true;
    }

    private static final class RestartableSandbox implements Restartable {
        private final Path folder = Files.createTempDirectory("sandbox");
        private final String kubeconfig;
        private final int port;
        private Sandbox sandbox = Sandbox.start(SandboxSettings.in(folder));

        RestartableSandbox() throws IOException {
            port = sandbox.address().getPort();
            kubeconfig = sandbox.kubeconfig();
        }

        @Override
        public String kubeconfig() {
            return kubeconfig;
        }

        @Override
        public void restart() {
            sandbox.close();
            sandbox = Sandbox.start(SandboxSettings.in(folder).withPort(port));
        }

        @Override
        public void close() {
            sandbox.close();
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private static final class RestartableControlPlane implements Restartable {
        private final Path folder;

        RestartableControlPlane(Path folder) {
            this.folder = folder;
        }

        @Override
        public String kubeconfig() {
            try {
                return Files.readString(folder.resolve("kubeconfig"));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void restart() throws Exception {
            var script =
                    Path.of("../conformance/control-plane/restart").toAbsolutePath().normalize();
            var process =
                    new ProcessBuilder(
                                    script.toString(), folder.toString(), "kube-apiserver", "KILL")
                            .inheritIO()
                            .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }

        @Override
        public void close() {}
    }
}
