package io.slipway.sandbox.registry;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.status.ApiFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A selector on labels: all requirements must hold. Immutable. */
public final class LabelSelector {

    private static final Pattern SET =
            Pattern.compile("\\s*(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)\\s*");
    private static final Pattern COMPARE =
            Pattern.compile("\\s*([^\\s=!<>]+)\\s*(==|=|!=|<|>)\\s*([^\\s]*)\\s*");

    private record Requirement(String key, String operator, List<String> values) {

        boolean matches(Map<String, String> labels) {
            var value = labels.get(key);
            return switch (operator) {
                case "In" -> value != null && values.contains(value);
                case "NotIn" -> value == null || !values.contains(value);
                case "Exists" -> value != null;
                case "DoesNotExist" -> value == null;
                case "Gt" -> value != null && number(value) > number(values.getFirst());
                case "Lt" -> value != null && number(value) < number(values.getFirst());
                default -> false;
            };
        }

        private static long number(String text) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                return 0;
            }
        }
    }

    private final List<Requirement> requirements;

    private LabelSelector(List<Requirement> requirements) {
        this.requirements = requirements;
    }

    /** From the tree of a LabelSelector; an empty one matches everything. */
    public static LabelSelector of(Map<String, Object> tree) {
        var requirements = new ArrayList<Requirement>();
        Trees.mapAt(tree, "matchLabels")
                .forEach((key, value) ->
                        requirements.add(
                                new Requirement(key, "In", List.of(String.valueOf(value)))));
        for (var item : Trees.listAt(tree, "matchExpressions")) {
            requirements.add(
                    new Requirement(
                            Trees.stringAt(item, "key").orElse(""),
                            Trees.stringAt(item, "operator").orElse(""),
                            Trees.listAt(item, "values").stream().map(String::valueOf).toList()));
        }
        return new LabelSelector(requirements);
    }

    /** From plain labels, as Services have them. */
    public static LabelSelector ofLabels(Map<String, Object> labels) {
        return of(Map.of("matchLabels", labels));
    }

    /**
     * From the text of a {@code labelSelector} parameter.
     *
     * @throws ApiFailure 400 when it cannot be read
     */
    public static LabelSelector parse(String text) {
        var requirements = new ArrayList<Requirement>();
        for (var part : split(text)) {
            requirements.add(requirement(part, text));
        }
        return new LabelSelector(requirements);
    }

    private static List<String> split(String text) {
        var parts = new ArrayList<String>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts.stream().filter(p -> !p.isBlank()).toList();
    }

    private static Requirement requirement(String part, String whole) {
        var set = SET.matcher(part);
        if (set.matches()) {
            var values = List.of(set.group(3).split(",")).stream().map(String::strip).toList();
            return new Requirement(
                    set.group(1), set.group(2).equals("in") ? "In" : "NotIn", values);
        }
        var compare = COMPARE.matcher(part);
        if (compare.matches()) {
            var operator =
                    switch (compare.group(2)) {
                        case "!=" -> "NotIn";
                        case "<" -> "Lt";
                        case ">" -> "Gt";
                        default -> "In";
                    };
            return new Requirement(compare.group(1), operator, List.of(compare.group(3)));
        }
        var bare = part.strip();
        boolean not = bare.startsWith("!");
        var key = not ? bare.substring(1).strip() : bare;
        if (key.isEmpty()
                || key.chars()
                        .anyMatch(c -> Character.isWhitespace(c) || "()=!<>".indexOf(c) >= 0)) {
            throw ApiFailure.badRequest(
                    "unable to parse requirement: found '" + part + "' in \"" + whole + "\"");
        }
        return new Requirement(key, not ? "DoesNotExist" : "Exists", List.of());
    }

    public boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(r -> r.matches(labels));
    }

    /** Whether everything matches. */
    public boolean isEmpty() {
        return requirements.isEmpty();
    }

    /** The labels of an object. */
    public static Map<String, String> labelsOf(Map<String, Object> object) {
        return Validation.strings(Trees.mapAt(object, "metadata", "labels"));
    }
}
