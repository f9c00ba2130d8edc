package io.slipway.api.weave;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.manifests.yaml.TextLimits;
import io.slipway.manifests.yaml.Yaml;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;

/**
 * What a HelmRelease put into the cluster: from its own status where the controller writes it, else
 * from the manifest in Helm's storage secret, which is read as the person each time and decoded
 * once per version of the secret.
 */
final class HelmReleases {
    private static final GroupVersionKind SECRET = new GroupVersionKind("", "v1", "Secret");
    private static final int LARGEST = 64 << 20;
    private static final int MOST_KEPT = 2000;

    private final ConcurrentHashMap<String, List<ResourceObject>> decoded =
            new ConcurrentHashMap<>();

    /** The release's record cannot be read or understood. */
    static final class Unreadable extends RuntimeException {
        Unreadable(String message) {
            super(message, null, false, false);
        }
    }

    /** The distinct kinds of the release, in the manifest's order. */
    List<GroupVersionKind> kinds(Cluster cluster, Identity who, ResourceObject release) {
        return inventory(cluster, who, release).stream()
                .map(ObjectReference::type)
                .distinct()
                .toList();
    }

    /** Everything in the release; empty before the first install and for other clusters. */
    List<ObjectReference> inventory(Cluster cluster, Identity who, ResourceObject release) {
        if (release.at("spec", "kubeConfig").isPresent()) {
            return List.of();
        }
        var entries = Trees.listAt(release.tree(), "status", "inventory", "entries");
        if (!entries.isEmpty()) {
            return entries.stream().map(InventoryIds::parse).toList();
        }
        var record = record(release);
        if (record.isEmpty()) {
            return List.of();
        }
        var storage =
                Trees.stringAt(release.tree(), "spec", "storageNamespace")
                        .orElse(release.namespace());
        var secret =
                cluster.get(who, new ObjectReference(SECRET, storage, record.get().secret()))
                        .orElseThrow(() ->
                                new Unreadable(
                                        "secrets \"" + record.get().secret() + "\" not found"));
        var key = cluster.name() + "/" + secret.uid() + "/" + secret.resourceVersion();
        if (decoded.size() > MOST_KEPT) {
            decoded.clear();
        }
        return decoded.computeIfAbsent(key, _ -> manifest(secret)).stream()
                .map(object -> reference(cluster, object, record.get().namespace()))
                .toList();
    }

    private record Stored(String secret, String namespace) {}

    /** The newest record: of the history, or by the older API's revision. */
    private static Optional<Stored> record(ResourceObject release) {
        var newest =
                Trees.listAt(release.tree(), "status", "history").stream()
                        .max(
                                Comparator.comparingLong(
                                        entry -> Trees.longAt(entry, "version").orElse(0L)));
        var target =
                Trees.stringAt(release.tree(), "spec", "targetNamespace")
                        .orElse(release.namespace());
        if (newest.isPresent()) {
            var name = Trees.stringAt(newest.get(), "name").orElse(release.name());
            return Optional.of(
                    new Stored(
                            secretName(name, Trees.longAt(newest.get(), "version").orElse(0L)),
                            Trees.stringAt(newest.get(), "namespace").orElse(target)));
        }
        var revision = Trees.longAt(release.tree(), "status", "lastReleaseRevision").orElse(0L);
        if (revision == 0) {
            return Optional.empty();
        }
        var prefix =
                Trees.stringAt(release.tree(), "spec", "targetNamespace")
                        .map(namespace -> namespace + "-")
                        .orElse("");
        var name =
                Trees.stringAt(release.tree(), "spec", "releaseName")
                        .orElse(prefix + release.name());
        return Optional.of(new Stored(secretName(name, revision), target));
    }

    private static String secretName(String release, long version) {
        return "sh.helm.release.v1." + release + ".v" + version;
    }

    private static ObjectReference reference(
            Cluster cluster, ResourceObject object, String releaseNamespace) {
        boolean namespaced = cluster.catalog().isNamespaced(object.groupKind()).orElse(true);
        var own = object.namespace();
        return new ObjectReference(
                object.groupVersionKind(),
                namespaced ? (own.isEmpty() ? releaseNamespace : own) : "",
                object.name());
    }

    private static List<ResourceObject> manifest(ResourceObject secret) {
        var data = Trees.stringAt(secret.tree(), "data", "release");
        if (data.isEmpty()) {
            throw new Unreadable("the release secret " + secret.name() + " has no release");
        }
        try {
            var inner = Base64.getDecoder().decode(data.get());
            var packed =
                    Base64.getDecoder()
                            .decode(new String(inner, StandardCharsets.US_ASCII).strip());
            var json = unpack(packed);
            var text = Trees.stringAt(Json.read(json), "manifest").orElse("");
            var objects = new ArrayList<ResourceObject>();
            for (var object : Yaml.objects(text, TextLimits.defaults())) {
                if (!object.apiVersion().startsWith("kustomize.config.k8s.io/")) {
                    objects.add(object);
                }
            }
            return List.copyOf(objects);
        } catch (IOException | IllegalArgumentException | ManifestException e) {
            throw new Unreadable(
                    "the release secret "
                            + secret.name()
                            + " cannot be decoded: "
                            + e.getMessage());
        }
    }

    private static byte[] unpack(byte[] packed) throws IOException {
        if (packed.length < 2 || packed[0] != 0x1f || packed[1] != (byte) 0x8b) {
            return packed;
        }
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            var json = in.readNBytes(LARGEST + 1);
            if (json.length > LARGEST) {
                throw new IOException("the release is larger than 64 MiB");
            }
            return json;
        }
    }
}
