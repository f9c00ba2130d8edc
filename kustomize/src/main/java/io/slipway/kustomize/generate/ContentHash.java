package io.slipway.kustomize.generate;

import io.slipway.kustomize.node.GoJson;
import io.slipway.kustomize.node.MapNode;
import io.slipway.kustomize.node.ScalarNode;
import io.slipway.kustomize.node.Values;
import io.slipway.manifests.Trees;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The suffix that names of generated objects get: spec section 5.4. Stateless. */
public final class ContentHash {

    private ContentHash() {}

    /** Ten letters and digits that depend on the content of a ConfigMap or Secret. */
    public static String of(MapNode object) {
        return letters(sha256(encoded(object)));
    }

    private static String encoded(MapNode object) {
        var kind = object.text("kind");
        if (!kind.equals("ConfigMap") && !kind.equals("Secret")) {
            return GoJson.write(Values.of(object));
        }
        boolean secret = kind.equals("Secret");
        var tree = new TreeMap<String, @Nullable Object>();
        tree.put("kind", kind);
        tree.put("name", "");
        tree.put("data", value(object, "data"));
        if (secret) {
            tree.put("type", value(object, "type"));
        }
        var extra = secret ? "stringData" : "binaryData";
        if (object.get(extra) instanceof MapNode) {
            tree.put(extra, value(object, extra));
        }
        return GoJson.write(tree);
    }

    private static @Nullable Object value(MapNode object, String field) {
        return switch (object.get(field)) {
            case null -> "";
            case ScalarNode scalar -> scalar.text();
            case MapNode map -> Trees.copy(Values.map(map));
            default -> null;
        };
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String letters(String hex) {
        var letters = new StringBuilder(10);
        for (int i = 0; i < 10; i++) {
            char c = hex.charAt(i);
            letters.append(
                    switch (c) {
                        case '0' -> 'g';
                        case '1' -> 'h';
                        case '3' -> 'k';
                        case 'a' -> 'm';
                        case 'e' -> 't';
                        default -> c;
                    });
        }
        return letters.toString();
    }
}
