package io.slipway.kustomize.node;

/** A text or value that cannot be read or written; the message is the reason. */
public final class NodeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    NodeException(String reason, int line) {
        super(reason);
        this.line = line;
    }

    /** The line of the text, from 1; 0 when it is not known. */
    public int line() {
        return line;
    }
}
