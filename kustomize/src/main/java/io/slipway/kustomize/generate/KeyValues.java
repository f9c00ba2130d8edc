package io.slipway.kustomize.generate;

import io.slipway.kustomize.kustomization.GeneratorEntry;
import io.slipway.kustomize.load.Loader;
import io.slipway.kustomize.option.KustomizeException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The entries of a generator from its env files, literals and files, in that order: spec section
 * 5.1.
 */
final class KeyValues {

    private final GeneratorEntry entry;
    private final Loader loader;
    private final SortedMap<String, byte[]> values = new TreeMap<>();

    private KeyValues(GeneratorEntry entry, Loader loader) {
        this.entry = entry;
        this.loader = loader;
    }

    static SortedMap<String, byte[]> of(GeneratorEntry entry, Loader loader) {
        var all = new KeyValues(entry, loader);
        try {
            entry.envs().forEach(all::envFile);
        } catch (KustomizeException e) {
            throw e.prefixed("loading KV pairs: env source files: " + entry.envs() + ": ");
        }
        try {
            entry.literals().forEach(all::literal);
        } catch (KustomizeException e) {
            throw e.prefixed("loading KV pairs: literal sources " + entry.literals() + ": ");
        }
        try {
            entry.files().forEach(all::file);
        } catch (KustomizeException e) {
            throw e.prefixed("loading KV pairs: file sources: " + entry.files() + ": ");
        }
        return all.values;
    }

    private void put(String key, byte[] value) {
        if (values.putIfAbsent(key, value) != null) {
            throw new KustomizeException(
                    "configmap " + entry.name() + " illegally repeats the key `" + key + "`");
        }
    }

    private void literal(String source) {
        int equals = source.indexOf('=');
        if (equals <= 0) {
            throw new KustomizeException(
                    "invalid literal source " + source + ", expected key=value");
        }
        put(
                source.substring(0, equals),
                unquoted(source.substring(equals + 1)).getBytes(StandardCharsets.UTF_8));
    }

    private static String unquoted(String text) {
        if (text.length() < 2 || text.charAt(0) != text.charAt(text.length() - 1)) {
            return text;
        }
        char first = text.charAt(0);
        return first == '"' || first == '\'' ? text.substring(1, text.length() - 1) : text;
    }

    private void file(String source) {
        int equals = source.indexOf('=');
        if (equals < 0) {
            int end = source.length();
            while (end > 1 && source.charAt(end - 1) == '/') {
                end--;
            }
            var name = source.substring(source.lastIndexOf('/', end - 1) + 1, end);
            put(name, loader.bytes(source));
            return;
        }
        if (source.indexOf('=', equals + 1) >= 0) {
            throw new KustomizeException(
                    "source \"" + source + "\" key name or file path contains '='");
        }
        if (equals == 0) {
            throw new KustomizeException(
                    "missing key name for file path \""
                            + source.substring(1)
                            + "\" in source \""
                            + source
                            + "\"");
        }
        if (equals == source.length() - 1) {
            throw new KustomizeException(
                    "missing file path for key name \""
                            + source.substring(0, equals)
                            + "\" in source \""
                            + source
                            + "\"");
        }
        put(source.substring(0, equals), loader.bytes(source.substring(equals + 1)));
    }

    private void envFile(String path) {
        var bytes = loader.bytes(path);
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new KustomizeException(
                    "env file has invalid utf8 bytes",
                    KustomizeException.Place.file(loader.display(path), 0),
                    e);
        }
        boolean first = true;
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            var line =
                    text.substring(
                            start, end > start && text.charAt(end - 1) == '\r' ? end - 1 : end);
            line(first && line.startsWith("\uFEFF") ? line.substring(1) : line);
            first = false;
            start = end + 1;
        }
    }

    private void line(String line) {
        int from = 0;
        while (from < line.length() && isSpace(line.charAt(from))) {
            from++;
        }
        var rest = line.substring(from);
        if (rest.isEmpty() || rest.charAt(0) == '#') {
            return;
        }
        int equals = rest.indexOf('=');
        var key = equals < 0 ? rest : rest.substring(0, equals);
        if (!key.isEmpty()) {
            put(
                    key,
                    (equals < 0 ? "" : rest.substring(equals + 1))
                            .getBytes(StandardCharsets.UTF_8));
        }
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }
}
