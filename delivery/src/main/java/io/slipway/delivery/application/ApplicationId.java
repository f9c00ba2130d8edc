package io.slipway.delivery.application;

/**
 * Which application, in this installation and for ever: never reused, never changed by a rename.
 */
public record ApplicationId(long value) implements Comparable<ApplicationId> {

    @Override
    public int compareTo(ApplicationId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
