package io.slipway.engine.health;

import java.util.Arrays;
import java.util.Optional;

/** The health codes, best first; "worse" means later in this order and nothing else (health H1). */
public enum HealthStatus {
    HEALTHY("Healthy"),
    SUSPENDED("Suspended"),
    PROGRESSING("Progressing"),
    MISSING("Missing"),
    DEGRADED("Degraded"),
    UNKNOWN("Unknown");

    private final String text;

    HealthStatus(String text) {
        this.text = text;
    }

    /** The code as the APIs write it. */
    public String text() {
        return text;
    }

    /** The code of that text. */
    public static Optional<HealthStatus> of(String text) {
        return Arrays.stream(values()).filter(s -> s.text.equals(text)).findFirst();
    }

    /** Whether this is worse than the other. */
    public boolean isWorseThan(HealthStatus other) {
        return compareTo(other) > 0;
    }
}
