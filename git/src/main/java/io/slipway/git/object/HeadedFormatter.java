package io.slipway.git.object;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.diff.DiffDriver;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.RawText;
import org.jspecify.annotations.Nullable;

/**
 * Writes unified text as Git does, with the line in each hunk's header that tells where in the file
 * it is: the last line above that begins with a letter, {@code _} or {@code $}.
 */
final class HeadedFormatter extends DiffFormatter {

    private static final int HEADING = 80;

    private RawText before = RawText.EMPTY_TEXT;

    HeadedFormatter(ByteArrayOutputStream out) {
        super(out);
    }

    @Override
    public void format(EditList edits, RawText a, RawText b, @Nullable DiffDriver driver)
            throws IOException {
        before = a;
        super.format(edits, a, b, driver);
    }

    @Override
    protected void writeHunkHeader(
            int aStart, int aEnd, int bStart, int bEnd, @Nullable String function)
            throws IOException {
        var line =
                "@@ -"
                        + range(aStart + 1, aEnd - aStart)
                        + " +"
                        + range(bStart + 1, bEnd - bStart)
                        + " @@"
                        + heading(aStart - 1)
                        + "\n";
        getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
    }

    private static String range(int begin, int count) {
        return switch (count) {
            case 0 -> (begin - 1) + ",0";
            case 1 -> Integer.toString(begin);
            default -> begin + "," + count;
        };
    }

    private String heading(int last) {
        for (int i = last; i >= 0; i--) {
            var line = before.getString(i);
            if (!line.isEmpty() && isHeading(line.charAt(0))) {
                var cut = line.substring(0, Math.min(line.length(), HEADING)).stripTrailing();
                return cut.isEmpty() ? "" : " " + cut;
            }
        }
        return "";
    }

    private static boolean isHeading(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
    }
}
