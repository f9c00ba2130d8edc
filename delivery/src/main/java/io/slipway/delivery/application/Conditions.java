package io.slipway.delivery.application;

import io.slipway.delivery.application.ApplicationStatus.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How conditions are replaced (spec gitops-engine-schema S11). Pure. */
public final class Conditions {

    public static final String INVALID_SPEC = "InvalidSpecError";
    public static final String UNKNOWN = "UnknownError";
    public static final String COMPARISON = "ComparisonError";
    public static final String SYNC = "SyncError";

    /** Ours: automation would sync, and a window of the project keeps it from it. */
    public static final String WINDOW = "SyncWindowWarning";

    /** Objects of nobody are in the destination namespace, and the project wants to know. */
    public static final String ORPHANED = "OrphanedResourceWarning";

    public static final String DELETION = "DeletionError";

    /** Ours: a deletion waits for a person's word, or for finalizers of others. */
    public static final String DELETION_WAITS = "DeletionWarning";

    private Conditions() {}

    /** A condition without its time. */
    public static Condition of(String type, String message) {
        return new Condition(type, message, Optional.empty());
    }

    /**
     * The conditions with those of the given types replaced; who said the same before keeps its
     * time.
     */
    public static List<Condition> replaced(
            List<Condition> all, Set<String> owned, List<Condition> now, Instant at) {
        var result = new ArrayList<Condition>();
        all.stream().filter(c -> !owned.contains(c.type())).forEach(result::add);
        for (var condition : now) {
            var known =
                    all.stream()
                            .filter(c ->
                                    c.type().equals(condition.type())
                                            && c.message().equals(condition.message()))
                            .findFirst();
            result.add(
                    known.orElseGet(() ->
                            new Condition(condition.type(), condition.message(), Optional.of(at))));
        }
        result.sort(Comparator.comparing(Condition::type).thenComparing(Condition::message));
        return List.copyOf(result);
    }
}
