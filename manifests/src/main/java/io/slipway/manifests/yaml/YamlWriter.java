package io.slipway.manifests.yaml;

import io.slipway.manifests.ManifestException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tree as Kubernetes' Go tools do, byte for byte: block style, keys in natural order, two
 * spaces of indentation, lists at the level of their key, lines folded after column 80, and every
 * text quoted that YAML 1.1 would read as something else. Used once, by one thread.
 */
final class YamlWriter {

    private static final int WIDTH = 80;
    private static final int LONGEST_SIMPLE_KEY = 128;

    private final StringBuilder out;

    /** Position in {@link #out} at which the current line starts, corrected by surrogate pairs. */
    private int lineStart;

    /** Whether a block has just ended with U+2028 or U+2029, after which no line break comes. */
    private boolean endsInBreak;

    YamlWriter() {
        this(new StringBuilder());
    }

    YamlWriter(StringBuilder out) {
        this.out = out;
        this.lineStart = out.length();
    }

    String write(@Nullable Object tree) {
        document(tree);
        return out.toString();
    }

    void document(@Nullable Object tree) {
        switch (tree) {
            case Map<?, ?> map when !map.isEmpty() -> map(map, 0);
            case List<?> list when !list.isEmpty() -> list(list, 0);
            case null, default -> {
                scalar(tree, 0);
                newLine();
            }
        }
    }

    private void newLine() {
        if (endsInBreak) {
            endsInBreak = false;
        } else {
            out.append('\n');
        }
        lineStart = out.length();
    }

    private static boolean isOtherBreak(char c) {
        return c == '\u2028' || c == '\u2029';
    }

    private int column() {
        return out.length() - lineStart;
    }

    /** Expects to stand at the column of the first key. */
    private void map(Map<?, ?> map, int indent) {
        var keys = new ArrayList<String>(map.size());
        for (var key : map.keySet()) {
            keys.add((String) key);
        }
        if (keys.size() > 1) {
            NaturalKeys.sort(keys);
        }
        boolean first = true;
        for (var key : keys) {
            if (!first) {
                out.repeat(' ', indent);
            }
            first = false;
            boolean simple = isSimple(key);
            if (simple) {
                text(key, indent, true);
                out.append(':');
            } else {
                out.append("? ");
                text(key, indent + 2, false);
                newLine();
                out.repeat(' ', indent).append(':');
            }
            switch (map.get(key)) {
                case Map<?, ?> child when !child.isEmpty() -> {
                    if (simple) {
                        newLine();
                        out.repeat(' ', indent + 2);
                    } else {
                        out.append(' ');
                    }
                    map(child, indent + 2);
                }
                case List<?> child when !child.isEmpty() -> {
                    if (simple) {
                        newLine();
                        out.repeat(' ', indent);
                        list(child, indent);
                    } else {
                        out.append(' ');
                        list(child, indent + 2);
                    }
                }
                case Object value -> {
                    out.append(' ');
                    scalar(value, indent + 2);
                    newLine();
                }
                case null -> {
                    out.append(" null");
                    newLine();
                }
            }
        }
    }

    private static boolean isSimple(String key) {
        for (int i = 0; i < key.length(); i++) {
            if (TextShape.isBreak(key.charAt(i))) {
                return false;
            }
        }
        return key.length() * 3 <= LONGEST_SIMPLE_KEY
                || key.getBytes(java.nio.charset.StandardCharsets.UTF_8).length
                        <= LONGEST_SIMPLE_KEY;
    }

    private void list(List<?> list, int indent) {
        boolean first = true;
        for (var element : list) {
            if (!first) {
                out.repeat(' ', indent);
            }
            first = false;
            out.append("- ");
            switch (element) {
                case Map<?, ?> child when !child.isEmpty() -> map(child, indent + 2);
                case List<?> child when !child.isEmpty() -> list(child, indent + 2);
                case null, default -> {
                    scalar(element, indent + 2);
                    newLine();
                }
            }
        }
    }

    private void scalar(@Nullable Object value, int indent) {
        switch (value) {
            case null -> out.append("null");
            case String text -> text(text, indent, false);
            case Map<?, ?> _ -> out.append("{}");
            case List<?> _ -> out.append("[]");
            case Boolean flag -> out.append((boolean) flag);
            case Long n -> out.append((long) n);
            case Integer n -> out.append((int) n);
            case BigInteger n ->
                    out.append(n.bitLength() <= 64 ? n.toString() : number(n.doubleValue()));
            case Double n -> out.append(number(n));
            default ->
                    throw new ManifestException(
                            "a tree cannot hold a " + value.getClass().getName());
        }
    }

    private static String number(double n) {
        if (Double.isNaN(n) || Double.isInfinite(n)) {
            throw new ManifestException("JSON has no number " + n);
        }
        if (n == Math.rint(n) && n > Long.MIN_VALUE && n < 1.85e19) {
            var whole = new java.math.BigDecimal(n).toBigInteger();
            if (whole.signum() < 0 ? whole.bitLength() <= 63 : whole.bitLength() <= 64) {
                return whole.toString();
            }
        }
        return GoNumbers.general(n);
    }

