package io.slipway.platform.problem;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong with an input, field by field, and then throws it all at once. */
public final class Violations {

    private final Map<String, List<String>> messages = new LinkedHashMap<>();

    /** Adds a message. */
    public Violations add(String field, String message) {
        messages.computeIfAbsent(field, _ -> new ArrayList<>()).add(message);
        return this;
    }

    /** Adds a message if the condition holds. */
    public Violations addIf(boolean broken, String field, String message) {
        return broken ? add(field, message) : this;
    }

    /** Whether nothing is wrong so far. */
    public boolean isEmpty() {
        return messages.isEmpty();
    }

    /**
     * Ends the check.
     *
     * @throws Invalid if anything was added
     */
    public void throwIfAny() {
        if (!messages.isEmpty()) {
            throw new Invalid(messages);
        }
    }
}
