package io.slipway.kustomize.resource;

import io.slipway.kustomize.option.KustomizeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A label selector in Kubernetes' grammar: {@code a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1,m<2}.
 */
record LabelSelector(List<Requirement> requirements) {

    private enum Operator {
        EXISTS,
        MISSING,
        IN,
        NOT_IN,
        GREATER,
        LESS
    }

    private record Requirement(String key, Operator operator, Set<String> values) {
        boolean matches(Map<String, String> labels) {
            var value = labels.get(key);
            return switch (operator) {
                case EXISTS -> value != null;
                case MISSING -> value == null;
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case GREATER -> value != null && compares(value) > 0;
                case LESS -> value != null && compares(value) < 0;
            };
        }

        private int compares(String value) {
            try {
                return Long.compare(
                        Long.parseLong(value), Long.parseLong(values.iterator().next()));
            } catch (NumberFormatException e) {
                // A label that is no number is neither greater nor less.
                return 0;
            }
        }
    }

    boolean isEmpty() {
        return requirements.isEmpty();
    }

    boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(r -> r.matches(labels));
    }

    static LabelSelector parse(String text) {
        return text.isBlank() ? new LabelSelector(List.of()) : new Parser(text).parse();
    }

    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        LabelSelector parse() {
            var found = new ArrayList<Requirement>();
            while (true) {
                found.add(requirement());
                var token = token();
                if (token.isEmpty()) {
                    return new LabelSelector(List.copyOf(found));
                }
                if (!token.equals(",")) {
                    throw fail("found '" + token + "', expected: ',' or 'end of string'");
                }
            }
        }

        private Requirement requirement() {
            var key = token();
            if (key.equals("!")) {
                return new Requirement(word(token()), Operator.MISSING, Set.of());
            }
            word(key);
            int before = at;
            var operator = token();
            return switch (operator) {
                case "", "," -> {
                    at = before;
                    yield new Requirement(key, Operator.EXISTS, Set.of());
                }
                case "=", "==" -> new Requirement(key, Operator.IN, Set.of(value()));
                case "!=" -> new Requirement(key, Operator.NOT_IN, Set.of(value()));
                case "in" -> new Requirement(key, Operator.IN, values());
                case "notin" -> new Requirement(key, Operator.NOT_IN, values());
                case ">", "<" ->
                        new Requirement(
                                key,
                                operator.equals(">") ? Operator.GREATER : Operator.LESS,
                                Set.of(number()));
                default ->
                        throw fail(
                                "found '" + operator + "', expected: in, notin, =, ==, !=, gt, lt");
            };
        }

        private String number() {
            var number = value();
            if (!number.matches("[-+]?[0-9]{1,18}")) {
                throw fail(
                        "values[0]: Invalid value: \""
                                + number
                                + "\": for 'Gt', 'Lt' operators, the value must be an integer");
            }
            return number;
        }

        private String value() {
            int before = at;
            var token = token();
            if (token.isEmpty() || token.equals(",")) {
                at = before;
                return "";
            }
            return word(token);
        }

        private Set<String> values() {
            if (!token().equals("(")) {
                throw fail("found no '(' after in or notin");
            }
            var found = new HashSet<String>();
            while (true) {
                int before = at;
                var token = token();
                if (token.equals(",") || token.equals(")")) {
                    found.add("");
                    at = before;
                } else {
                    found.add(word(token));
                }
                var next = token();
                if (next.equals(")")) {
                    return found;
                }
                if (!next.equals(",")) {
                    throw fail("found '" + next + "', expected: ',' or ')'");
                }
            }
        }

        private String word(String token) {
            if (token.isEmpty() || "=!<>(),".indexOf(token.charAt(0)) >= 0) {
                throw fail("found '" + token + "', expected: identifier");
            }
            return token;
        }

        private String token() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                return "";
            }
            int start = at;
            char c = text.charAt(at++);
            if (c == '=' || c == '!') {
                if (at < text.length() && text.charAt(at) == '=') {
                    at++;
                }
            } else if ("<>(),".indexOf(c) < 0) {
                while (at < text.length()
                        && !Character.isWhitespace(text.charAt(at))
                        && "=!<>(),".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
            }
            return text.substring(start, at);
        }

        private KustomizeException fail(String why) {
            return new KustomizeException(
                    "unable to parse requirement: " + why + " in \"" + text + "\"");
        }
    }
}
