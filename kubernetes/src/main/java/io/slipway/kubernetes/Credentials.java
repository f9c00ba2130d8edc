package io.slipway.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.manifests.yaml.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns connection settings into the client library's; refuses what is unsafe or incomplete. */
final class Credentials {

    private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    private static final List<String> FILES_OF_CLUSTER = List.of("certificate-authority");
    private static final List<String> FILES_AND_PROGRAMS_OF_USER =
            List.of("client-certificate", "client-key", "tokenFile", "exec", "auth-provider");

    private Credentials() {}

    static Config config(ClusterConnection connection, KubernetesSettings settings) {
        var config =
                switch (connection) {
                    case ClusterConnection.Kubeconfig kubeconfig -> fromKubeconfig(kubeconfig);
                    case ClusterConnection.Token token -> fromToken(token);
                    case ClusterConnection.InCluster _ -> inCluster();
                };
        config.setConnectionTimeout((int) settings.connectTimeout().toMillis());
        config.setRequestTimeout((int) settings.requestTimeout().toMillis());
        // Repeating is decided here, by what a call does; the library would repeat everything.
        config.setRequestRetryBackoffLimit(0);
        // One HTTP/2 connection has room for 100 streams only, fewer than there may be watches.
        config.setHttp2Disable(true);
        config.setUserAgent("slipway");
        return config;
    }

    private static Config fromKubeconfig(ClusterConnection.Kubeconfig kubeconfig) {
        var tree = read(kubeconfig.text());
        kubeconfig.context().ifPresent(c -> tree.put("current-context", c));
        var context =
                Trees.stringAt(tree, "current-context")
                        .filter(c -> !c.isEmpty())
                        .orElseThrow(
                                () -> refused("it has no current-context, and none was named"));
        var chosen = named(tree, "contexts", context, "context");
        var cluster =
                named(tree, "clusters", Trees.stringAt(chosen, "cluster").orElse(""), "cluster");
        if (Trees.stringAt(cluster, "server").filter(s -> s.startsWith("http")).isEmpty()) {
            throw refused("the cluster of context \"" + context + "\" has no server address");
        }
        if (!kubeconfig.trusted()) {
            refuseFields(cluster, FILES_OF_CLUSTER);
            Trees.stringAt(chosen, "user")
                    .ifPresent(user ->
                            refuseFields(
                                    named(tree, "users", user, "user"),
                                    FILES_AND_PROGRAMS_OF_USER));
        }
        return Config.fromKubeconfig(Json.write(tree));
    }

    private static void refuseFields(Map<String, Object> holder, List<String> fields) {
        for (var field : fields) {
            if (holder.containsKey(field)) {
                throw refused(
                        "\"%s\" names a file or program of this machine; put the data itself into the kubeconfig"
                                .formatted(field));
            }
        }
    }

    private static Map<String, Object> read(String text) {
        try {
            var documents = Yaml.documents(text);
            if (documents.size() != 1) {
                throw refused("it has %d documents, not one".formatted(documents.size()));
            }
            return Trees.map(documents.getFirst())
                    .map(Trees::copyMap)
                    .orElseThrow(() -> refused("it is no mapping"));
        } catch (ManifestException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    /** The entry of that name in one of the kubeconfig's lists. */
    private static Map<String, Object> named(
            Map<String, Object> tree, String list, String name, String field) {
        return Trees.listAt(tree, list).stream()
                .filter(e -> Trees.stringAt(e, "name").equals(Optional.of(name)))
                .map(e -> Trees.mapAt(e, field))
                .findFirst()
                .orElseThrow(() -> refused("there is no \"%s\" in %s".formatted(name, list)));
    }

    private static Config fromToken(ClusterConnection.Token token) {
        if (!token.server().startsWith("http://") && !token.server().startsWith("https://")) {
            throw new ClusterException.Invalid(
                    400,
                    "the server's address must begin with https://, not \""
                            + token.server()
                            + "\"");
        }
        var builder =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl(token.server())
                        .withOauthToken(token.token());
        token.authority()
                .ifPresent(pem ->
                        builder.withCaCertData(
                                Base64.getEncoder()
                                        .encodeToString(pem.getBytes(StandardCharsets.UTF_8))));
        return builder.build();
    }

    private static Config inCluster() {
        var host = System.getenv("KUBERNETES_SERVICE_HOST");
        var port = System.getenv("KUBERNETES_SERVICE_PORT");
        if (host == null || port == null || !Files.isReadable(ACCOUNT.resolve("token"))) {
            throw new ClusterException.Invalid(
                    400, "this process does not run in a Kubernetes pod with a service account");
        }
        var address = host.contains(":") ? "[" + host + "]" : host;
        // The token is changed on disk about each hour, so it is read for each call.
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("https://" + address + ":" + port)
                .withCaCertFile(ACCOUNT.resolve("ca.crt").toString())
                .withOauthTokenProvider(Credentials::accountToken)
                .build();
    }

    private static String accountToken() {
        try {
            return Files.readString(ACCOUNT.resolve("token")).strip();
        } catch (IOException e) {
            throw new ClusterException.Unavailable("the service account's token cannot be read", e);
        }
    }

    private static ClusterException refused(String why) {
        return new ClusterException.Invalid(400, "the kubeconfig cannot be used: " + why);
    }
}
