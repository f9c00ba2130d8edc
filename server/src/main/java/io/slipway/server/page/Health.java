package io.slipway.server.page;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The parts that must work for the server to be ready. A check returns what is wrong, or nothing;
 * checks must be quick, because each request for readiness runs them all. Safe for several threads.
 */
public final class Health {

    private final Map<String, Supplier<Optional<String>>> checks;

    /** With the checks by the name of what they look at, in the order in which they are shown. */
    public Health(Map<String, Supplier<Optional<String>>> checks) {
        this.checks = new LinkedHashMap<>(checks);
    }

    /** What is wrong with each part; empty text for a part that works. */
    public Map<String, String> look() {
        var found = new LinkedHashMap<String, String>();
        checks.forEach((name, check) -> {
            try {
                found.put(name, check.get().orElse(""));
            } catch (RuntimeException e) {
                found.put(name, String.valueOf(e.getMessage()));
            }
        });
        return found;
    }
}
