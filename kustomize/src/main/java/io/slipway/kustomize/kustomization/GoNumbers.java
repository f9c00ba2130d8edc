package io.slipway.kustomize.kustomization;

import java.math.BigDecimal;

/** Numbers as Go's YAML library writes them where a text is wanted. Stateless. */
final class GoNumbers {

    private GoNumbers() {}

    /**
     * Whole numbers as they are; others in single precision, with an exponent from a million on.
     */
    static String text(Number number) {
        if (!(number instanceof Double value)) {
            return number.toString();
        }
        float single = value.floatValue();
        if (single == 0) {
            return Float.floatToRawIntBits(single) < 0 ? "-0" : "0";
        }
        if (Float.isInfinite(single) || Float.isNaN(single)) {
            return Float.isNaN(single) ? "NaN" : single > 0 ? "+Inf" : "-Inf";
        }
        var exact = new BigDecimal(Float.toString(single)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return exact.toPlainString();
        }
        var digits = exact.unscaledValue().abs().toString();
        var sign = exact.signum() < 0 ? "-" : "";
        var fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        var power = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + power;
    }
}
