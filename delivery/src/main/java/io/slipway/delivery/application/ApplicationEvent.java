package io.slipway.delivery.application;

import java.time.Instant;

/**
 * Something that happened to an application, for people to read (spec gitops-engine-lifecycle E).
 * The same text within ten minutes counts up instead of standing twice.
 *
 * @param name unique
 * @param type {@code Normal} or {@code Warning}
 * @param username who did it; empty for the engine
 * @param component which part of the product told it
 */
public record ApplicationEvent(
        long id,
        String name,
        String reason,
        String type,
        String message,
        String username,
        String component,
        Instant firstAt,
        Instant lastAt,
        long count) {

    /** An event that is not stored yet. */
    public record Draft(
            String reason, String type, String message, String username, String component) {

        /** By the engine. */
        public static Draft ofEngine(String reason, String message) {
            return new Draft(reason, "Normal", message, "", "slipway-controller");
        }

        /** By the engine, and not good. */
        public static Draft warning(String reason, String message) {
            return new Draft(reason, "Warning", message, "", "slipway-controller");
        }

        /** By a person. */
        public static Draft ofPerson(String reason, String message, String username) {
            return new Draft(
                    reason, "Normal", username + " " + message, username, "slipway-server");
        }
    }
}
