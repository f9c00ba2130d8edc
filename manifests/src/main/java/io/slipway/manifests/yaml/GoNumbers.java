package io.slipway.manifests.yaml;

import java.math.BigDecimal;

/** Numbers as Go's standard library writes them, which Kubernetes' tools print. Stateless. */
public final class GoNumbers {

    private GoNumbers() {}

    /**
     * The shortest text that reads as the number; with an exponent when it has more than six digits
     * before the point or more than four zeros after it.
     */
    public static String general(double number) {
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        var decimal = new BigDecimal(Double.toString(Math.abs(number))).stripTrailingZeros();
        var digits = decimal.unscaledValue().toString();
        int exponent = digits.length() - decimal.scale() - 1;
        var text =
                exponent < -4 || exponent >= 6
                        ? scientific(digits, exponent)
                        : decimal.toPlainString();
        return number < 0 ? "-" + text : text;
    }

    private static String scientific(String digits, int exponent) {
        var text = new StringBuilder().append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        text.append('e').append(exponent < 0 ? '-' : '+');
        int size = Math.abs(exponent);
        if (size < 10) {
            text.append('0');
        }
        return text.append(size).toString();
    }

    /** As Go's JSON writes it: without exponent between 1e-6 and 1e21. */
    public static String json(double number) {
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        double size = Math.abs(number);
        var decimal = new BigDecimal(Double.toString(size)).stripTrailingZeros();
        var sign = number < 0 ? "-" : "";
        if (size >= 1e-6 && size < 1e21) {
            return sign + decimal.toPlainString();
        }
        var digits = decimal.unscaledValue().toString();
        int exponent = digits.length() - decimal.scale() - 1;
        var text = scientific(digits, exponent);
        if (exponent < 0 && exponent > -10) {
            text = text.substring(0, text.length() - 2) + text.charAt(text.length() - 1);
        }
        return sign + text;
    }
}
