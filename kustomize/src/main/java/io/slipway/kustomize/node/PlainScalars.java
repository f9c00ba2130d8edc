package io.slipway.kustomize.node;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a plain scalar is to the YAML 1.2 reader of kustomize: {@code yes} and {@code on} are text,
 * dates are dates, numbers have Go's syntax.
 */
public final class PlainScalars {

    private static final Pattern FLOAT =
            Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern DOT_FLOAT =
            Pattern.compile("\\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?");
    private static final Pattern DATE =
            Pattern.compile(
                    "([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
                            + "(?:(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]{1,9}))?"
                            + "(Z|[-+][0-9]{2}:[0-9]{2}))"
                            + "|(?: ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]{1,9}))?))?");
    private static final BigInteger MAX_UNSIGNED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private PlainScalars() {}

    /** The tag that a plain text resolves to. */
    public static Tag tag(String text) {
        if (text.isEmpty()) {
            return Tag.NULL;
        }
        char first = text.charAt(0);
        if (first >= '0' && first <= '9' || first == '-' || first == '+') {
            return number(text);
        }
        return switch (first) {
            case '.' -> dot(text);
            case '~' -> text.length() == 1 ? Tag.NULL : Tag.STRING;
            case 'n', 'N' ->
                    switch (text) {
                        case "null", "Null", "NULL" -> Tag.NULL;
                        default -> Tag.STRING;
                    };
            case 't', 'T' ->
                    switch (text) {
                        case "true", "True", "TRUE" -> Tag.BOOL;
                        default -> Tag.STRING;
                    };
            case 'f', 'F' ->
                    switch (text) {
                        case "false", "False", "FALSE" -> Tag.BOOL;
                        default -> Tag.STRING;
                    };
            case '<' -> text.equals("<<") ? Tag.MERGE : Tag.STRING;
            default -> Tag.STRING;
        };
    }

    private static Tag dot(String text) {
        return switch (text) {
            case ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF" -> Tag.FLOAT;
            default ->
                    DOT_FLOAT.matcher(text).matches()
                                    && Double.isFinite(Double.parseDouble(text.replace("_", "")))
                            ? Tag.FLOAT
                            : Tag.STRING;
        };
    }

    private static Tag number(String text) {
        if (text.length() == 5 && text.charAt(1) == '.') {
            switch (text.substring(1)) {
                case ".inf", ".Inf", ".INF" -> {
                    return Tag.FLOAT;
                }
                default -> {}
            }
        }
        if (time(text).isPresent()) {
            return Tag.TIMESTAMP;
        }
        var plain = text.indexOf('_') < 0 ? text : text.replace("_", "");
        if (whole(plain).isPresent()) {
            return Tag.INT;
        }
        if (FLOAT.matcher(plain).matches() && Double.isFinite(Double.parseDouble(plain))) {
            return Tag.FLOAT;
        }
        return Tag.STRING;
    }

    /** The whole number in Go's syntax with a base prefix; empty when it is none of 64 bits. */
    static Optional<BigInteger> whole(String plain) {
        boolean negative = plain.startsWith("-");
        var digits = negative || plain.startsWith("+") ? plain.substring(1) : plain;
        int radix = 10;
        if (digits.length() > 1 && digits.charAt(0) == '0') {
            switch (digits.charAt(1)) {
                case 'x', 'X' -> {
                    radix = 16;
                    digits = digits.substring(2);
                }
                case 'b', 'B' -> {
                    radix = 2;
                    digits = digits.substring(2);
                }
                case 'o', 'O' -> {
                    radix = 8;
                    digits = digits.substring(2);
                }
                default -> {
                    radix = 8;
                    digits = digits.substring(1);
                }
            }
        }
        if (digits.isEmpty() || digits.length() > 70) {
            return Optional.empty();
        }
        for (int i = 0; i < digits.length(); i++) {
            if (Character.digit(digits.charAt(i), radix) < 0 || digits.charAt(i) > 'f') {
                return Optional.empty();
            }
        }
        var value = new BigInteger(digits, radix);
        if (negative) {
            value = value.negate();
            return value.bitLength() <= 63 ? Optional.of(value) : Optional.empty();
        }
        if (plain.startsWith("+") && value.bitLength() > 63) {
            return Optional.empty();
        }
        return value.compareTo(MAX_UNSIGNED) <= 0 ? Optional.of(value) : Optional.empty();
    }

    /** The RFC 3339 form of a date or time; empty when the text is none. */
    public static Optional<String> time(String text) {
        if (text.length() < 8 || text.charAt(4) != '-' || text.length() > 40) {
            return Optional.empty();
        }
        var m = DATE.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        int base = m.group(4) != null ? 4 : m.group(9) != null ? 9 : 0;
        var fraction = base == 4 ? m.group(7) : base == 9 ? m.group(12) : null;
        try {
            var time =
                    LocalDateTime.of(
                            Integer.parseInt(m.group(1)),
                            Integer.parseInt(m.group(2)),
                            Integer.parseInt(m.group(3)),
                            base == 0 ? 0 : Integer.parseInt(m.group(base)),
                            base == 0 ? 0 : Integer.parseInt(m.group(base + 1)),
                            base == 0 ? 0 : Integer.parseInt(m.group(base + 2)));
            var zone = base == 4 ? m.group(8) : "Z";
            if (!zone.equals("Z")) {
                ZoneOffset.of(zone);
                zone = zone.endsWith("00:00") ? "Z" : zone;
            }
            var digits = fraction == null ? "" : fraction.replaceAll("0+$", "");
            return Optional.of(
                    String.format(
                                    "%04d-%02d-%02dT%02d:%02d:%02d",
                                    time.getYear(),
                                    time.getMonthValue(),
                                    time.getDayOfMonth(),
                                    time.getHour(),
                                    time.getMinute(),
                                    time.getSecond())
                            + (digits.isEmpty() ? "" : "." + digits)
                            + zone);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The finite or infinite number of a text that is tagged as a float. */
    static double number64(String text) {
        return switch (text) {
            case ".nan", ".NaN", ".NAN" -> Double.NaN;
            case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF" -> Double.POSITIVE_INFINITY;
            case "-.inf", "-.Inf", "-.INF" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text.replace("_", ""));
        };
    }
}
