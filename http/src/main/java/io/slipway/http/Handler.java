package io.slipway.http;

/** Answers one request; runs on a virtual thread and may block. */
@FunctionalInterface
public interface Handler {
    /**
     * Answers the request.
     *
     * @throws Exception anything: the surface's {@link Failures} turn it into a reply
     */
    Reply handle(Request request) throws Exception;
}
