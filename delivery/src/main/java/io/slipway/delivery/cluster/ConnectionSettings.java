package io.slipway.delivery.cluster;

import io.slipway.platform.secret.Secret;
import java.util.Optional;

/** How a registered cluster is reached. */
public sealed interface ConnectionSettings {

    /**
     * A kubeconfig that came through an API: it may hold tokens, certificates, keys and passwords
     * as data, and may name neither files of this machine nor programs to run.
     *
     * @param text the YAML or JSON
     * @param context which context; the file's current one when empty
     */
    record Kubeconfig(Secret text, Optional<String> context) implements ConnectionSettings {}

    /** The cluster that this process runs in, by its service account. */
    record InCluster() implements ConnectionSettings {}
}
