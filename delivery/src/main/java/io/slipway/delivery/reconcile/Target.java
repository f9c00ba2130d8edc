package io.slipway.delivery.reconcile;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.yaml.Json;
import io.slipway.render.source.SourceType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an application's sources want.
 *
 * @param objects for the cluster
 * @param children applications, which live here and not in the cluster
 * @param revisions resolved, one for each source, as far as they could be
 * @param types one for each source
 * @param failure why it could not be made; then there are no objects
 */
public record Target(
        List<ResourceObject> objects,
        List<ResourceObject> children,
        List<String> revisions,
        List<SourceType> types,
        Optional<String> failure) {

    public Target {
        objects = List.copyOf(objects);
        children = List.copyOf(children);
        revisions = List.copyOf(revisions);
        types = List.copyOf(types);
    }

    static Target failed(List<String> revisions, String why) {
        return new Target(List.of(), List.of(), revisions, List.of(), Optional.of(why));
    }

    /** What is in these objects for the cluster, and what for here. */
    static Target of(
            List<ResourceObject> rendered, List<String> revisions, List<SourceType> types) {
        return new Target(
                rendered.stream().filter(o -> !Children.isChild(o)).toList(),
                rendered.stream().filter(Children::isChild).toList(),
                revisions,
                types,
                Optional.empty());
    }

    /** All objects, wherever they live. */
    public List<ResourceObject> all() {
        return Stream.concat(objects.stream(), children.stream()).toList();
    }

    /** Identifies the objects: equal exactly when all of them are. 64 hexadecimal digits. */
    String content() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            all().forEach(o -> {
                digest.update(Json.writeBytes(o.tree()));
                digest.update((byte) '\n');
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
