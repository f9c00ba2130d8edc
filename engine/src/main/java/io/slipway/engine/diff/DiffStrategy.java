package io.slipway.engine.diff;

/** How the outcome of an apply is predicted (spec: diff C3). */
public enum DiffStrategy {
    /** The API server is asked, by a dry run. */
    SERVER_SIDE,
    /** Server-side apply's merge, run here with known schemas. */
    STRUCTURED_MERGE,
    /** The client's three-way merge with the last applied configuration. */
    THREE_WAY
}
