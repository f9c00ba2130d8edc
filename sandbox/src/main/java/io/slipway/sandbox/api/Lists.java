package io.slipway.sandbox.api;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.sandbox.registry.Registry;
import io.slipway.sandbox.registry.Target;
import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.store.Stored;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists, whole or in chunks; every chunk shows its part as it was when the first one was made. */
final class Lists {

    private final Registry registry;
    private final Shapes shapes;

    Lists(Registry registry, Shapes shapes) {
        this.registry = registry;
        this.shapes = shapes;
    }

    private record Start(long version, String key) {}

    Reply answer(Call call, Target target) {
        var type = target.type();
        var selection = ObjectCalls.selection(call, type);
        awaitVersion(call, registry);
        var start = start(call, target);
        var snapshot =
                start.version() > 0
                        ? registry.store()
                                .listAt(type.id(), target.namespace(), start.version())
                                .orElseThrow(Lists::tokenExpired)
                        : registry.store().list(type.id(), target.namespace());
        long version = snapshot.version();
        requireExact(call, target, registry.store().version());
        long limit = call.parameter("limit").map(ObjectCalls::number).orElse(0L);
        var page = new ArrayList<Stored>();
        var last = "";
        long left = 0;
        boolean more = false;
        for (var stored : snapshot.objects()) {
            var key = stored.namespace() + "/" + stored.name();
            if (!start.key().isEmpty() && key.compareTo(start.key()) <= 0) {
                continue;
            }
            if (!selection.isAll() && !selection.matches(registry.shown(stored, type))) {
                continue;
            }
            if (limit > 0 && page.size() >= limit) {
                more = true;
                left++;
                continue;
            }
            page.add(stored);
            last = key;
        }
        var metadata = Shapes.tree("resourceVersion", Long.toString(version));
        if (more) {
            metadata.put("continue", token(version, last));
            if (selection.isAll()) {
                metadata.put("remainingItemCount", left);
            }
        }
        var accept = Accept.of(call.header("accept"));
        if (accept.equals(Accept.JSON)
                && page.stream().allMatch(s -> registry.isStoredAs(s, type))) {
            return new Reply.Whole(
                    200, "application/json", bytes(target, metadata, page), List.of());
        }
        return Reply.tree(
                200,
                shapes.list(
                        type,
                        page.stream().map(s -> registry.shown(s, type)).toList(),
                        metadata,
                        accept,
                        call.parameter("includeObject").orElse("")));
    }

    private static byte[] bytes(Target target, Map<String, Object> metadata, List<Stored> page) {
        var out = new ByteArrayOutputStream(page.size() * 1024 + 256);
        var head = new LinkedHashMap<String, Object>();
        head.put("kind", Shapes.listKind(target.type()));
        head.put("apiVersion", target.type().kind().apiVersion());
        head.put("metadata", metadata);
        var start = Json.write(head);
        out.writeBytes(start.substring(0, start.length() - 1).getBytes(StandardCharsets.UTF_8));
        out.writeBytes(",\"items\":[".getBytes(StandardCharsets.UTF_8));
        boolean first = true;
        for (var stored : page) {
            if (!first) {
                out.write(',');
            }
            first = false;
            out.writeBytes(stored.json());
        }
        out.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private static String token(long version, String key) {
        var tree = Shapes.tree("v", "meta.k8s.io/v1", "rv", version, "start", key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.writeBytes(tree));
    }

    private Start start(Call call, Target target) {
        var token = call.parameter("continue");
        if (token.isEmpty()) {
            return new Start(0, "");
        }
        try {
            var tree =
                    Json.readObject(
                            new String(
                                    Base64.getUrlDecoder().decode(token.get()),
                                    StandardCharsets.UTF_8));
            long version = Trees.longAt(tree, "rv").orElse(0L);
            if (version < registry.store().floor(target.type().id())) {
                throw tokenExpired();
            }
            return new Start(version, Trees.stringAt(tree, "start").orElse(""));
        } catch (IllegalArgumentException | ManifestException e) {
            throw ApiFailure.badRequest("continue key is not valid: " + e.getMessage());
        }
    }

    private static ApiFailure tokenExpired() {
        return ApiFailure.expired(
                "The provided continue parameter is too old to display a consistent list result. You can"
                        + " start a new list without the continue parameter, or use the continue token in"
                        + " this response to retrieve the remainder of the results. Continuing with the"
                        + " provided token results in an inconsistent list - objects that were created,"
                        + " modified, or deleted between the time the first chunk was returned and now may"
                        + " show up in the list.");
    }

    private void requireExact(Call call, Target target, long current) {
        if (call.parameter("resourceVersionMatch").filter("Exact"::equals).isEmpty()) {
            return;
        }
        long wanted = call.parameter("resourceVersion").map(ObjectCalls::number).orElse(0L);
        if (wanted == 0) {
            throw ApiFailure.invalid(
                    "meta.k8s.io",
                    "ListOptions",
                    "",
                    List.of(
                            ApiFailure.Cause.forbidden(
                                    "resourceVersionMatch",
                                    "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")));
        }
        boolean unchanged =
                registry.store().list(target.type().id(), "").objects().stream()
                        .allMatch(s -> s.version() <= wanted);
        if (wanted < registry.store().floor(target.type().id())
                || (wanted < current && !unchanged)) {
            throw ApiFailure.expired("The resourceVersion for the provided list is too old.");
        }
    }

    /**
     * Waits for a version that the client has seen and this server has not, and refuses if it never
     * comes.
     */
    static void awaitVersion(Call call, Registry registry) {
        long wanted = call.parameter("resourceVersion").map(Lists::version).orElse(0L);
        try {
            if (!registry.store().awaitVersion(wanted, Duration.ofSeconds(3))) {
                throw new ApiFailure(
                        504,
                        "Timeout",
                        "Too large resource version: "
                                + wanted
                                + ", current: "
                                + registry.store().version(),
                        Map.of(
                                "causes",
                                List.of(
                                        Map.of(
                                                "reason",
                                                "ResourceVersionTooLarge",
                                                "message",
                                                "Too large resource version")),
                                "retryAfterSeconds",
                                1L));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiFailure.internal("interrupted");
        }
    }

    static long version(String text) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrongVersion(text);
        }
        throw wrongVersion(text);
    }

    private static ApiFailure wrongVersion(String text) {
        return ApiFailure.invalid(
                "meta.k8s.io",
                "ListOptions",
                "",
                List.of(
                        ApiFailure.Cause.invalid(
                                "resourceVersion",
                                text,
                                "strconv.ParseUint: parsing "
                                        + Json.write(text)
                                        + ": invalid syntax")));
    }
}
