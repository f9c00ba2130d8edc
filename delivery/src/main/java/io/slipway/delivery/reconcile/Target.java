package io.slipway.delivery.reconcile;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.yaml.Json;
import io.slipway.render.source.SourceType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What an application's sources want.
 *
 * @param revisions resolved, one for each source, as far as they could be
 * @param types one for each source
 * @param failure why it could not be made; then there are no objects
 */
public record Target(
        List<ResourceObject> objects,
        List<String> revisions,
        List<SourceType> types,
        Optional<String> failure) {

    public Target {
        objects = List.copyOf(objects);
        revisions = List.copyOf(revisions);
        types = List.copyOf(types);
    }

    static Target failed(List<String> revisions, String why) {
        return new Target(List.of(), revisions, List.of(), Optional.of(why));
    }

    /** Identifies the objects: equal exactly when all of them are. 64 hexadecimal digits. */
    String content() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            objects.forEach(
                    o -> {
                        digest.update(Json.writeBytes(o.tree()));
                        digest.update((byte) '\n');
                    });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
