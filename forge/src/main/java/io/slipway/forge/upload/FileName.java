package io.slipway.forge.upload;

/** Names of uploaded files: as the client said, without what could lead anywhere. */
final class FileName {

    private static final int LONGEST = 120;

    private FileName() {}

    /** Only the last part of a path, only letters, digits and {@code . - + _}; never hidden. */
    static String safe(String text) {
        String last = text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
        String plain = last.replaceAll("[^A-Za-z0-9.+_-]", "_");
        if (plain.length() > LONGEST) {
            plain = plain.substring(plain.length() - LONGEST); // its ending says what it is
        }
        return plain.isEmpty() || plain.startsWith(".") || plain.startsWith("-")
                ? "_" + plain
                : plain;
    }

    /** Whether a text is a name that {@link #safe} gives; all others are nobody's. */
    static boolean isSafe(String text) {
        return !text.isEmpty() && text.equals(safe(text));
    }

    /** Without the ending: {@code cat.png} is {@code cat}. */
    static String base(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
