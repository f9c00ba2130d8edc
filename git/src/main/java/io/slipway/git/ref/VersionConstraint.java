package io.slipway.git.ref;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A range of versions: comma or space is AND, {@code ||} is OR, operators {@code = != > < >= <= ~
 * ^}, wildcards {@code x X *}, hyphen ranges. A pre-release matches only a comparison that names a
 * pre-release itself. The grammar is that of gitops-engine-manifests.md, M2.
 */
final class VersionConstraint {

    private static final Pattern HYPHEN = Pattern.compile("(\\S+)\\s+-\\s+(\\S+)");
    private static final Pattern TERM =
            Pattern.compile("\\s*(!=|>=|=>|<=|=<|=|>|<|~>|~|\\^)?\\s*([^\\s,|<>=!~^]+)\\s*,?");
    private static final Pattern WILD =
            Pattern.compile(
                    "v?(\\d{1,18}|[xX*])(?:\\.(\\d{1,18}|[xX*]))?(?:\\.(\\d{1,18}|[xX*]))?"
                            + "(?:-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?");

    private final List<List<Predicate<Version>>> anyOf;

    private VersionConstraint(List<List<Predicate<Version>>> anyOf) {
        this.anyOf = anyOf;
    }

    /** The constraint that a text is; empty when it is none. */
    static Optional<VersionConstraint> parse(String text) {
        var anyOf = new ArrayList<List<Predicate<Version>>>();
        for (var alternative : text.split("\\|\\|", -1)) {
            var all = new ArrayList<Predicate<Version>>();
            var rest = HYPHEN.matcher(alternative).replaceAll(">=$1 <=$2").strip();
            var term = TERM.matcher(rest);
            int at = 0;
            while (at < rest.length()) {
                if (!term.find(at) || term.start() != at) {
                    return Optional.empty();
                }
                var comparison =
                        comparison(term.group(1) == null ? "" : term.group(1), term.group(2));
                if (comparison.isEmpty()) {
                    return Optional.empty();
                }
                all.add(comparison.get());
                at = term.end();
            }
            if (all.isEmpty()) {
                return Optional.empty();
            }
            anyOf.add(all);
        }
        return Optional.of(new VersionConstraint(anyOf));
    }

    boolean matches(Version version) {
        return anyOf.stream().anyMatch(all -> all.stream().allMatch(p -> p.test(version)));
    }

    private static Optional<Predicate<Version>> comparison(String operator, String text) {
        var wild = WILD.matcher(text);
        if (!wild.matches()) {
            return Optional.empty();
        }
        int known = knownNumbers(wild.group(1), wild.group(2), wild.group(3));
        var numbers = new StringBuilder(known == 0 ? "0" : "");
        for (int i = 1; i <= known; i++) {
            numbers.append(i == 1 ? "" : ".").append(wild.group(i));
        }
        int dash = text.indexOf('-');
        int plus = text.indexOf('+');
        boolean hasPrerelease = dash >= 0 && (plus < 0 || dash < plus);
        var base =
                Version.parse(numbers + (hasPrerelease ? text.substring(dash) : "")).orElseThrow();
        var test = test(operator, base, known);
        return Optional.of(v -> (!v.isPrerelease() || base.isPrerelease()) && test.test(v));
    }

    /** How many numbers stand before the first wildcard or the end. */
    private static int knownNumbers(String... numbers) {
        int known = 0;
        while (known < 3 && numbers[known] != null && Character.isDigit(numbers[known].charAt(0))) {
            known++;
        }
        return known;
    }

    private static Predicate<Version> test(String operator, Version base, int known) {
        if (known == 0) {
            return switch (operator) {
                case "!=", ">", "<" -> _ -> false;
                default -> _ -> true;
            };
        }
        var end = base.next(known);
        return switch (operator) {
            case ">" -> known == 3 ? v -> v.compareTo(base) > 0 : v -> v.compareTo(end) >= 0;
            case ">=", "=>" -> v -> v.compareTo(base) >= 0;
            case "<" -> v -> v.compareTo(base) < 0;
            case "<=", "=<" -> known == 3 ? v -> v.compareTo(base) <= 0 : v -> v.compareTo(end) < 0;
            case "!=" -> v -> !within(v, base, end, known);
            case "~", "~>" -> between(base, base.next(Math.min(known, 2)));
            case "^" -> between(base, caretEnd(base, known));
            default -> v -> within(v, base, end, known);
        };
    }

    private static boolean within(Version v, Version base, Version end, int known) {
        return known == 3 ? v.compareTo(base) == 0 : v.compareTo(base) >= 0 && v.compareTo(end) < 0;
    }

    private static Predicate<Version> between(Version from, Version end) {
        return v -> v.compareTo(from) >= 0 && v.compareTo(end) < 0;
    }

    /** Up to the next change of the first number that is not zero. */
    private static Version caretEnd(Version base, int known) {
        if (base.major() > 0 || known == 1) {
            return base.next(1);
        }
        return base.minor() > 0 || known == 2 ? base.next(2) : base.next(3);
    }
}
