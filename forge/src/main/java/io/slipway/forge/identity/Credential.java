package io.slipway.forge.identity;

/** By what a caller proved who they are. */
public enum Credential {
    /** By nothing. */
    NONE,
    /** User name and password, in this very request. */
    PASSWORD,
    /** A session cookie, made by signing in. */
    SESSION,
    /** The one private token of the v3 API. */
    PRIVATE_TOKEN,
    /** A personal access token. */
    PERSONAL_ACCESS_TOKEN,
    /** An OAuth 2 access token. */
    OAUTH,
    /** An SSH key of the user. */
    SSH_KEY,
    /** An SSH key of a project, that reads only. */
    DEPLOY_KEY,
    /** A job of this server acts for itself. */
    SYSTEM
}
