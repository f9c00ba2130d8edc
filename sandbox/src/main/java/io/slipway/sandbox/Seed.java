package io.slipway.sandbox;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.sandbox.registry.Registry;
import io.slipway.sandbox.registry.Target;
import io.slipway.sandbox.registry.WriteOptions;
import io.slipway.sandbox.status.ApiFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What every cluster has from the start: namespaces, a node, roles, a storage class, Flux's kinds.
 */
final class Seed {

    private final Registry registry;

    Seed(Registry registry) {
        this.registry = registry;
    }

    /** Makes what is not there; leaves what somebody changed as it is. */
    void plant() {
        for (var object :
                Yaml.objects(
                        resource("seed.yaml"), io.slipway.manifests.yaml.TextLimits.defaults())) {
            create(object);
        }
        Yaml.documents(resource("flux.yaml")).stream()
                .flatMap(d -> io.slipway.manifests.Trees.list(d).stream())
                .flatMap(d -> io.slipway.manifests.Trees.map(d).stream())
                .map(Seed::definition)
                .forEach(this::create);
    }

    private void create(ResourceObject object) {
        var type = registry.types().find(object.groupVersionKind()).orElseThrow();
        if (registry.find(Target.of(type, object.namespace(), object.name())).isPresent()) {
            return;
        }
        try {
            // Nobody manages what was there from the start.
            registry.create(
                    Target.of(type, object.namespace(), ""), object.tree(), WriteOptions.by(""));
        } catch (ApiFailure e) {
            if (!e.reason().equals("AlreadyExists")) {
                throw e;
            }
        }
    }

    private static String resource(String name) {
        try (var in = Seed.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A CustomResourceDefinition of a line such as {@code {group: …, kind: …, versions: […]}}. */
    private static ResourceObject definition(Map<String, Object> line) {
        var kind = String.valueOf(line.get("kind"));
        var plural = String.valueOf(line.get("plural"));
        var group = String.valueOf(line.get("group"));
        var names = new LinkedHashMap<String, Object>();
        names.put("kind", kind);
        names.put("listKind", kind + "List");
        names.put("plural", plural);
        names.put("singular", kind.toLowerCase(java.util.Locale.ROOT));
        if (line.get("shortNames") instanceof List<?> shorts) {
            names.put("shortNames", shorts);
        }
        var versions = new ArrayList<Object>();
        for (var version : io.slipway.manifests.Trees.list(line.get("versions"))) {
            versions.add(version(String.valueOf(version), versions.isEmpty()));
        }
        var spec = new LinkedHashMap<String, Object>();
        spec.put("group", group);
        spec.put("names", names);
        spec.put("scope", "Namespaced");
        spec.put("versions", versions);
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("name", plural + "." + group);
        metadata.put("labels", Map.of("app.kubernetes.io/part-of", "flux"));
        var tree = new LinkedHashMap<String, Object>();
        tree.put("apiVersion", "apiextensions.k8s.io/v1");
        tree.put("kind", "CustomResourceDefinition");
        tree.put("metadata", metadata);
        tree.put("spec", spec);
        return ResourceObject.of(tree);
    }

    private static Map<String, Object> version(String name, boolean storage) {
        var open = Map.of("type", "object", "x-kubernetes-preserve-unknown-fields", true);
        var schema = Map.of("type", "object", "properties", Map.of("spec", open, "status", open));
        var ready = ".status.conditions[?(@.type==\"Ready\")]";
        var version = new LinkedHashMap<String, Object>();
        version.put("name", name);
        version.put("served", true);
        version.put("storage", storage);
        version.put("schema", Map.of("openAPIV3Schema", schema));
        version.put("subresources", Map.of("status", Map.of()));
        version.put(
                "additionalPrinterColumns",
                List.of(
                        Map.of(
                                "name",
                                "Age",
                                "type",
                                "date",
                                "jsonPath",
                                ".metadata.creationTimestamp"),
                        Map.of("name", "Ready", "type", "string", "jsonPath", ready + ".status"),
                        Map.of(
                                "name",
                                "Status",
                                "type",
                                "string",
                                "jsonPath",
                                ready + ".message")));
        return version;
    }
}
