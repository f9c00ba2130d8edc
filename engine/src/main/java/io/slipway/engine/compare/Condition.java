package io.slipway.engine.compare;

/** Something that a person should know about a compare (spec: schema S11). */
public record Condition(Type type, String message) {

    /** The conditions that a compare raises, and so owns; it replaces exactly those. */
    public enum Type {
        /** A namespaced object has no namespace. */
        INVALID_SPEC("InvalidSpecError"),
        /** Desired or live state could not be read, or a difference could not be told. */
        COMPARISON("ComparisonError"),
        /** A live object that we want carries another application's tracking data. */
        SHARED_RESOURCE("SharedResourceWarning"),
        /** The sources made the same object more than once. */
        REPEATED_RESOURCE("RepeatedResourceWarning"),
        /** A desired object is of a kind that is excluded everywhere; it is left out. */
        EXCLUDED_RESOURCE("ExcludedResourceWarning");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /** The name as the APIs write it. */
        public String text() {
            return text;
        }

        /** Whether it stops a sync. */
        public boolean isError() {
            return this == INVALID_SPEC || this == COMPARISON;
        }
    }
}
