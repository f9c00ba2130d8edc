package io.slipway.api.weave;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.Identity;
import io.slipway.forge.identity.Caller;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One signed-in person and the clusters as they see them, for the length of a request.
 *
 * @param who as whom the clusters are asked
 */
record Visitor(Caller caller, Identity who, Map<String, Cluster> clusters, Visibility visibility) {
    /** The named cluster, or all of them for an empty name. */
    Map<String, Cluster> chosen(String name) {
        if (name.isEmpty()) {
            return clusters;
        }
        var cluster = clusters.get(name);
        if (cluster == null) {
            throw ApiError.unknown("cluster not found: " + name);
        }
        var one = new LinkedHashMap<String, Cluster>();
        one.put(name, cluster);
        return one;
    }

    /** The cluster of a request that must name one. */
    Cluster required(String name) {
        var cluster = clusters.get(name);
        if (cluster == null) {
            throw ApiError.unknown("cluster=" + name + " not found");
        }
        return cluster;
    }

    Visibility.Seen sees(String name, Cluster cluster) {
        return visibility.of(name, cluster, who);
    }

    /** The person's name, for marks on objects. */
    String id() {
        return caller.person().map(Caller.Person::username).orElse("");
    }
}
