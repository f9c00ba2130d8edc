package io.slipway.engine.health;

import io.slipway.engine.health.Conditions.Condition;
import io.slipway.manifests.ResourceObject;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one kind of condition means.
 *
 * @param types the condition's types; empty for any
 * @param statuses its statuses; empty for any
 * @param reasons its reasons; empty for any
 * @param otherReasons reasons that do not count
 * @param freshOnly only when it was written for the object's newest generation
 */
record Case(
        Set<String> types,
        Set<String> statuses,
        Set<String> reasons,
        Set<String> otherReasons,
        boolean freshOnly,
        HealthStatus then) {

    /** A condition of this type and status. */
    static Case on(String type, String status, HealthStatus then) {
        return new Case(Set.of(type), Set.of(status), Set.of(), Set.of(), false, then);
    }

    /** A condition of this type that has any other status than true. */
    static Case notTrue(String type, HealthStatus then) {
        return new Case(
                Set.of(type), Set.of("False", "Unknown", ""), Set.of(), Set.of(), false, then);
    }

    /** A condition of whatever type with this status. */
    static Case any(String status, HealthStatus then) {
        return new Case(Set.of(), Set.of(status), Set.of(), Set.of(), false, then);
    }

    /** A condition of whatever type and status with one of these reasons. */
    static Case because(HealthStatus then, String... reasons) {
        return new Case(Set.of(), Set.of(), Set.of(reasons), Set.of(), false, then);
    }

    /** The same, only for these reasons. */
    Case reason(String... only) {
        return new Case(types, statuses, Set.of(only), otherReasons, freshOnly, then);
    }

    /** The same, not for these reasons. */
    Case notReason(String... except) {
        return new Case(types, statuses, reasons, Set.of(except), freshOnly, then);
    }

    /** The same, only of the newest generation. */
    Case fresh() {
        return new Case(types, statuses, reasons, otherReasons, true, then);
    }

    boolean matches(Condition condition, ResourceObject object) {
        return (types.isEmpty() || types.contains(condition.type()))
                && (statuses.isEmpty() || statuses.contains(condition.status()))
                && (reasons.isEmpty() || reasons.contains(condition.reason()))
                && !otherReasons.contains(condition.reason())
                && !(freshOnly && isOld(condition, object));
    }

    private static boolean isOld(Condition condition, ResourceObject object) {
        return !condition
                .generation()
                .equals(Conditions.optionalNumber(object, "metadata", "generation"));
    }

    /** In words, for the table of kinds. */
    String text() {
        var text = new StringBuilder(types.isEmpty() ? "any condition" : words(types));
        if (statuses.size() == 1) {
            text.append(' ').append(statuses.iterator().next());
        } else if (!statuses.isEmpty()) {
            text.append(" not True");
        }
        if (!reasons.isEmpty()) {
            text.append(" (").append(words(reasons)).append(')');
        }
        if (!otherReasons.isEmpty()) {
            text.append(" (not ").append(words(otherReasons)).append(')');
        }
        if (freshOnly) {
            text.append(" of this generation");
        }
        return text.append(": ").append(then.text()).toString();
    }

    private static String words(Set<String> words) {
        return String.join(" or ", new TreeSet<>(words));
    }
}
