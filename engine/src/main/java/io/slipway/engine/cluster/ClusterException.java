package io.slipway.engine.cluster;

import io.slipway.manifests.GroupVersionKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an API server (or the way to it) refused. The message is the server's own text; it names the
 * object and says why, and is shown to people as it is.
 */
public abstract sealed class ClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    private ClusterException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** The HTTP status, or 0 when no answer came. */
    public int code() {
        return code;
    }

    /** The server's text; never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** 401: the credential is missing, wrong or expired. */
    public static final class Unauthorized extends ClusterException {
        private static final long serialVersionUID = 1L;

        public Unauthorized(String message) {
            super(401, message);
        }
    }

    /** 403: access rules, admission policies, quotas, and namespaces that are terminating. */
    public static final class Forbidden extends ClusterException {
        private static final long serialVersionUID = 1L;

        public Forbidden(String message) {
            super(403, message);
        }
    }

    /** 404 for an object, or for the namespace that it should be made in. */
    public static final class NotFound extends ClusterException {
        private static final long serialVersionUID = 1L;

        public NotFound(String message) {
            super(404, message);
        }
    }

    /**
     * The server serves no such kind, or not in this version; what it serves instead, if anything.
     */
    public static final class UnknownKind extends ClusterException {
        private static final long serialVersionUID = 1L;
        private final transient GroupVersionKind type;
        private final transient List<String> served;

        /**
         * @param served the versions that serve the kind; empty when none does
         */
        public UnknownKind(GroupVersionKind type, List<String> served) {
            super(
                    404,
                    served.isEmpty()
                            ? "The Kubernetes API could not find %s/%s. Make sure the \"%s\" CRD is installed on the destination cluster."
                                    .formatted(type.group(), type.kind(), type.kind())
                            : "The Kubernetes API could not find version \"%s\" of %s/%s. Version \"%s\" of the kind is served."
                                    .formatted(
                                            type.version(),
                                            type.group(),
                                            type.kind(),
                                            String.join("\", \"", served)));
            this.type = type;
            this.served = List.copyOf(served);
        }

        /** What was asked for. */
        public GroupVersionKind type() {
            return type;
        }

        /** The versions that serve the kind. */
        public List<String> served() {
            return served;
        }
    }

    /** 405: the kind does not offer that verb. */
    public static final class MethodNotSupported extends ClusterException {
        private static final long serialVersionUID = 1L;

        public MethodNotSupported(String message) {
            super(405, message);
        }
    }

    /** 409 AlreadyExists, of a create. */
    public static final class AlreadyExists extends ClusterException {
        private static final long serialVersionUID = 1L;

        public AlreadyExists(String message) {
            super(409, message);
        }
    }

    /** 409: a stale version, a failed precondition, or fields that another manager owns. */
    public static final class Conflict extends ClusterException {
        private static final long serialVersionUID = 1L;

        public Conflict(String message) {
            super(409, message);
        }
    }

    /** 410: a continue token or resource version that is too old. */
    public static final class Expired extends ClusterException {
        private static final long serialVersionUID = 1L;

        public Expired(String message) {
            super(410, message);
        }
    }

    /** 400, 413, 415, 422: the server cannot take this object or request as it is. */
    public static final class Invalid extends ClusterException {
        private static final long serialVersionUID = 1L;

        public Invalid(int code, String message) {
            super(code, message);
        }
    }

    /** 429: too much at once. */
    public static final class TooManyRequests extends ClusterException {
        private static final long serialVersionUID = 1L;
        private final transient Optional<Duration> retryAfter;

        public TooManyRequests(String message, Optional<Duration> retryAfter) {
            super(429, message);
            this.retryAfter = retryAfter;
        }

        /** How long the server asks to wait. */
        public Optional<Duration> retryAfter() {
            return retryAfter;
        }
    }

    /** 5xx, no connection, no answer in time, or a closed cluster: trying later may help. */
    public static final class Unavailable extends ClusterException {
        private static final long serialVersionUID = 1L;

        /**
         * @param code the status, or 0 when no answer came
         */
        public Unavailable(int code, String message) {
            super(code, message);
        }

        /** With what broke the connection. */
        public Unavailable(String message, Throwable cause) {
            super(0, message);
            initCause(cause);
        }
    }
}
