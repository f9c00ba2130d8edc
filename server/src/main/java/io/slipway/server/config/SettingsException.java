package io.slipway.server.config;

/**
 * A setting, or the file with settings, that cannot be used; the message names it and the remedy.
 */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SettingsException(String message) {
        super(message);
    }
}
