package io.slipway.engine.diff;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Quantities such as {@code 100m}, {@code 1Gi}, {@code 2e3}: the canonical text, so that different
 * spellings of one amount are equal. Stateless.
 */
final class Quantity {

    private static final Pattern FORM =
            Pattern.compile(
                    "([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+))(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?[0-9]{1,3})?");
    private static final List<String> DECIMAL =
            List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final BigDecimal STEP = BigDecimal.valueOf(1024);
    private static final int MAX_LENGTH = 64;

    private Quantity() {}

    /** The canonical text; empty when it is no quantity. */
    static Optional<String> canonical(String text) {
        var matcher = FORM.matcher(text);
        if (text.length() > MAX_LENGTH || !matcher.matches()) {
            return Optional.empty();
        }
        var number = new BigDecimal(matcher.group(1));
        var suffix = matcher.group(2) == null ? "" : matcher.group(2);
        int binary = BINARY.indexOf(suffix);
        if (binary > 0) {
            var value = number.multiply(STEP.pow(binary));
            return Optional.of(value.abs().compareTo(STEP) < 0 ? decimal(value) : binary(value));
        }
        if (suffix.length() > 1) {
            return Optional.of(
                    exponent(number.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1)))));
        }
        return Optional.of(decimal(number.scaleByPowerOfTen(3 * (DECIMAL.indexOf(suffix) - 3))));
    }

    private static String decimal(BigDecimal value) {
        int power = power(value);
        return mantissa(value, power)
                + DECIMAL.get(Math.clamp(power / 3 + 3, 0, DECIMAL.size() - 1));
    }

    private static String exponent(BigDecimal value) {
        int power = power(value);
        return mantissa(value, power) + (power == 0 ? "" : "e" + power);
    }

    /** The highest power of a thousand, at least -9 and at most 18, that leaves a whole number. */
    private static int power(BigDecimal value) {
        if (value.signum() == 0) {
            return 0;
        }
        var nano = value.setScale(9, RoundingMode.UP).stripTrailingZeros();
        return Math.clamp(Math.floorDiv(-nano.scale(), 3) * 3L, -9, 18);
    }

    private static String mantissa(BigDecimal value, int power) {
        return value.scaleByPowerOfTen(-power).setScale(0, RoundingMode.UP).toPlainString();
    }

    private static String binary(BigDecimal value) {
        var whole = value.setScale(0, RoundingMode.UP).toBigInteger();
        int power = 0;
        var step = BigInteger.valueOf(1024);
        while (power < BINARY.size() - 1 && whole.signum() != 0 && whole.mod(step).signum() == 0) {
            whole = whole.divide(step);
            power++;
        }
        return whole + BINARY.get(power);
    }
}
