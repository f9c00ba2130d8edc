package io.slipway.delivery.appproject;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A pattern of a project's policy: {@code *} for any text, {@code ?} for one character, {@code
 * [a-z]} and {@code [!a-z]} for one of some, <code>{a,b}</code> for alternatives, a backslash for
 * the next character as it is. Where texts have segments, one {@code *} and {@code ?} stay within
 * one of them and {@code **} does not; a pattern that is nothing but {@code *} matches everything.
 * Matching costs the length of the text times that of the pattern. Immutable.
 */
final class NamePattern {

    static final int LONGEST = 512;

    private static final int MOST_ALTERNATIVES = 64;

    private final List<List<Token>> alternatives;
    private final boolean segments;

    private NamePattern(List<List<Token>> alternatives, boolean segments) {
        this.alternatives = alternatives;
        this.segments = segments;
    }

    private sealed interface Token {
        record Any(boolean crossing) implements Token {}

        record One() implements Token {}

        record Exactly(int character) implements Token {}

        record Some(List<Range> ranges, boolean negated) implements Token {
            boolean holds(int character) {
                return negated
                        != ranges.stream()
                                .anyMatch(r -> r.first() <= character && character <= r.last());
            }
        }
    }

    private record Range(int first, int last) {}

    /**
     * The pattern that a text describes, for names without segments.
     *
     * @throws IllegalArgumentException when it is none; the message goes on from the field's name
     */
    static NamePattern of(String text) {
        return parsed(text, false);
    }

    /** The pattern that a text describes, for texts whose segments are parted by slashes. */
    static NamePattern ofSegments(String text) {
        return parsed(text, true);
    }

    private static NamePattern parsed(String text, boolean segments) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "must have at most " + LONGEST + " characters, not " + text.length());
        }
        if (segments && text.equals("*")) {
            return parsed("**", true);
        }
        return new NamePattern(
                expanded(text.codePoints().toArray()).stream().map(NamePattern::tokens).toList(),
                segments);
    }

    boolean matches(String text) {
        var characters = text.codePoints().toArray();
        return alternatives.stream().anyMatch(a -> matches(a, characters));
    }

    /** Which places in the text the tokens so far can end at, token by token. */
    private boolean matches(List<Token> tokens, int[] text) {
        var reached = new boolean[text.length + 1];
        reached[0] = true;
        for (var token : tokens) {
            var next = new boolean[text.length + 1];
            for (int i = 0; i <= text.length; i++) {
                if (token instanceof Token.Any(boolean crossing)) {
                    boolean grows =
                            i > 0 && next[i - 1] && (crossing || !segments || text[i - 1] != '/');
                    next[i] = reached[i] || grows;
                } else {
                    next[i] = i > 0 && reached[i - 1] && matches(token, text[i - 1]);
                }
            }
            reached = next;
        }
        return reached[text.length];
    }

    private boolean matches(Token token, int character) {
        return switch (token) {
            case Token.Any _ -> false;
            case Token.One _ -> !segments || character != '/';
            case Token.Exactly(int wanted) -> wanted == character;
            case Token.Some some -> some.holds(character) && (!segments || character != '/');
        };
    }

    /** The texts that braces stand for, escapes and sets left as they are. */
    private static List<int[]> expanded(int[] text) {
        var found = List.of(new int[0]);
        int at = 0;
        while (at < text.length) {
            int end = endOfPart(text, at);
            var choices =
                    text[at] == '{' ? choices(text, at + 1, end - 1) : List.of(part(text, at, end));
            var longer = new ArrayList<int[]>();
            for (var begin : found) {
                choices.forEach(c -> longer.add(joined(begin, c)));
            }
            if (longer.size() > MOST_ALTERNATIVES) {
                throw new IllegalArgumentException(
                        "must not stand for more than " + MOST_ALTERNATIVES + " alternatives");
            }
            found = longer;
            at = end;
        }
        return found;
    }

    private static int endOfPart(int[] text, int at) {
        return switch (text[at]) {
            case '\\' -> at + 1 < text.length ? at + 2 : unfinished("\\");
            case '[' -> endOf(text, at, ']');
            case '{' -> endOf(text, at, '}');
            case '}' -> throw new IllegalArgumentException("has a } without a {");
            default -> at + 1;
        };
    }

    private static int endOf(int[] text, int at, int closing) {
        for (int i = at + 1; i < text.length; i++) {
            if (text[i] == '\\') {
                i++;
            } else if (text[i] == closing && i > at + 1) {
                return i + 1;
            } else if (text[i] == '{') {
                throw new IllegalArgumentException("must not have braces inside of others");
            }
        }
        return unfinished(Character.toString(text[at]));
    }

    private static int unfinished(String what) {
        throw new IllegalArgumentException("has a " + what + " that does not end");
    }

    private static List<int[]> choices(int[] text, int from, int to) {
        var choices = new ArrayList<int[]>();
        int begin = from;
        for (int i = from; i < to; i++) {
            if (text[i] == '\\') {
                i++;
            } else if (text[i] == ',') {
                choices.add(part(text, begin, i));
                begin = i + 1;
            }
        }
        choices.add(part(text, begin, to));
        return choices;
    }

    private static int[] part(int[] text, int from, int to) {
        return IntStream.range(from, to).map(i -> text[i]).toArray();
    }

    private static int[] joined(int[] one, int[] other) {
        return IntStream.concat(IntStream.of(one), IntStream.of(other)).toArray();
    }

    private static List<Token> tokens(int[] text) {
        var tokens = new ArrayList<Token>();
        int at = 0;
        while (at < text.length) {
            switch (text[at]) {
                case '*' -> {
                    boolean two = at + 1 < text.length && text[at + 1] == '*';
                    tokens.add(new Token.Any(two));
                    at += two ? 2 : 1;
                }
                case '?' -> {
                    tokens.add(new Token.One());
                    at++;
                }
                case '\\' -> {
                    tokens.add(new Token.Exactly(text[at + 1]));
                    at += 2;
                }
                case '[' -> {
                    int end = endOf(text, at, ']');
                    tokens.add(set(text, at + 1, end - 1));
                    at = end;
                }
                default -> {
                    tokens.add(new Token.Exactly(text[at]));
                    at++;
                }
            }
        }
        return tokens;
    }

    private static Token set(int[] text, int from, int to) {
        boolean negated = text[from] == '!' || text[from] == '^';
        var ranges = new ArrayList<Range>();
        int at = negated ? from + 1 : from;
        while (at < to) {
            if (text[at] == '\\' && at + 1 < to) {
                at++;
            }
            boolean range = at + 2 < to && text[at + 1] == '-';
            ranges.add(new Range(text[at], range ? text[at + 2] : text[at]));
            at += range ? 3 : 1;
        }
        return new Token.Some(List.copyOf(ranges), negated);
    }
}
