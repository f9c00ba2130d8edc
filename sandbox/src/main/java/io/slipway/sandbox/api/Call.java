package io.slipway.sandbox.api;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.sandbox.access.User;
import io.slipway.sandbox.status.ApiFailure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request, read.
 *
 * @param path decoded segments
 * @param query each parameter's values
 * @param headers by lower-case name; several lines of one name each for itself
 */
// The body is handed on and never changed, so no copies are made.
@SuppressWarnings("ArrayRecordComponent")
record Call(
        String method,
        List<String> path,
        Map<String, List<String>> query,
        Map<String, List<String>> headers,
        byte[] body,
        User user) {

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name))
                .filter(v -> !v.isEmpty())
                .map(List::getFirst)
                .filter(v -> !v.isEmpty());
    }

    boolean flag(String name) {
        return Optional.ofNullable(query.get(name))
                .map(v -> v.isEmpty() ? "" : v.getFirst().toLowerCase(Locale.ROOT))
                .filter(v -> v.isEmpty() || v.equals("true") || v.equals("1"))
                .isPresent();
    }

    String header(String name) {
        return headers.getOrDefault(name, List.of("")).getFirst();
    }

    String contentType() {
        var type = header("content-type");
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    /** The body as a tree; null when there is none. */
    @Nullable Object tree() {
        if (body.length == 0) {
            return null;
        }
        try {
            return switch (contentType()) {
                case "application/yaml", "application/apply-patch+yaml" ->
                        Yaml.document(new String(body, StandardCharsets.UTF_8));
                case Protobuf.TYPE -> Protobuf.decode(body);
                case "application/cbor", "application/apply-patch+cbor" ->
                        throw new ApiFailure(
                                415,
                                "UnsupportedMediaType",
                                "the body of the request was in an unknown format - accepted media types include:"
                                        + " application/json, application/yaml",
                                Map.of());
                default -> Json.read(body);
            };
        } catch (ManifestException e) {
            throw ApiFailure.badRequest("error decoding the body: " + e.getMessage());
        }
    }

    /** The body as an object. */
    Map<String, Object> object() {
        return Trees.map(tree())
                .orElseThrow(
                        () -> ApiFailure.badRequest("the body of the request must be an object"));
    }
}
