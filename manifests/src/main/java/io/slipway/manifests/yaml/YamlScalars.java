package io.slipway.manifests.yaml;

import java.math.BigInteger;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a plain scalar means to Kubernetes' Go parser (YAML 1.1 with Go's number syntax). */
final class YamlScalars {

    private static final Pattern FLOAT =
            Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern DOT_FLOAT =
            Pattern.compile("\\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern SEXAGESIMAL =
            Pattern.compile("[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?");
    private static final Pattern DATE =
            Pattern.compile(
                    "[0-9]{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12][0-9]|3[01])"
                            + "([Tt][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}([.,][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})"
                            + "| [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}([.,][0-9]+)?)?");
    private static final Object NULL = new Object();
    private static final Map<String, Object> WORDS =
            Map.ofEntries(
                    Map.entry("", NULL),
                    Map.entry("~", NULL),
                    Map.entry("null", NULL),
                    Map.entry("Null", NULL),
                    Map.entry("NULL", NULL),
                    Map.entry("y", true),
                    Map.entry("Y", true),
                    Map.entry("yes", true),
                    Map.entry("Yes", true),
                    Map.entry("YES", true),
                    Map.entry("true", true),
                    Map.entry("True", true),
                    Map.entry("TRUE", true),
                    Map.entry("on", true),
                    Map.entry("On", true),
                    Map.entry("ON", true),
                    Map.entry("n", false),
                    Map.entry("N", false),
                    Map.entry("no", false),
                    Map.entry("No", false),
                    Map.entry("NO", false),
                    Map.entry("false", false),
                    Map.entry("False", false),
                    Map.entry("FALSE", false),
                    Map.entry("off", false),
                    Map.entry("Off", false),
                    Map.entry("OFF", false),
                    Map.entry(".nan", Double.NaN),
                    Map.entry(".NaN", Double.NaN),
                    Map.entry(".NAN", Double.NaN),
                    Map.entry(".inf", Double.POSITIVE_INFINITY),
                    Map.entry(".Inf", Double.POSITIVE_INFINITY),
                    Map.entry(".INF", Double.POSITIVE_INFINITY),
                    Map.entry("+.inf", Double.POSITIVE_INFINITY),
                    Map.entry("+.Inf", Double.POSITIVE_INFINITY),
                    Map.entry("+.INF", Double.POSITIVE_INFINITY),
                    Map.entry("-.inf", Double.NEGATIVE_INFINITY),
                    Map.entry("-.Inf", Double.NEGATIVE_INFINITY),
                    Map.entry("-.INF", Double.NEGATIVE_INFINITY));

    private YamlScalars() {}

    /** The value of a plain scalar; the text itself when it is neither word nor number. */
    @SuppressWarnings("ReferenceEquality") // a marker, told apart by being itself
    static @Nullable Object resolve(String text) {
        var word = WORDS.get(text);
        if (word != null) {
            return word == NULL ? null : word;
        }
        char first = text.charAt(0);
        if (first != '+' && first != '-' && first != '.' && !(first >= '0' && first <= '9')) {
            return text;
        }
        if (first == '.') {
            // Go wants the underscores of these between digits.
            return DOT_FLOAT.matcher(text).matches()
                    ? (Object) Double.parseDouble(text.replace("_", ""))
                    : text;
        }
        var plain = text.replace("_", "");
        var whole = wholeNumber(plain);
        if (whole != null) {
            return whole;
        }
        if (FLOAT.matcher(plain).matches()) {
            double value = Double.parseDouble(plain);
            return Double.isInfinite(value) ? text : (Object) value;
        }
        return text;
    }

    private static @Nullable Object wholeNumber(String plain) {
        boolean negative = plain.startsWith("-");
        var digits = negative || plain.startsWith("+") ? plain.substring(1) : plain;
        int radix = 10;
        if (digits.length() > 1 && digits.charAt(0) == '0') {
            radix =
                    switch (digits.charAt(1)) {
                        case 'x', 'X' -> 16;
                        case 'b', 'B' -> 2;
                        default -> 8;
                    };
            digits =
                    digits.substring(
                            radix != 8 || digits.charAt(1) == 'o' || digits.charAt(1) == 'O'
                                    ? 2
                                    : 1);
        }
        if (digits.isEmpty() || (radix == 10 && !DIGITS.matcher(digits).matches())) {
            return null;
        }
        try {
            var value = new BigInteger(digits, radix);
            if (digits.charAt(0) == '-' || digits.charAt(0) == '+') {
                return null;
            }
            value = negative ? value.negate() : value;
            if (value.bitLength() <= 63) {
                return value.longValue();
            }
            return value.signum() > 0 && value.bitLength() <= 64
                    ? value
                    : (Object) value.doubleValue();
        } catch (NumberFormatException e) {
            // Digits that the radix does not have: Go then tries a float, and else it is text.
            return null;
        }
    }

    /** Whether a plain text reads as text under YAML 1.1, base-60 numbers and dates included. */
    static boolean staysText(String text) {
        if (text.isEmpty()) {
            return false;
        }
        char first = text.charAt(0);
        if (first >= '0' && first <= '9' || first == '+' || first == '-' || first == '.') {
            return resolve(text) instanceof String
                    && !SEXAGESIMAL.matcher(text).matches()
                    && !isDate(text);
        }
        return text.length() > 5 || WORDS.get(text) == null;
    }

    private static boolean isDate(String text) {
        return text.length() >= 8 && text.charAt(4) == '-' && DATE.matcher(text).matches();
    }
}
