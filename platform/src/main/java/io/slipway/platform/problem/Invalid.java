package io.slipway.platform.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The input breaks rules: messages by field, in the order in which the rules were checked. */
public final class Invalid extends Problem {

    private final Map<String, List<String>> messages;

    /**
     * @param messages field to messages, at least one; iteration order is kept
     */
    public Invalid(Map<String, List<String>> messages) {
        super(sentence(messages));
        Map<String, List<String>> copy = new LinkedHashMap<>();
        messages.forEach((field, texts) -> copy.put(field, List.copyOf(texts)));
        this.messages = java.util.Collections.unmodifiableMap(copy);
    }

    /** One field, one message. */
    public static Invalid of(String field, String message) {
        return new Invalid(Map.of(field, List.of(message)));
    }

    /** Field to messages, in the order of checking. */
    public Map<String, List<String>> messages() {
        return messages;
    }

    private static String sentence(Map<String, List<String>> messages) {
        return messages.entrySet().stream()
                .flatMap(
                        entry -> entry.getValue().stream().map(text -> entry.getKey() + " " + text))
                .collect(Collectors.joining(", "));
    }
}
