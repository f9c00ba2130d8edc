package io.slipway.render.source;

/**
 * A source that cannot be rendered as it is. The message says what is wrong and where, names paths
 * from the root of the repository only, and holds no credential.
 */
public final class RenderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With the reason. */
    public RenderException(String message) {
        super(message);
    }

    /** With the reason and what caused it. */
    public RenderException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
