package io.slipway.http;

import java.util.Set;

/**
 * A surface's own words for what went wrong. Each method returns the reply to send; a method that
 * throws gets a bare 500.
 */
public interface Failures {
    /** No route of this surface has the request's path. */
    Reply notFound(Request request);

    /**
     * The path is known, the method is not.
     *
     * @param allowed the methods that the path has, sorted
     */
    Reply methodNotAllowed(Request request, Set<String> allowed);

    /**
     * The handler threw. Failures of this module arrive as {@link HttpFailure}; everything else is
     * the surface's domain or a bug. Bugs should answer 500 without detail; the server logs what
     * {@link #isFault} calls a fault, so this need not.
     */
    Reply failed(Request request, Exception failure);

    /**
     * Whether an exception that was answered with status 500 is a fault of this server, to be
     * logged with its stack trace. A surface that has to answer 500 to its clients' mistakes says
     * which are which.
     */
    default boolean isFault(Exception failure) {
        return true;
    }
}
