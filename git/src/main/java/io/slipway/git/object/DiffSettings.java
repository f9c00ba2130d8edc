package io.slipway.git.object;

/**
 * Limits of a diff. Beyond them, files are listed without their text.
 *
 * @param maxFiles the most files that are listed; default 1,000
 * @param maxFileBytes the largest file whose lines are compared; default 2 MiB
 * @param maxPatchBytes the longest text of one file; default 100 KiB
 * @param maxTotalBytes the longest text of all files together; default 5 MiB
 * @param context unchanged lines shown around a change; default 3
 */
public record DiffSettings(
        int maxFiles, int maxFileBytes, int maxPatchBytes, int maxTotalBytes, int context) {

    /** The documented defaults. */
    public static DiffSettings defaults() {
        return new DiffSettings(1000, 2 << 20, 100 << 10, 5 << 20, 3);
    }
}
