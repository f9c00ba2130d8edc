package io.slipway.kustomize.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of texts on the way that the original takes: it writes an object as JSON and reads
 * that as YAML, where U+0085 is a line break and some characters may not stand. Stateless.
 */
public final class JsonTexts {

    private static final char NEXT_LINE = '\u0085';

    private JsonTexts() {}

    /**
     * The tree as YAML reads its JSON; the argument itself when nothing changes.
     *
     * @throws NodeException for a control character that JSON leaves as it is
     */
    public static Map<String, Object> read(Map<String, Object> tree) {
        return tree.isEmpty() || !isChanged(tree) ? tree : map(tree);
    }

    private static boolean isChanged(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case String text -> isChanged(text);
            case Map<?, ?> map -> {
                for (var e : map.entrySet()) {
                    if (isChanged((String) e.getKey()) || isChanged(e.getValue())) {
                        yield true;
                    }
                }
                yield false;
            }
            case List<?> list -> {
                for (var item : list) {
                    if (isChanged(item)) {
                        yield true;
                    }
                }
                yield false;
            }
            default -> false;
        };
    }

    private static boolean isChanged(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x7F && (c < 0xA0 || c >= 0xFFFE)) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, Object> map(Map<?, ?> map) {
        var copy = new LinkedHashMap<String, @Nullable Object>(map.size() * 4 / 3 + 1);
        map.forEach((k, v) -> {
            var key = (String) k;
            check(key);
            if (key.indexOf(NEXT_LINE) >= 0) {
                throw new NodeException("yaml: did not find expected ',' or '}'", 0);
            }
            copy.put(key, value(v));
        });
        return copy;
    }

    private static @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case String text when isChanged(text) -> text(text);
            case Map<?, ?> map -> map(map);
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>(list.size());
                for (var item : list) {
                    copy.add(value(item));
                }
                yield copy;
            }
            case null, default -> value;
        };
    }

    private static void check(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x7F && c < 0xA0 && c != NEXT_LINE || c >= 0xFFFE) {
                throw new NodeException("yaml: control characters are not allowed", 0);
            }
        }
    }

    /** Spaces around a line break go; one break is a space, more are all but the first. */
    private static String text(String text) {
        check(text);
        var out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int end = i;
            int breaks = 0;
            while (end < text.length()
                    && (text.charAt(end) == ' ' || text.charAt(end) == NEXT_LINE)) {
                breaks += text.charAt(end) == NEXT_LINE ? 1 : 0;
                end++;
            }
            if (breaks == 1) {
                out.append(' ');
            } else if (breaks > 1) {
                out.repeat('\n', breaks - 1);
            } else {
                out.append(text, i, end);
            }
            if (end < text.length()) {
                out.append(text.charAt(end));
            }
            i = end + 1;
        }
        return out.toString();
    }
}
