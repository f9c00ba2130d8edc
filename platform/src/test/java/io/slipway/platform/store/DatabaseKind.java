package io.slipway.platform.store;

/** The two databases on which every store test runs: {@code @ParameterizedClass @EnumSource}. */
public enum DatabaseKind {
    /** A file in a temporary folder. */
    SQLITE,
    /** A database of its own on one embedded server that all tests of the process share. */
    POSTGRESQL
}
