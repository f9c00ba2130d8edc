package io.slipway.manifests.yaml;

import java.util.Comparator;

/**
 * The order of keys in YAML that Kubernetes' tools write: letters by code point, anything else
 * before letters, runs of digits as numbers.
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
            int at =
                    i > 0
                                    && Character.isLowSurrogate(x)
                                    && Character.isHighSurrogate(a.charAt(i - 1))
                            ? i - 1
                            : i;
            int xPoint = a.codePointAt(at);
            int yPoint = b.codePointAt(at);
            boolean xLetter = Character.isLetter(xPoint);
            boolean yLetter = Character.isLetter(yPoint);
            if (xLetter && yLetter) {
                return Integer.compare(xPoint, yPoint);
            }
            if (xLetter || yLetter) {
                return yLetter ? -1 : 1;
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

    /**
     * Sorts keys. The order is not transitive for some mixtures of digits and letters, so a sort
     * that checks for that cannot be used; up to twelve keys come out as Go's sort leaves them.
     */
    static void sort(java.util.List<String> keys) {
        if (keys.size() > 12) {
            int half = keys.size() / 2;
            var left = new java.util.ArrayList<>(keys.subList(0, half));
            var right = new java.util.ArrayList<>(keys.subList(half, keys.size()));
            sort(left);
            sort(right);
            int i = 0;
            int j = 0;
            for (int k = 0; k < keys.size(); k++) {
                boolean takeLeft =
                        j == right.size()
                                || i < left.size() && ORDER.compare(right.get(j), left.get(i)) >= 0;
                keys.set(k, takeLeft ? left.get(i++) : right.get(j++));
            }
            return;
        }
        for (int i = 1; i < keys.size(); i++) {
            var key = keys.get(i);
            int j = i;
            while (j > 0 && ORDER.compare(key, keys.get(j - 1)) < 0) {
                keys.set(j, keys.get(j - 1));
                j--;
            }
            keys.set(j, key);
        }
    }
}