    private void text(String text, int indent, boolean key) {
        var shape = TextShape.of(text);
        boolean multiline = text.indexOf('\n') >= 0;
        if (multiline) {
            if (shape.blockAllowed() && !key) {
                literal(text, indent);
            } else {
                doubleQuoted(text, indent, !key);
            }
        } else if (!YamlScalars.staysText(text) || key && text.equals("<<")) {
            // As a value the original leaves << alone; as a key it would read as a merge.
            doubleQuoted(text, indent, !key);
        } else if (shape.plainAllowed()) {
            plain(text, indent, !key);
        } else if (shape.singleQuotedAllowed()) {
            singleQuoted(text, indent, !key);
        } else {
            doubleQuoted(text, indent, !key);
        }
    }

    private void plain(String text, int indent, boolean mayBreak) {
        if (!mayBreak || column() + text.length() <= WIDTH) {
            appendText(text);
            return;
        }
        boolean spaces = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ') {
                if (!spaces
                        && column() > WIDTH
                        && i + 1 < text.length()
                        && text.charAt(i + 1) != ' ') {
                    breakLine(indent);
                } else {
                    out.append(' ');
                }
                spaces = true;
            } else {
                append(c);
                spaces = false;
            }
        }
    }

    private void singleQuoted(String text, int indent, boolean mayBreak) {
        out.append('\'');
        boolean spaces = false;
        boolean breaks = false;
        int last = text.length() - 1;
        for (int i = 0; i <= last; i++) {
            char c = text.charAt(i);
            if (isOtherBreak(c)) {
                out.append(c);
                lineStart = out.length();
                breaks = true;
                continue;
            }
            if (breaks && c != ' ') {
                out.repeat(' ', Math.max(0, indent - column()));
                breaks = false;
            }
            if (c == ' ') {
                if (mayBreak
                        && !spaces
                        && column() > WIDTH
                        && i > 0
                        && i < last
                        && text.charAt(i + 1) != ' ') {
                    breakLine(indent);
                } else {
                    out.append(' ');
                }
                spaces = true;
            } else {
                if (c == '\'') {
                    out.append('\'');
                }
                append(c);
                spaces = false;
            }
        }
        out.append('\'');
    }

    private void doubleQuoted(String text, int indent, boolean mayBreak) {
        out.append('"');
        boolean spaces = false;
        // The original looks for the mark at the start of the text for every character of it.
        boolean marked = !text.isEmpty() && text.charAt(0) == '\uFEFF';
        int last = text.length() - 1;
        for (int i = 0; i <= last; i++) {
            int c = text.charAt(i);
            if (Character.isHighSurrogate((char) c)
                    && i < last
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                c = text.codePointAt(i);
                i++;
            }
            if (marked
                    || !TextShape.isPrintable(c)
                    || TextShape.isBreak(c)
                    || c == '"'
                    || c == '\\') {
                escape(c);
                spaces = false;
            } else if (c == ' ') {
                if (mayBreak && !spaces && column() > WIDTH && i > 0 && i < last) {
                    breakLine(indent);
                    if (text.charAt(i + 1) == ' ') {
                        out.append('\\');
                    }
                } else {
                    out.append(' ');
                }
                spaces = true;
            } else {
                out.append((char) c);
                spaces = false;
            }
        }
        out.append('"');
    }

    private void escape(int c) {
        out.append('\\');
        switch (c) {
            case 0 -> out.append('0');
            case 7 -> out.append('a');
            case 8 -> out.append('b');
            case 9 -> out.append('t');
            case 10 -> out.append('n');
            case 11 -> out.append('v');
            case 12 -> out.append('f');
            case 13 -> out.append('r');
            case 27 -> out.append('e');
            case '"' -> out.append('"');
            case '\\' -> out.append('\\');
            case 0x85 -> out.append('N');
            case 0xA0 -> out.append('_');
            case 0x2028 -> out.append('L');
            case 0x2029 -> out.append('P');
            default -> {
                int width = c <= 0xFF ? 2 : c <= 0xFFFF ? 4 : 8;
                out.append(c <= 0xFF ? 'x' : c <= 0xFFFF ? 'u' : 'U');
                var hex = Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT);
                out.repeat('0', width - hex.length()).append(hex);
            }
        }
    }

    private void literal(String text, int indent) {
        out.append('|');
        char first = text.charAt(0);
        if (first == ' ' || TextShape.isBreak(first)) {
            out.append('2');
        }
        if (!TextShape.isBreak(text.charAt(text.length() - 1))) {
            out.append('-');
        } else if (text.length() == 1 || TextShape.isBreak(text.charAt(text.length() - 2))) {
            out.append('+');
        }
        int end = text.endsWith("\n") ? text.length() - 1 : text.length();
        int start = 0;
        while (start <= end) {
            int next = text.indexOf('\n', start);
            if (next < 0 || next > end) {
                next = end;
            }
            out.append('\n');
            lineStart = out.length();
            if (next > start) {
                literalLine(text, start, next, indent);
            }
            start = next + 1;
        }
        endsInBreak = isOtherBreak(text.charAt(text.length() - 1));
    }

    private void literalLine(String text, int start, int end, int indent) {
        boolean breaks = true;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (isOtherBreak(c)) {
                out.append(c);
                lineStart = out.length();
                breaks = true;
            } else {
                if (breaks) {
                    out.repeat(' ', indent);
                    breaks = false;
                }
                out.append(c);
            }
        }
    }

    private void breakLine(int indent) {
        out.append('\n');
        lineStart = out.length();
        out.repeat(' ', indent);
    }

    private void append(char c) {
        out.append(c);
        if (Character.isLowSurrogate(c)) {
            lineStart++;
        }
    }

    private void appendText(String text) {
        out.append(text);
    }
}
