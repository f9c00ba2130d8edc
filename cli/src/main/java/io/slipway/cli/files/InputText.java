package io.slipway.cli.files;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.TextLimits;
import io.slipway.manifests.yaml.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A file, or standard input for {@code -}, that holds objects as YAML or JSON. What it holds is
 * hostile: its size, depth and number of values are limited.
 */
public final class InputText {

    private static final String STANDARD_INPUT = "-";

    private final String name;
    private final String text;

    private InputText(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /**
     * Reads it.
     *
     * @param name a path, or {@code -}
     * @throws IOException when it cannot be read, is no UTF-8, or is longer than {@link
     *     TextLimits#defaults()} allows; the message names it
     */
    public static InputText read(String name, InputStream standardInput) throws IOException {
        boolean standard = name.equals(STANDARD_INPUT);
        var shown = standard ? "standard input" : name;
        int limit = TextLimits.defaults().maxCharacters();
        try (var in = standard ? standardInput : Files.newInputStream(Path.of(name))) {
            var bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new IOException(shown + " is larger than " + limit + " bytes");
            }
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return new InputText(shown, decoder.decode(ByteBuffer.wrap(bytes)).toString());
        } catch (NoSuchFileException e) {
            throw new IOException(shown + ": there is no such file", e);
        } catch (CharacterCodingException e) {
            throw new IOException(shown + " is no text in UTF-8", e);
        } catch (IOException | IllegalArgumentException e) {
            var reason = String.valueOf(e.getMessage());
            throw new IOException(reason.startsWith(shown) ? reason : shown + ": " + reason, e);
        }
    }

    /**
     * The objects; the items of lists stand for themselves, empty documents are passed over.
     *
     * @throws IOException when it is neither YAML nor JSON, or a document is no object with an
     *     apiVersion and a kind; the message names the input
     */
    public List<ResourceObject> objects() throws IOException {
        try {
            return Yaml.objects(text, TextLimits.defaults());
        } catch (ManifestException | IllegalArgumentException e) {
            throw refused(e);
        }
    }

    /**
     * The documents as plain trees.
     *
     * @throws IOException when it is neither YAML nor JSON; the message names the input
     */
    public List<Object> documents() throws IOException {
        try {
            return Yaml.documents(text, TextLimits.defaults()).stream()
                    .map(Trees::copy)
                    .map(Object.class::cast)
                    .toList();
        } catch (ManifestException | IllegalArgumentException e) {
            throw refused(e);
        }
    }

    private IOException refused(RuntimeException e) {
        return new IOException(name + ": " + e.getMessage(), e);
    }

    /** What the user called it. */
    public String name() {
        return name;
    }
}
