package io.slipway.platform.store;

/** What the two databases cannot be told in the same words. Everything else is common SQL. */
public enum Dialect {
    /** SQLite 3, one file, one process. */
    SQLITE,
    /** PostgreSQL 14 or newer. */
    POSTGRESQL;

    /** The name that people know it by. */
    public String title() {
        return switch (this) {
            case SQLITE -> "SQLite";
            case POSTGRESQL -> "PostgreSQL";
        };
    }

    /** The folder of this dialect's migrations on the class path. */
    public String migrations() {
        return switch (this) {
            case SQLITE -> "db/sqlite";
            case POSTGRESQL -> "db/postgresql";
        };
    }

    /** Ends a select of rows that this transaction takes for itself, passing over taken ones. */
    public String forUpdateSkipLocked() {
        return switch (this) {
            case SQLITE -> ""; // one writer: nobody else can take them
            case POSTGRESQL -> " for update skip locked";
        };
    }

    /**
     * Folds case for keys and searches, alike on both databases: callers store folded text beside
     * the original, since neither database folds all scripts by default.
     */
    public static String fold(String text) {
        return text.toUpperCase(java.util.Locale.ROOT).toLowerCase(java.util.Locale.ROOT);
    }

    /** A pattern for {@code like ? escape '\'} on a folded column: rows that contain the text. */
    public static String contains(String text) {
        String escaped = fold(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        return "%" + escaped + "%";
    }
}
