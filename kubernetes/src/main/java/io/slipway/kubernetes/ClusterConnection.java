package io.slipway.kubernetes;

import java.util.Optional;

/** How an API server is reached. Never prints credentials. */
public sealed interface ClusterConnection {

    /**
     * A kubeconfig: tokens, client certificates, basic auth, OpenID Connect, proxies.
     *
     * @param text the YAML
     * @param context which context; the file's current one when empty
     * @param trusted whether it may name files of this machine and programs to run ({@code exec},
     *     {@code tokenFile}, {@code certificate-authority} …): true only for what the operator of
     *     this server gave on the command line, never for what came through an API
     */
    record Kubeconfig(String text, Optional<String> context, boolean trusted)
            implements ClusterConnection {
        @Override
        public String toString() {
            return "Kubeconfig[context=" + context.orElse("(current)") + "]";
        }
    }

    /**
     * An address and a bearer token.
     *
     * @param server for instance {@code https://10.0.0.1:6443}
     * @param authority certificates (PEM) that sign the server's; the machine's own when empty
     */
    record Token(String server, String token, Optional<String> authority)
            implements ClusterConnection {
        @Override
        public String toString() {
            return "Token[server=" + server + "]";
        }
    }

    /**
     * The cluster that this process runs in, by the service account that is mounted into its pod.
     */
    record InCluster() implements ClusterConnection {}

    /** A kubeconfig that the operator gave, with its current context. */
    static ClusterConnection kubeconfig(String text) {
        return new Kubeconfig(text, Optional.empty(), true);
    }
}
