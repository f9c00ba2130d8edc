package io.slipway.forge.note;

import java.util.Optional;
import java.util.regex.Pattern;

/** Looks lines up in a patch in unified format. */
final class PatchLines {

    private static final Pattern HUNK = Pattern.compile("@@ -(\\d+)(?:,\\d+)? \\+(\\d+).*");

    private PatchLines() {}

    /** Whether the patch takes away (old) or brings (new) the line of that number. */
    static boolean has(String patch, int number, NotePosition.Side side) {
        int old = 0;
        int next = 0;
        boolean inside = false;
        for (String line : patch.split("\n", -1)) {
            var hunk = HUNK.matcher(line);
            if (hunk.matches()) {
                Optional<Integer> from = number(hunk.group(1));
                Optional<Integer> to = number(hunk.group(2));
                if (from.isEmpty() || to.isEmpty()) {
                    return false;
                }
                old = from.get();
                next = to.get();
                inside = true;
            } else if (inside && line.startsWith("-")) {
                if (side == NotePosition.Side.OLD && old == number) {
                    return true;
                }
                old++;
            } else if (inside && line.startsWith("+")) {
                if (side == NotePosition.Side.NEW && next == number) {
                    return true;
                }
                next++;
            } else if (inside && line.startsWith(" ")) {
                old++;
                next++;
            }
        }
        return false;
    }

    private static Optional<Integer> number(String digits) {
        return digits.length() > 9 ? Optional.empty() : Optional.of(Integer.parseInt(digits));
    }
}
