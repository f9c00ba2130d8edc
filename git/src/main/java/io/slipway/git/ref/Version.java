package io.slipway.git.ref;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A semantic version, read leniently: a leading {@code v} and missing minor or patch numbers are
 * fine. Build metadata is dropped, since it does not order.
 *
 * @param parts how many numbers were written, 1 to 3
 */
record Version(long major, long minor, long patch, String prerelease, int parts)
        implements Comparable<Version> {

    private static final Pattern FORM =
            Pattern.compile(
                    "v?(\\d{1,18})(?:\\.(\\d{1,18}))?(?:\\.(\\d{1,18}))?"
                            + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?"
                            + "(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?");

    static Optional<Version> parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        var minor = match.group(2);
        var patch = match.group(3);
        var prerelease = match.group(4);
        return Optional.of(
                new Version(
                        Long.parseLong(match.group(1)),
                        minor == null ? 0 : Long.parseLong(minor),
                        patch == null ? 0 : Long.parseLong(patch),
                        prerelease == null ? "" : prerelease,
                        patch != null ? 3 : minor != null ? 2 : 1));
    }

    boolean isPrerelease() {
        return !prerelease.isEmpty();
    }

    /** The first version after all that begin with the same numbers, up to that many. */
    Version next(int numbers) {
        return switch (numbers) {
            case 1 -> new Version(major + 1, 0, 0, "", 3);
            case 2 -> new Version(major, minor + 1, 0, "", 3);
            default -> new Version(major, minor, patch + 1, "", 3);
        };
    }

    @Override
    public int compareTo(Version o) {
        int c = Long.compare(major, o.major);
        c = c != 0 ? c : Long.compare(minor, o.minor);
        c = c != 0 ? c : Long.compare(patch, o.patch);
        if (c != 0 || prerelease.equals(o.prerelease)) {
            return c;
        }
        if (prerelease.isEmpty() || o.prerelease.isEmpty()) {
            return prerelease.isEmpty() ? 1 : -1;
        }
        var mine = prerelease.split("\\.");
        var others = o.prerelease.split("\\.");
        for (int i = 0; i < Math.min(mine.length, others.length); i++) {
            int part = comparePart(mine[i], others[i]);
            if (part != 0) {
                return part;
            }
        }
        return Integer.compare(mine.length, others.length);
    }

    private static int comparePart(String a, String b) {
        boolean aNumber = a.chars().allMatch(ch -> ch >= '0' && ch <= '9');
        boolean bNumber = b.chars().allMatch(ch -> ch >= '0' && ch <= '9');
        if (aNumber && bNumber) {
            return new java.math.BigInteger(a).compareTo(new java.math.BigInteger(b));
        }
        return aNumber != bNumber ? (aNumber ? -1 : 1) : a.compareTo(b);
    }
}
