package io.slipway.platform.store;

/** What a power cut may cost. A killed process loses nothing either way. */
public enum Durability {
    /** On the disk before the call returns: whatever a user was told is done. */
    FULL,
    /** The last moments may be lost on a power cut, never torn: status, cursors, caches. */
    NORMAL
}
