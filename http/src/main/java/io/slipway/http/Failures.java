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
     * the surface's domain or a bug. Bugs should answer 500 without detail; {@link HttpServer} logs
     * the stack trace of every reply with status 500 that comes from here, so this need not.
     */
    Reply failed(Request request, Exception failure);
}
