package io.slipway.render.source;

/**
 * A source that cannot be rendered as it is. The message says what is wrong and where, names paths
 * from the root of the repository only, and holds no credential.
 */
public final class RenderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean unsupported;

    /** With the reason. */
    public RenderException(String message) {
        super(message);
        this.unsupported = false;
    }

    private RenderException(String message, boolean unsupported) {
        super(message);
        this.unsupported = unsupported;
    }

    /** A kind of source that nothing here renders; the message begins with "not rendered yet". */
    public static RenderException unsupported(String what) {
        return new RenderException("not rendered yet: " + what, true);
    }

    /** Whether nothing is wrong with the source but that nothing here renders its kind. */
    public boolean isUnsupported() {
        return unsupported;
    }

    /** With the reason and what caused it. */
    public RenderException(String message, Throwable cause) {
        super(message, cause);
        this.unsupported = false;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
