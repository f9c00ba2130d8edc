package io.slipway.git.object;

import java.util.Locale;

/**
 * The name of any Git object: 40 lower-case hexadecimal digits. {@link #ZERO} stands for "nothing",
 * as in the old value of a ref that is created.
 */
public record ObjectHash(String hex) implements Comparable<ObjectHash> {

    /** Forty zeros: no object. */
    public static final ObjectHash ZERO = new ObjectHash("0".repeat(40));

    /**
     * @throws IllegalArgumentException unless the text is 40 hexadecimal digits; upper case is
     *     lowered
     */
    public ObjectHash {
        hex = hex.toLowerCase(Locale.ROOT);
        if (!isHash(hex)) {
            throw new IllegalArgumentException("not an object id of 40 hexadecimal digits: " + hex);
        }
    }

    /** Whether the text is 40 hexadecimal digits. */
    public static boolean isHash(String text) {
        return text.length() == 40 && isHex(text);
    }

    /** Whether the text has digits of base sixteen only. */
    public static boolean isHex(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    }

    /** Whether this stands for "nothing". */
    public boolean isZero() {
        return equals(ZERO);
    }

    @Override
    public int compareTo(ObjectHash other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
