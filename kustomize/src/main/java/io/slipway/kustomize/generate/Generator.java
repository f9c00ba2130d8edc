package io.slipway.kustomize.generate;

import io.slipway.kustomize.kustomization.GeneratorEntry;
import io.slipway.kustomize.load.Loader;
import io.slipway.kustomize.node.MapNode;
import io.slipway.kustomize.node.ScalarNode;
import io.slipway.kustomize.node.Tag;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.resource.Resource;
import io.slipway.kustomize.schema.Schema;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Makes ConfigMaps and Secrets: spec sections 5.1 and 5.2. Stateless. */
public final class Generator {

    private static final int LINE = 70;

    private Generator() {}

    /**
     * The object of one entry, its options already merged with the global ones.
     *
     * @throws KustomizeException for an entry without name, a bad source, or a file that cannot be
     *     read
     */
    public static Resource generate(
            GeneratorEntry entry, boolean secret, Loader loader, Schema schema) {
        if (entry.name().isEmpty()) {
            throw new KustomizeException("a configmap must have a name");
        }
        var object = new MapNode();
        object.put("apiVersion", ScalarNode.string("v1"));
        object.put("kind", ScalarNode.string(secret ? "Secret" : "ConfigMap"));
        var metadata = new MapNode();
        object.put("metadata", metadata);
        metadata.put("name", ScalarNode.string(entry.name()));
        if (!entry.namespace().isEmpty()) {
            metadata.put("namespace", ScalarNode.string(entry.namespace()));
        }
        var values = KeyValues.of(entry, loader);
        if (secret) {
            object.put("type", ScalarNode.string(entry.type().isEmpty() ? "Opaque" : entry.type()));
            var data = new MapNode();
            values.forEach((k, v) -> data.putUntagged(k, value(base64(v))));
            object.put("data", data);
        } else {
            values.forEach((k, v) -> put(object, k, v));
        }
        copy(entry.options().labels(), metadata, "labels");
        copy(entry.options().annotations(), metadata, "annotations");
        if (entry.options().immutable()) {
            object.put("immutable", new ScalarNode("true", Tag.BOOL, ScalarNode.Style.PLAIN));
        }
        var resource = new Resource(object, schema);
        resource.setBehavior(Resource.Behavior.of(entry.behavior()));
        resource.setNeedsHash(!entry.options().disableNameSuffixHash());
        return resource;
    }

    private static void copy(Map<String, String> from, MapNode metadata, String field) {
        if (!from.isEmpty()) {
            var map = new MapNode();
            from.forEach((k, v) ->
                    map.putUntagged(k, new ScalarNode(v, Tag.STRING, ScalarNode.Style.SINGLE)));
            metadata.put(field, map);
        }
    }

    private static void put(MapNode object, String key, byte[] bytes) {
        var text = utf8(bytes);
        var field = text.isPresent() ? "data" : "binaryData";
        object.mapOrNew(field)
                .orElseThrow()
                .putUntagged(key, value(text.orElseGet(() -> base64(bytes))));
    }

    private static ScalarNode value(String text) {
        return new ScalarNode(
                text,
                Tag.STRING,
                text.indexOf('\n') >= 0 ? ScalarNode.Style.LITERAL : ScalarNode.Style.PLAIN);
    }

    /** Sets the entries of a data map to these texts; takes it out when there are none. */
    public static void setData(MapNode object, String field, Map<String, String> texts) {
        object.remove(field);
        if (!texts.isEmpty()) {
            var map = new MapNode();
            texts.forEach((k, v) -> map.putUntagged(k, value(v)));
            object.put(field, map);
        }
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            // Not text: it is kept as binary data.
            return Optional.empty();
        }
    }

    /** Long values stand on lines of 70 characters, each with a line break. */
    private static String base64(byte[] bytes) {
        var text = Base64.getEncoder().encodeToString(bytes);
        if (text.length() < LINE) {
            return text;
        }
        var lines = new StringBuilder(text.length() + text.length() / LINE + 2);
        for (int i = 0; i < text.length(); i += LINE) {
            lines.append(text, i, Math.min(i + LINE, text.length())).append('\n');
        }
        return lines.toString();
    }
}
