package io.slipway.engine.health;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reading what statuses usually hold. Stateless. */
final class Conditions {

    private Conditions() {}

    /** A condition of {@code status.conditions}. */
    record Condition(
            String type, String status, String reason, String message, Optional<Instant> since) {

        boolean isTrue() {
            return status.equals("True");
        }

        boolean isFalse() {
            return status.equals("False");
        }

        /** The message, or the reason when there is none. */
        String text() {
            return message.isEmpty() ? reason : message;
        }
    }

    static List<Condition> of(ResourceObject object) {
        return of(Trees.listAt(object.tree(), "status", "conditions"));
    }

    static List<Condition> of(List<Object> list) {
        return list.stream()
                .flatMap(o -> Trees.map(o).stream())
                .map(Conditions::condition)
                .toList();
    }

    static Optional<Condition> find(ResourceObject object, String type) {
        return of(object).stream().filter(c -> c.type().equals(type)).findFirst();
    }

    static boolean hasFinalizer(ResourceObject object, String finalizer) {
        return Trees.listAt(object.tree(), "metadata", "finalizers").contains(finalizer);
    }

    /** The whole number there; 0 when there is none. */
    static long number(ResourceObject object, String... path) {
        return Trees.longAt(object.tree(), path).orElse(0L);
    }

    static Optional<Long> optionalNumber(ResourceObject object, String... path) {
        return Trees.longAt(object.tree(), path);
    }

    static String text(ResourceObject object, String... path) {
        return Trees.stringAt(object.tree(), path).orElse("");
    }

    static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    /** Whether the controller has not seen the newest specification yet. */
    static boolean isObservedLate(ResourceObject object) {
        return number(object, "status", "observedGeneration")
                < number(object, "metadata", "generation");
    }

    private static Condition condition(Map<String, Object> tree) {
        return new Condition(
                Trees.stringAt(tree, "type").orElse(""),
                Trees.stringAt(tree, "status").orElse(""),
                Trees.stringAt(tree, "reason").orElse(""),
                Trees.stringAt(tree, "message").orElse(""),
                Trees.stringAt(tree, "lastTransitionTime").flatMap(Conditions::time));
    }
}
