package io.slipway.api.gitlab.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The texts that this module brings along, a folder for each kind. */
record Texts(String folder) {

    /** What the index of the folder lists. */
    List<String> names() {
        return read("index").orElseThrow().lines().toList();
    }

    /** A text by the exact name that the index lists. */
    Optional<String> find(String name) {
        return names().contains(name) ? read(name) : Optional.empty();
    }

    /** A text of ours by its file's name. */
    Optional<String> read(String file) {
        try (InputStream in = Texts.class.getResourceAsStream(folder + "/" + file)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder + "/" + file, e);
        }
    }
}
