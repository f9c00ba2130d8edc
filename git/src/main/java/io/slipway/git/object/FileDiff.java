package io.slipway.git.object;

/**
 * What happened to one file between two commits.
 *
 * @param oldPath before; of a new file, the same as the new one
 * @param newPath after; of a deleted file, the same as the old one
 * @param oldMode octal as Git writes it, {@code 0} for a new file
 * @param newMode octal as Git writes it, {@code 0} for a deleted file
 * @param patch unified text from the line {@code --- a/…} on; or a line {@code Binary files …
 *     differ}; empty when only name or mode changed, or it is too large
 * @param tooLarge whether the text was left out because of a limit
 */
public record FileDiff(
        Change change,
        String oldPath,
        String newPath,
        String oldMode,
        String newMode,
        String patch,
        boolean tooLarge) {

    /** What happened. */
    public enum Change {
        /** There was no such file before. */
        ADDED,
        /** There is no such file after. */
        DELETED,
        /** Content or mode changed. */
        MODIFIED,
        /** It has another name, and possibly other content. */
        RENAMED
    }
}
