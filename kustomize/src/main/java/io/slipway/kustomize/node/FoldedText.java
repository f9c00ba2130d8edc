package io.slipway.kustomize.node;

/**
 * What becomes of a folded text when the original writes it and reads it again, as it does with
 * every object: its writer doubles a line break that it should not before indented lines, and none
 * at all when the text begins with a blank. Stateless.
 */
final class FoldedText {

    private FoldedText() {}

    static String reread(String text) {
        int start = 0;
        while (start < text.length() && text.charAt(start) == '\n') {
            start++;
        }
        if (start == text.length()) {
            return text;
        }
        boolean doubles = !isBlank(text.charAt(start));
        var out = new StringBuilder(text.length() + 8).append(text, 0, start);
        int at = start;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            if (end < 0) {
                return out.append(text, at, text.length()).toString();
            }
            out.append(text, at, end);
            boolean plain = !isBlank(text.charAt(at));
            int next = end;
            while (next < text.length() && text.charAt(next) == '\n') {
                next++;
            }
            int breaks = next - end;
            int written = breaks + (plain && doubles ? 1 : 0);
            if (next == text.length()) {
                out.repeat('\n', breaks == 1 ? 1 : written);
            } else if (plain && !isBlank(text.charAt(next))) {
                out.append(written == 1 ? " " : "\n".repeat(written - 1));
            } else {
                out.repeat('\n', written);
            }
            at = next;
        }
        return out.toString();
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
