package io.slipway.sandbox.registry;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Kubernetes' quantities, in the canonical form in which the API server writes them back. */
final class Quantity {

    private static final Pattern FORM =
            Pattern.compile(
                    "([+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+))((?:[eE][+-]?\\d+)|[numkMGTPE]|[KMGTPE]i)?");
    private static final Map<String, Integer> DECIMAL =
            Map.of(
                    "n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E",
                    18);
    private static final String[] DECIMAL_UP = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    private static final String[] BINARY_UP = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

    private Quantity() {}

    /** The canonical text; empty when it is no quantity. */
    static Optional<String> canonical(String text) {
        var match = FORM.matcher(text);
        if (text.length() > 64 || !match.matches()) {
            return Optional.empty();
        }
        var number = new BigDecimal(match.group(1));
        var suffix = match.group(2) == null ? "" : match.group(2);
        if (suffix.endsWith("i")) {
            return Optional.of(binary(number, suffix));
        }
        if (suffix.length() > 1
                || (suffix.length() == 1 && "eE".contains(suffix) && suffix.equals("e"))) {
            int exponent = Integer.parseInt(suffix.substring(1).replace("+", ""));
            if (Math.abs(exponent) > 30) {
                return Optional.of(text);
            }
            return Optional.of(exponential(number.scaleByPowerOfTen(exponent)));
        }
        var exponent = DECIMAL.get(suffix);
        return exponent == null
                ? Optional.empty()
                : Optional.of(decimal(number.scaleByPowerOfTen(exponent)));
    }

    /** Compares two quantities by value; texts that are none count as nothing. */
    static int compare(String a, String b) {
        return value(a).compareTo(value(b));
    }

    /** An amount as text: bytes in powers of two where they are whole ones, all else in tens. */
    static String text(BigDecimal amount, String resource) {
        boolean bytes = resource.contains("memory") || resource.contains("storage");
        boolean whole =
                amount.remainder(BigDecimal.valueOf(1024)).signum() == 0 && amount.signum() != 0;
        return bytes && whole ? binary(amount, "") : decimal(amount);
    }

    /** The number of a quantity; empty when the text is none. */
    static Optional<BigDecimal> number(String text) {
        return canonical(text).map(Quantity::value);
    }

    /** The number of a quantity; zero when the text is none. */
    static BigDecimal value(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            return BigDecimal.ZERO;
        }
        var number = new BigDecimal(match.group(1));
        var suffix = match.group(2) == null ? "" : match.group(2);
        for (int i = 1; i < BINARY_UP.length; i++) {
            if (BINARY_UP[i].equals(suffix)) {
                return number.multiply(new BigDecimal(BigInteger.TWO.pow(10 * i)));
            }
        }
        var exponent = DECIMAL.get(suffix);
        if (exponent != null) {
            return number.scaleByPowerOfTen(exponent);
        }
        int power = Integer.parseInt(suffix.substring(1).replace("+", ""));
        return Math.abs(power) > 30 ? number : number.scaleByPowerOfTen(power);
    }

    private static String binary(BigDecimal number, String suffix) {
        int power = 0;
        for (int i = 1; i < BINARY_UP.length; i++) {
            if (BINARY_UP[i].equals(suffix)) {
                power = i;
            }
        }
        var value = number.multiply(new BigDecimal(BigInteger.TWO.pow(10 * power)));
        if (value.abs().compareTo(BigDecimal.valueOf(1024)) < 0 && value.signum() != 0) {
            return decimal(value);
        }
        var whole = value.setScale(0, RoundingMode.UP).toBigInteger();
        int up = 0;
        while (whole.signum() != 0
                && up < BINARY_UP.length - 1
                && whole.mod(BigInteger.valueOf(1024)).signum() == 0) {
            whole = whole.shiftRight(10);
            up++;
        }
        return whole + BINARY_UP[up];
    }

    private static String decimal(BigDecimal value) {
        if (value.signum() == 0) {
            return "0";
        }
        var nano = value.setScale(9, RoundingMode.UP).movePointRight(9).toBigInteger();
        int up = 0;
        var thousand = BigInteger.valueOf(1000);
        while (up < DECIMAL_UP.length - 1 && nano.mod(thousand).signum() == 0) {
            nano = nano.divide(thousand);
            up++;
        }
        return nano + DECIMAL_UP[up];
    }

    private static String exponential(BigDecimal value) {
        if (value.signum() == 0) {
            return "0";
        }
        int exponent = 0;
        var number = value.stripTrailingZeros();
        while (number.scale() <= -3 || (exponent == 0 && number.scale() > 0 && exponent > -9)) {
            if (number.scale() > 0) {
                number = number.movePointRight(3);
                exponent -= 3;
            } else {
                number = number.movePointLeft(3).stripTrailingZeros();
                exponent += 3;
            }
        }
        return number.toPlainString() + (exponent == 0 ? "" : "e" + exponent);
    }
}
