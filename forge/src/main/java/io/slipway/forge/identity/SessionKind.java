package io.slipway.forge.identity;

/** For which surface a session was made. */
public enum SessionKind {
    /** The cookie of the v3 API and of the HTML pages. */
    WEB,
    /** The cookie of the Weave API and of the web UI. */
    WEAVE
}
