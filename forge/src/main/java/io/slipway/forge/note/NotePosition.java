package io.slipway.forge.note;

/**
 * A line of a commit's changes.
 *
 * @param path of the file after the change
 * @param line from 1
 */
public record NotePosition(String path, int line, Side side) {

    /** Which of the two texts the line is of. */
    public enum Side {
        /** Before: a line that the commit took away. */
        OLD,
        /** After: a line that the commit brought. */
        NEW
    }
}
