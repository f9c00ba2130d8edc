package io.slipway.engine.tracking;

import io.slipway.manifests.ResourceKey;
import java.util.Optional;

/**
 * The text {@code instance:group/kind:namespace/name} that says which application an object belongs
 * to and which object was meant, so that a copy of the object gives itself away.
 *
 * @param instance the application: {@code <project>_<name>} as it was at creation
 * @param key the object as it was stamped; for cluster-scoped objects the namespace is that of the
 *     application's destination
 */
public record TrackingId(String instance, ResourceKey key) {

    /** Reads the text; empty when it has another shape, and so is not ours. */
    public static Optional<TrackingId> parse(String text) {
        var parts = text.split(":", 3);
        if (parts.length < 3) {
            return Optional.empty();
        }
        var type = parts[1].split("/", -1);
        var place = parts[2].split("/", -1);
        if (type.length != 2 || place.length != 2 || parts[0].isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new TrackingId(parts[0], new ResourceKey(type[0], type[1], place[0], place[1])));
    }

    /** Whether it means this object: same type and name, and same namespace unless it has none. */
    public boolean describes(ResourceKey object) {
        return key.groupKind().equals(object.groupKind())
                && key.name().equals(object.name())
                && (object.namespace().isEmpty() || key.namespace().equals(object.namespace()));
    }

    @Override
    public String toString() {
        return instance
                + ":"
                + key.group()
                + "/"
                + key.kind()
                + ":"
                + key.namespace()
                + "/"
                + key.name();
    }
}
