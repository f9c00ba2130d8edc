package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.registry.Registry;
import io.slipway.sandbox.registry.Target;
import io.slipway.sandbox.registry.WriteOptions;
import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.store.Stored;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events; what happens again is counted in the event that is there. Safe for several
 * threads.
 */
final class Events {

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int REMEMBERED = 4096;

    private final Registry registry;
    private final AtomicLong sequence;
    private final Map<String, String> recent =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > REMEMBERED;
                }
            };

    Events(Registry registry) {
        this.registry = registry;
        this.sequence = new AtomicLong(registry.names().clock().millis() << 20);
    }

    void record(Stored about, String component, boolean warning, String reason, String message) {
        var namespace = about.namespace().isEmpty() ? "default" : about.namespace();
        var type = registry.types().builtIn("", "events");
        var key = about.uid() + "/" + reason + "/" + message;
        try {
            var known = known(key);
            if (known.isEmpty() || !count(Target.of(type, namespace, known))) {
                var name = about.name() + "." + Long.toHexString(sequence.incrementAndGet());
                registry.create(
                        Target.of(type, namespace, ""),
                        event(about, component, warning, reason, message, namespace, name),
                        WriteOptions.by(component));
                remember(key, name);
            }
        } catch (ApiFailure e) {
            // Events are told on a best effort, as on a cluster: the namespace may be going.
            LOG.debug("event {} on {} not recorded: {}", reason, about, e.getMessage());
        }
    }

    private synchronized String known(String key) {
        return recent.getOrDefault(key, "");
    }

    private synchronized void remember(String key, String name) {
        recent.put(key, name);
    }

    private boolean count(Target target) {
        try {
            registry.edit(
                    target,
                    WriteOptions.by("kube-controller-manager"),
                    event -> {
                        var copy = Trees.copyMap(event);
                        copy.put("count", Trees.longAt(event, "count").orElse(1L) + 1);
                        copy.put("lastTimestamp", registry.names().now());
                        return copy;
                    });
            return true;
        } catch (ApiFailure e) {
            return false;
        }
    }

    private Map<String, Object> event(
            Stored about,
            String component,
            boolean warning,
            String reason,
            String message,
            String namespace,
            String name) {
        var now = registry.names().now();
        var involved =
                Actor.tree(
                        "kind",
                        about.tree().get("kind"),
                        "namespace",
                        about.namespace(),
                        "name",
                        about.name(),
                        "uid",
                        about.uid(),
                        "apiVersion",
                        about.tree().get("apiVersion"),
                        "resourceVersion",
                        Long.toString(about.version()));
        if (about.namespace().isEmpty()) {
            involved.remove("namespace");
        }
        return Actor.tree(
                "apiVersion",
                "v1",
                "kind",
                "Event",
                "metadata",
                Actor.tree("name", name, "namespace", namespace),
                "involvedObject",
                involved,
                "reason",
                reason,
                "message",
                message,
                "source",
                Actor.tree("component", component),
                "firstTimestamp",
                now,
                "lastTimestamp",
                now,
                "count",
                1L,
                "type",
                warning ? "Warning" : "Normal",
                "reportingComponent",
                component,
                "reportingInstance",
                "");
    }
}
