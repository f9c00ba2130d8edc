package io.slipway.http;

/**
 * What a surface does around every request of its prefixes, whether or not a route matches: refuse
 * it before routing, or add headers to whatever comes back. {@code routed} never throws; what it
 * would have thrown has been answered by {@link Failures}.
 */
@FunctionalInterface
public interface Around {
    /** Lets everything through unchanged. */
    Around NOTHING = (request, routed) -> routed.handle(request);

    /** Answers the request, usually by calling {@code routed} and decorating its reply. */
    Reply handle(Request request, Handler routed) throws Exception;
}
