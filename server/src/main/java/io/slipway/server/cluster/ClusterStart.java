package io.slipway.server.cluster;

import io.slipway.delivery.cluster.ClusterLink;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.kubernetes.ClusterConnection;
import io.slipway.kubernetes.KubernetesCluster;
import io.slipway.kubernetes.KubernetesSettings;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.platform.store.CannotStart;
import io.slipway.sandbox.Sandbox;
import io.slipway.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Starts and connects the clusters. The primary one is that of the kubeconfig, else the one that
 * this process runs in, else the sandbox.
 */
public final class ClusterStart implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("server: https?://127\\.0\\.0\\.1:(\\d+)");
    private static final String SANDBOX = "sandbox";
    private static final String IN_CLUSTER = "KUBERNETES_SERVICE_HOST";

    private final Optional<Sandbox> sandbox;
    private final Optional<Path> sandboxKubeconfig;
    private final List<KubernetesCluster> clusters;

    private ClusterStart(
            Optional<Sandbox> sandbox,
            Optional<Path> sandboxKubeconfig,
            List<KubernetesCluster> clusters) {
        this.sandbox = sandbox;
        this.sandboxKubeconfig = sandboxKubeconfig;
        this.clusters = List.copyOf(clusters);
    }

    /**
     * What to start.
     *
     * @param data folder in which the sandbox keeps its objects and its kubeconfig
     * @param sandbox whether the sandbox runs
     * @param sandboxPort 0 for the port of the last start, or a free one
     * @param kubeconfig of the real cluster
     * @param context of the kubeconfig, when it is not its current one
     * @param limits of the live state of each cluster
     */
    public record Wish(
            Path data,
            boolean sandbox,
            int sandboxPort,
            Optional<Path> kubeconfig,
            Optional<String> context,
            KubernetesSettings limits) {}

    /**
     * Starts the sandbox and connects; a real cluster that is down does not stop the start.
     *
     * @throws CannotStart when there is no cluster at all, or the kubeconfig cannot be used
     */
    public static ClusterStart start(Wish wish, Map<String, String> environment) {
        var clusters = new ArrayList<KubernetesCluster>();
        wish.kubeconfig().ifPresent(file -> clusters.add(ofKubeconfig(file, wish)));
        if (clusters.isEmpty() && environment.containsKey(IN_CLUSTER)) {
            clusters.add(
                    KubernetesConnector.connect(
                            "in-cluster", new ClusterConnection.InCluster(), wish.limits()));
        }
        Optional<Sandbox> sandbox = Optional.empty();
        Optional<Path> kubeconfig = Optional.empty();
        if (wish.sandbox()) {
            var started = startSandbox(wish);
            sandbox = Optional.of(started);
            kubeconfig = Optional.of(writeKubeconfig(wish.data(), started));
            clusters.add(
                    KubernetesConnector.connect(
                            SANDBOX,
                            ClusterConnection.kubeconfig(started.kubeconfig()),
                            wish.limits()));
        }
        if (clusters.isEmpty()) {
            throw new CannotStart(
                    "there is no cluster: name one with --kubeconfig, or leave the sandbox on");
        }
        return new ClusterStart(sandbox, kubeconfig, clusters);
    }

    private static KubernetesCluster ofKubeconfig(Path file, Wish wish) {
        try {
            var text = Files.readString(file);
            var name =
                    wish.context()
                            .or(() -> Trees.stringAt(Yaml.document(text), "current-context"))
                            .filter(n -> !n.isEmpty())
                            .orElseThrow(() ->
                                    new CannotStart(
                                            "the kubeconfig "
                                                    + file
                                                    + " has no current-context; name one with --kube-context"));
            if (name.equals(SANDBOX)) {
                throw new CannotStart(
                        "the context of a real cluster cannot be called sandbox; rename it in "
                                + file);
            }
            return KubernetesConnector.connect(
                    name,
                    new ClusterConnection.Kubeconfig(text, Optional.of(name), true),
                    wish.limits());
        } catch (IOException e) {
            throw new CannotStart("cannot read the kubeconfig " + file + ": " + e.getMessage(), e);
        } catch (ManifestException | ClusterException | IllegalArgumentException e) {
            throw new CannotStart(
                    "the kubeconfig " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static Sandbox startSandbox(Wish wish) {
        var settings = SandboxSettings.in(wish.data().resolve("sandbox"));
        int asked = wish.sandboxPort();
        int last = asked == 0 ? lastPort(wish.data()) : asked;
        if (asked == 0 && last != 0) {
            try {
                return Sandbox.start(settings.withPort(last));
            } catch (UncheckedIOException e) {
                // Somebody else took the port meanwhile: a free one is as good, and is printed.
                return Sandbox.start(settings);
            }
        }
        return Sandbox.start(settings.withPort(last));
    }

    /** The port of the last start, so that a kubeconfig that was copied stays good; 0 for none. */
    private static int lastPort(Path data) {
        var file = kubeconfigFile(data);
        if (!Files.isRegularFile(file)) {
            return 0;
        }
        try {
            var match = PORT.matcher(Files.readString(file));
            return match.find() ? Integer.parseInt(match.group(1)) : 0;
        } catch (IOException | NumberFormatException e) {
            throw new CannotStart("cannot read " + file + "; remove it, it is written anew", e);
        }
    }

    private static Path kubeconfigFile(Path data) {
        return data.resolve("sandbox.kubeconfig");
    }

    private static Path writeKubeconfig(Path data, Sandbox sandbox) {
        var file = kubeconfigFile(data);
        try {
            var draft =
                    Files.createTempFile(
                            data,
                            "kubeconfig",
                            ".new",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, sandbox.kubeconfig());
            return Files.move(
                    draft,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CannotStart("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** The sandbox, when it runs. */
    public Optional<Sandbox> sandbox() {
        return sandbox;
    }

    /** Where the sandbox's kubeconfig stands. */
    public Optional<Path> sandboxKubeconfig() {
        return sandboxKubeconfig;
    }

    /** All clusters, the primary one first. */
    public List<Cluster> clusters() {
        return List.copyOf(clusters);
    }

    /** The same, with a way to ask each for its version. */
    public List<ClusterLink> links() {
        return clusters.stream().map(KubernetesConnector::link).toList();
    }

    /** The cluster that answers to {@code in-cluster} and to {@code Default}. */
    public Cluster primary() {
        return clusters.getFirst();
    }

    /** The sandbox as a cluster, when it runs. */
    public Optional<Cluster> sandboxCluster() {
        return clusters().stream().filter(c -> c.name().equals(SANDBOX)).findFirst();
    }

    /** The primary cluster for a reader: its name, and what it is. */
    public String describePrimary() {
        var name = primary().name();
        return name.equals(SANDBOX)
                ? "sandbox (a Kubernetes API inside this process; it runs no containers)"
                : name + " at " + primary().server();
    }

    @Override
    public void close() {
        clusters.forEach(Cluster::close);
        sandbox.ifPresent(Sandbox::close);
    }
}
