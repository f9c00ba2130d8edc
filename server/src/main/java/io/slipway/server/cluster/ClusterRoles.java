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
 * {@code cluster-admin}. The sandbox gets both at its start; another cluster gets the roles when a
 * grant asks for RoleBindings there, and the binding when its registration says so.
 */
public final class ClusterRoles {

    private ClusterRoles() {}

    /** Writes {@code slipway-view}, {@code slipway-edit} and {@code slipway-admin}. */
    public static void ensureRoles(Cluster cluster) {
        apply(cluster, "roles.yaml");
    }

    /** Makes Slipway's administrators administrators of the cluster. */
    public static void ensureAdministrators(Cluster cluster) {
        apply(cluster, "administrators.yaml");
    }

    private static void apply(Cluster cluster, String file) {
        for (var object : Yaml.objects(text(file), TextLimits.defaults())) {
            cluster.apply(Identity.registered(), object, WriteOptions.defaults());
        }
    }

    private static String text(String file) {
        try (InputStream in = ClusterRoles.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
