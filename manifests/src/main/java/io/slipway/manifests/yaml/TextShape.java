package io.slipway.manifests.yaml;

/**
 * Which styles of YAML can hold a text.
 *
 * @param plainAllowed without quotes, in block context
 * @param singleQuotedAllowed within single quotes
 * @param blockAllowed as a literal block
 */
record TextShape(boolean plainAllowed, boolean singleQuotedAllowed, boolean blockAllowed) {

    private static final TextShape EMPTY = new TextShape(false, true, false);
    private static final TextShape ORDINARY = new TextShape(true, true, true);

    static TextShape of(String text) {
        int length = text.length();
        if (length == 0) {
            return EMPTY;
        }
        if (isWord(text)) {
            return ORDINARY;
        }
        boolean indicators = text.startsWith("---") || text.startsWith("...");
        boolean special = false;
        boolean breaks = false;
        boolean leading = false;
        boolean trailingSpace = false;
        boolean trailingBreak = false;
        boolean breakSpace = false;
        boolean spaceBreak = false;
        boolean previousSpace = false;
        boolean previousBreak = false;
        boolean blankBefore = true;
        for (int i = 0; i < length; i++) {
            int c = text.charAt(i);
            if (Character.isSurrogate((char) c)) {
                special = true;
            }
            boolean last = i == length - 1;
            boolean blankAfter = last || isBlank(text.charAt(i + 1));
            if (i == 0) {
                indicators |=
                        switch (c) {
                            case '#',
                                    ',',
                                    '[',
                                    ']',
                                    '{',
                                    '}',
                                    '&',
                                    '*',
                                    '!',
                                    '|',
                                    '>',
                                    '\'',
                                    '"',
                                    '%',
                                    '@',
                                    '`' ->
                                    true;
                            case '?', ':', '-' -> blankAfter;
                            default -> false;
                        };
            } else if (c == ':') {
                indicators |= blankAfter;
            } else if (c == '#') {
                indicators |= blankBefore;
            }
            special |= !isPrintable(c);
            if (c == ' ') {
                leading |= i == 0;
                trailingSpace |= last;
                breakSpace |= previousBreak;
                previousSpace = true;
                previousBreak = false;
            } else if (isBreak(c)) {
                breaks = true;
                leading |= i == 0;
                trailingBreak |= last;
                spaceBreak |= previousSpace;
                previousSpace = false;
                previousBreak = true;
            } else {
                previousSpace = false;
                previousBreak = false;
            }
            blankBefore = isBlank((char) c);
        }
        boolean none = spaceBreak || special;
        return new TextShape(
                !(indicators
                        || none
                        || breaks
                        || leading
                        || trailingSpace
                        || trailingBreak
                        || breakSpace),
                !(none || breakSpace),
                !(none || trailingSpace));
    }

    /** The usual case: letters, digits, and marks that mean nothing in YAML. */
    private static boolean isWord(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || i > 0 && (c == '-' || c == '.' || c == '/' || c == '_'))) {
                return false;
            }
        }
        return true;
    }

    static boolean isPrintable(int c) {
        return c == '\n'
                || c >= 0x20 && c <= 0x7E
                || c == 0x85
                || c >= 0xA0 && c <= 0xD7FF
                || c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF;
    }

    static boolean isBreak(int c) {
        return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || isBreak(c);
    }
}
