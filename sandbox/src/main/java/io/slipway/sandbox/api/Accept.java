package io.slipway.sandbox.api;

import io.slipway.sandbox.status.ApiFailure;
import java.util.Locale;
import java.util.Map;

/**
 * The form in which a client wants its answer.
 *
 * @param as {@code Table}, {@code PartialObjectMetadata}, {@code PartialObjectMetadataList}, or
 *     empty
 */
record Accept(boolean yaml, String as, String group, String version) {

    static final Accept JSON = new Accept(false, "", "", "");

    /** The first form that can be served; refuses with 406 when there is none. */
    static Accept of(String header) {
        if (header.isBlank()) {
            return JSON;
        }
        for (var choice : header.split(",")) {
            var parts = choice.split(";");
            var type = parts[0].strip().toLowerCase(Locale.ROOT);
            boolean yaml = type.equals("application/yaml");
            if (!yaml
                    && !type.equals("application/json")
                    && !type.equals("*/*")
                    && !type.equals("application/*")) {
                continue;
            }
            var as = "";
            var group = "";
            var version = "";
            for (int i = 1; i < parts.length; i++) {
                var pair = parts[i].strip().split("=", 2);
                var value = pair.length > 1 ? pair[1] : "";
                switch (pair[0]) {
                    case "as" -> as = value;
                    case "g" -> group = value;
                    case "v" -> version = value;
                    default -> {}
                }
            }
            if (!as.isEmpty() && !isKnown(as, group, version)) {
                continue;
            }
            return new Accept(yaml, as, group, version);
        }
        throw new ApiFailure(
                406,
                "NotAcceptable",
                "only the following media types are accepted: application/json, application/yaml",
                Map.of());
    }

    private static boolean isKnown(String as, String group, String version) {
        return switch (as) {
            case "APIGroupDiscoveryList" ->
                    group.equals("apidiscovery.k8s.io") && version.equals("v2");
            case "Table", "PartialObjectMetadata", "PartialObjectMetadataList" ->
                    group.equals("meta.k8s.io") && version.equals("v1");
            default -> false;
        };
    }

    boolean isTable() {
        return as.equals("Table");
    }

    boolean isMetadataList() {
        return as.equals("PartialObjectMetadataList");
    }

    boolean isMetadata() {
        return as.startsWith("PartialObjectMetadata");
    }
}
