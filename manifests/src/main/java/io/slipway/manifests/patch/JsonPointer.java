package io.slipway.manifests.patch;

import io.slipway.manifests.ManifestException;
import java.util.ArrayList;
import java.util.List;

/** A JSON pointer (RFC 6901): the unescaped tokens from the root down. */
public record JsonPointer(List<String> tokens) {

    public JsonPointer {
        tokens = List.copyOf(tokens);
    }

    /**
     * @throws ManifestException when the text is neither empty nor starts with a slash
     */
    public static JsonPointer parse(String text) {
        if (text.isEmpty()) {
            return new JsonPointer(List.of());
        }
        if (!text.startsWith("/")) {
            throw new ManifestException("JSON pointer " + text + " does not start with /");
        }
        var tokens = new ArrayList<String>();
        for (var token : text.substring(1).split("/", -1)) {
            tokens.add(token.replace("~1", "/").replace("~0", "~"));
        }
        return new JsonPointer(tokens);
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        tokens.forEach(t -> text.append('/').append(t.replace("~", "~0").replace("/", "~1")));
        return text.toString();
    }
}
