package io.slipway.server.cluster;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.WriteOptions;
import io.slipway.manifests.yaml.TextLimits;
import io.slipway.manifests.yaml.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The ClusterRoles that memberships are bound to, and the binding of Slipway's administrators to
 * {@code cluster-admin}: written to the sandbox at start.
 */
public final class ClusterRoles {

    private ClusterRoles() {}

    /** Writes them; what is there already stays as it is. */
    public static void ensure(Cluster cluster) {
        for (var role : Yaml.objects(text(), TextLimits.defaults())) {
            cluster.apply(Identity.registered(), role, WriteOptions.defaults());
        }
    }

    private static String text() {
        try (InputStream in = ClusterRoles.class.getResourceAsStream("roles.yaml")) {
            if (in == null) {
                throw new IllegalStateException("the build lacks roles.yaml");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
