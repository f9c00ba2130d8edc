package io.slipway.manifests;

/**
 * Text or a tree that is no valid manifest, or a patch that does not fit; the message says where.
 */
public final class ManifestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With the reason, and the place where it is known. */
    public ManifestException(String message) {
        super(message);
    }

    /** With the reason and what caused it. */
    public ManifestException(String message, Throwable cause) {
        super(message, cause);
    }
}
