package io.slipway.delivery.application;

import io.slipway.delivery.application.ApplicationChange.Kind;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Changes of applications as processes tell them to each other: short, since the rows say the rest.
 * Of an application that is gone no row is left, so what identifies it travels along. Pure.
 */
final class ApplicationSignals {

    static final String TOPIC = "applications";

    private ApplicationSignals() {}

    /**
     * A change that another process told.
     *
     * @param last as the application was, when it is gone: without status and operation
     */
    record Told(Kind kind, ApplicationId id, long version, Optional<StoredApplication> last) {}

    /**
     * The text of a change.
     *
     * @param room the longest that it may be, in bytes
     */
    static String text(Kind kind, StoredApplication stored, long version, int room) {
        var head = kind + " " + version + " " + stored.id();
        if (kind != Kind.DELETED) {
            return head;
        }
        var metadata = stored.application().metadata();
        return Stream.of(
                        metadata,
                        metadata.with(metadata.labels(), Map.of(), List.of()),
                        metadata.with(Map.of(), Map.of(), List.of()))
                .map(m -> head + " " + body(stored, m))
                .filter(text -> text.getBytes(StandardCharsets.UTF_8).length <= room)
                .findFirst()
                .orElse(head + " {}");
    }

    private static String body(StoredApplication stored, ApplicationMetadata metadata) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("namespaceId", stored.namespaceId());
        tree.put("instance", stored.instance());
        tree.put(
                "application",
                Map.of(
                        "metadata",
                        RecordTree.write(metadata),
                        "spec",
                        Map.of("project", stored.application().project())));
        return Json.write(tree);
    }

    /** What a text says. */
    static Told read(String text) {
        var parts = text.split(" ", 4);
        var kind = Kind.valueOf(parts[0]);
        long version = Long.parseLong(parts[1]);
        var id = new ApplicationId(Long.parseLong(parts[2]));
        return new Told(
                kind,
                id,
                version,
                kind == Kind.DELETED
                        ? Optional.of(last(id, version, Json.readObject(parts[3])))
                        : Optional.empty());
    }

    private static StoredApplication last(
            ApplicationId id, long version, Map<String, Object> tree) {
        return new StoredApplication(
                id,
                Trees.longAt(tree, "namespaceId").orElse(0L),
                Trees.stringAt(tree, "instance").orElse(""),
                ApplicationFormat.readStored(Application.class, Trees.mapAt(tree, "application")),
                Optional.empty(),
                "",
                version);
    }
}
