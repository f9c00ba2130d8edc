package io.slipway.engine.compare;

/** How desired and live relate; of one object or of the whole application. */
public enum SyncStatus {
    UNKNOWN("Unknown"),
    SYNCED("Synced"),
    OUT_OF_SYNC("OutOfSync");

    private final String text;

    SyncStatus(String text) {
        this.text = text;
    }

    /** The code as the APIs write it. */
    public String text() {
        return text;
    }
}
