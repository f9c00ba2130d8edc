package io.slipway.kubernetes;

import io.slipway.engine.tracking.Tracking;
import io.slipway.sandbox.Sandbox;
import io.slipway.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The clusters that the contract is checked on: always a sandbox, and the real one that {@code
 * SLIPWAY_TEST_KUBECONFIG} (system property {@code slipway.test.kubeconfig}) names. Started once,
 * and ended with the process.
 */
final class Targets {

    private static final List<Target> ALL = start();

    private Targets() {}

    static List<Target> all() {
        return ALL;
    }

    private static List<Target> start() {
        var targets = new ArrayList<Target>();
        var sandbox = Sandbox.start(SandboxSettings.inMemory());
        targets.add(target("sandbox", sandbox.kubeconfig()));
        var real =
                System.getProperty(
                        "slipway.test.kubeconfig", System.getenv("SLIPWAY_TEST_KUBECONFIG"));
        if (real != null && !real.isEmpty()) {
            targets.add(target("real", read(Path.of(real))));
        }
        return List.copyOf(targets);
    }

    private static Target target(String name, String kubeconfig) {
        var settings =
                KubernetesSettings.defaults()
                        .withWatches(Duration.ofMinutes(5), Duration.ofSeconds(100), 50);
        return new Target(
                name,
                KubernetesCluster.connect(
                        name,
                        ClusterConnection.kubeconfig(kubeconfig),
                        Tracking.defaults(),
                        settings),
                kubeconfig);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
