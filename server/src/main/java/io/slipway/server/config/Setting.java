package io.slipway.server.config;

import java.util.Locale;

/**
 * One setting.
 *
 * @param name as on the command line without the dashes, and in the file
 * @param fallback the documented default, as text; empty for none
 * @param secret whether its value is never shown
 * @param meaning one sentence for the help, the documentation and {@code slipway config}
 */
public record Setting(String name, String fallback, boolean secret, String meaning) {

    /** The environment variable: {@code SLIPWAY_} and the name in capitals. */
    public String variable() {
        return "SLIPWAY_" + name.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }

    static Setting of(String name, String fallback, String meaning) {
        return new Setting(name, fallback, false, meaning);
    }

    static Setting secret(String name, String meaning) {
        return new Setting(name, "", true, meaning);
    }
}
