package io.slipway.manifests.yaml;

import java.util.Comparator;

/**
 * The order of keys in YAML that Kubernetes' tools write: letters by code point, anything else before
 * letters, runs of digits as numbers.
 */
final class NaturalKeys implements Comparator<String> {

    static final NaturalKeys ORDER = new NaturalKeys();

    @Override
    public int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x == y) {
                continue;
            }
            if (Character.isSurrogate(x) || Character.isSurrogate(y)) {
                return Integer.compare(a.codePointAt(i), b.codePointAt(i));
            }
            boolean xLetter = Character.isLetter(x);
            boolean yLetter = Character.isLetter(y);
            if (xLetter && yLetter) {
                return Character.compare(x, y);
            }
            if (xLetter || yLetter) {
                return xLetter ? 1 : -1;
            }
            return numbers(a, b, i);
        }
        return Integer.compare(a.length(), b.length());
    }

    private static int numbers(String a, String b, int at) {
        char x = a.charAt(at);
        char y = b.charAt(at);
        long xNumber = 0;
        long yNumber = 0;
        if (x == '0' || y == '0') {
            // A zero counts only as part of the number that it continues.
            for (int j = at - 1; j >= 0 && isDigit(a.charAt(j)); j--) {
                if (a.charAt(j) != '0') {
                    xNumber = 1;
                    yNumber = 1;
                    break;
                }
            }
        }
        int i = at;
        while (i < a.length() && isDigit(a.charAt(i))) {
            xNumber = xNumber * 10 + (a.charAt(i) - '0');
            i++;
        }
        int j = at;
        while (j < b.length() && isDigit(b.charAt(j))) {
            yNumber = yNumber * 10 + (b.charAt(j) - '0');
            j++;
        }
        if (xNumber != yNumber) {
            return Long.compare(xNumber, yNumber);
        }
        if (i != j) {
            return Integer.compare(i, j);
        }
        return Character.compare(x, y);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
