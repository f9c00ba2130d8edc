package io.slipway.render.pattern;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A shell pattern: {@code *}, {@code **}, {@code ?}, {@code [a-z]}, {@code [!a]}, {@code {a,b}} and
 * {@code \} before a literal character. Immutable.
 *
 * <p>Alternatives are expanded first; then each text is matched by stepping through all positions
 * of the pattern at once, so no pattern that a user writes can take more than pattern times text.
 */
public final class Glob {

    private static final int MOST_ALTERNATIVES = 256;
    private static final int LONGEST = 4096;

    private final List<List<Token>> alternatives;

    private Glob(List<List<Token>> alternatives) {
        this.alternatives = List.copyOf(alternatives);
    }

    private sealed interface Token {
        /** Any number of characters; without {@code crosses} no slash among them. */
        record Star(boolean crosses) implements Token {}

        /** One character. */
        record One(boolean negated, List<Range> ranges, boolean slash) implements Token {
            boolean matches(char c) {
                if (c == '/' && !slash) {
                    return false;
                }
                return negated != ranges.stream().anyMatch(r -> r.from <= c && c <= r.to);
            }
        }
    }

    private record Range(char from, char to) {}

    /**
     * A pattern in which {@code *} and {@code ?} also match slashes; empty when it is malformed.
     */
    public static Optional<Glob> crossing(String pattern) {
        return parse(pattern, true);
    }

    /**
     * A pattern in which {@code *} and {@code ?} stop at slashes and {@code **} does not; empty
     * when it is malformed.
     */
    public static Optional<Glob> path(String pattern) {
        return parse(pattern, false);
    }

    /** Whether the whole text matches. */
    public boolean matches(String text) {
        return text.length() <= LONGEST && alternatives.stream().anyMatch(a -> matches(a, text));
    }

    private static Optional<Glob> parse(String pattern, boolean crossing) {
        if (pattern.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            var alternatives = new ArrayList<List<Token>>();
            for (var plain : expand(pattern)) {
                alternatives.add(tokens(plain, crossing));
            }
            return Optional.of(new Glob(alternatives));
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    private static List<String> expand(String pattern) {
        int open = indexOf(pattern, '{', 0);
        if (open < 0) {
            if (indexOf(pattern, '}', 0) >= 0) {
                throw new Malformed();
            }
            return List.of(pattern);
        }
        var parts = new ArrayList<String>();
        int depth = 0;
        int start = open + 1;
        int close = -1;
        for (int i = open; i < pattern.length() && close < 0; i++) {
            switch (pattern.charAt(i)) {
                case '\\' -> i++;
                case '{' -> depth++;
                case '}' -> {
                    if (--depth == 0) {
                        parts.add(pattern.substring(start, i));
                        close = i;
                    }
                }
                case ',' -> {
                    if (depth == 1) {
                        parts.add(pattern.substring(start, i));
                        start = i + 1;
                    }
                }
                default -> {}
            }
        }
        if (close < 0) {
            throw new Malformed();
        }
        var expanded = new ArrayList<String>();
        for (var part : parts) {
            expanded.addAll(
                    expand(pattern.substring(0, open) + part + pattern.substring(close + 1)));
            if (expanded.size() > MOST_ALTERNATIVES) {
                throw new Malformed();
            }
        }
        return expanded;
    }

    private static int indexOf(String pattern, char wanted, int from) {
        boolean inSet = false;
        for (int i = from; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '[') {
                inSet = true;
            } else if (c == ']') {
                inSet = false;
            } else if (c == wanted && !inSet) {
                return i;
            }
        }
        return -1;
    }

    private static List<Token> tokens(String pattern, boolean crossing) {
        var tokens = new ArrayList<Token>();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            switch (c) {
                case '*' -> {
                    boolean twice = i + 1 < pattern.length() && pattern.charAt(i + 1) == '*';
                    tokens.add(new Token.Star(crossing || twice));
                    i += twice ? 1 : 0;
                }
                case '?' -> tokens.add(new Token.One(true, List.of(), crossing));
                case '[' -> i = set(pattern, i, crossing, tokens);
                case '\\' -> {
                    if (++i == pattern.length()) {
                        throw new Malformed();
                    }
                    tokens.add(literal(pattern.charAt(i)));
                }
                default -> tokens.add(literal(c));
            }
        }
        return List.copyOf(tokens);
    }

    private static Token literal(char c) {
        return new Token.One(false, List.of(new Range(c, c)), true);
    }

    private static int set(String pattern, int open, boolean crossing, List<Token> into) {
        int close = pattern.indexOf(']', open + 2);
        if (close < 0) {
            throw new Malformed();
        }
        int i = open + 1;
        boolean negated = pattern.charAt(i) == '!' || pattern.charAt(i) == '^';
        i += negated ? 1 : 0;
        var ranges = new ArrayList<Range>();
        for (; i < close; i++) {
            boolean range = i + 2 < close && pattern.charAt(i + 1) == '-';
            ranges.add(new Range(pattern.charAt(i), pattern.charAt(range ? i + 2 : i)));
            i += range ? 2 : 0;
        }
        into.add(new Token.One(negated, List.copyOf(ranges), crossing));
        return close;
    }

    private static boolean matches(List<Token> tokens, String text) {
        var states = new BitSet(tokens.size() + 1);
        states.set(0);
        skipStars(tokens, states);
        for (int i = 0; i < text.length() && !states.isEmpty(); i++) {
            states = step(tokens, states, text.charAt(i));
        }
        return states.get(tokens.size());
    }

    private static BitSet step(List<Token> tokens, BitSet states, char c) {
        var next = new BitSet(tokens.size() + 1);
        for (int s = states.nextSetBit(0);
                s >= 0 && s < tokens.size();
                s = states.nextSetBit(s + 1)) {
            switch (tokens.get(s)) {
                case Token.Star(boolean crosses) -> {
                    if (crosses || c != '/') {
                        next.set(s);
                    }
                }
                case Token.One one -> {
                    if (one.matches(c)) {
                        next.set(s + 1);
                    }
                }
            }
        }
        skipStars(tokens, next);
        return next;
    }

    /** A star may match nothing, so being before it is being behind it. */
    private static void skipStars(List<Token> tokens, BitSet states) {
        for (int s = states.nextSetBit(0);
                s >= 0 && s < tokens.size();
                s = states.nextSetBit(s + 1)) {
            if (tokens.get(s) instanceof Token.Star) {
                states.set(s + 1);
            }
        }
    }

    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed() {
            super("malformed pattern", null, false, false);
        }
    }
}
