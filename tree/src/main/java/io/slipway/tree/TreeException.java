package io.slipway.tree;

/** A path of a tree could not be read as asked; the message names the path and the reason. */
public final class TreeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With the path that was asked for and why it could not be read. */
    public TreeException(TreePath path, String why) {
        super(path + " " + why);
    }
}
