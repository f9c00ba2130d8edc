package io.slipway.engine.health;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reading what statuses usually hold. Stateless. */
final class Conditions {

    private static final Duration NEW = Duration.ofSeconds(60);

    private Conditions() {}

    /** A condition of {@code status.conditions}. */
    record Condition(
            String type,
            String status,
            String reason,
            String message,
            String severity,
            Optional<Long> generation,
            Optional<Instant> since) {

        /** Whether it says that it was written for another generation of the object. */
        boolean isStale(ResourceObject object) {
            var newest = optionalNumber(object, "metadata", "generation");
            return newest.isPresent() && generation.isPresent() && !generation.equals(newest);
        }

        boolean is(String wanted) {
            return status.equals(wanted);
        }

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

    /** Whether there is such a condition and it is true. */
    static boolean isTrue(ResourceObject object, String type) {
        return find(object, type).filter(Condition::isTrue).isPresent();
    }

    /** Whether there is such a condition and it is false. */
    static boolean isFalse(ResourceObject object, String type) {
        return find(object, type).filter(Condition::isFalse).isPresent();
    }

    /** Whether the status has a list of conditions, if only an empty one. */
    static boolean areThere(ResourceObject object) {
        return object.at("status", "conditions").isPresent();
    }

    /** Whether the status says that it was written for another generation. */
    static boolean isOfOtherGeneration(ResourceObject object) {
        var newest = optionalNumber(object, "metadata", "generation");
        var seen = optionalNumber(object, "status", "observedGeneration");
        return newest.isPresent() && seen.isPresent() && !seen.equals(newest);
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

    /** Until when the object counts as new: so young that its controller may not have seen it. */
    static Optional<Instant> newUntil(ResourceObject object, Instant now) {
        return Trees.stringAt(object.tree(), "metadata", "creationTimestamp")
                .flatMap(Conditions::time)
                .map(t -> t.plus(NEW))
                .filter(now::isBefore);
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
                Trees.stringAt(tree, "severity").orElse(""),
                Trees.longAt(tree, "observedGeneration"),
                Trees.stringAt(tree, "lastTransitionTime").flatMap(Conditions::time));
    }
}
