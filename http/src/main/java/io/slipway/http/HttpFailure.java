package io.slipway.http;

/**
 * A request that could not be read. The message is for the client and never quotes a credential.
 */
public abstract sealed class HttpFailure extends RuntimeException {
    private HttpFailure(String message) {
        super(message, null, false, false);
    }

    /** The sentence for the client. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** The HTTP status that fits, 400 to 499. */
    public abstract int status();

    /** The body is longer than the route's limit. */
    public static final class BodyTooLarge extends HttpFailure {
        private final long limit;

        public BodyTooLarge(long limit) {
            super("The request body is larger than the " + limit + " bytes allowed here.");
            this.limit = limit;
        }

        /** The limit in bytes. */
        public long limit() {
            return limit;
        }

        @Override
        public int status() {
            return 413;
        }
    }

    /** The path, query, form or JSON cannot be decoded. */
    public static final class Malformed extends HttpFailure {
        public Malformed(String message) {
            super(message);
        }

        @Override
        public int status() {
            return 400;
        }
    }

    /** The client stopped sending in the middle of the body. */
    public static final class Aborted extends HttpFailure {
        public Aborted(String message) {
            super(message);
        }

        @Override
        public int status() {
            return 400;
        }
    }
}
