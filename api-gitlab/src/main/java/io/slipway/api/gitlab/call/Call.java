package io.slipway.api.gitlab.call;

import io.slipway.forge.identity.Caller;
import io.slipway.http.Request;

/**
 * One request of this surface with who makes it and its parameters.
 *
 * @param caller who; nobody on the few endpoints that are open to all
 */
public record Call(Request request, Caller caller, Parameters parameters, Links links) {
    /** A parameter of the path. */
    public String path(String name) {
        return request.path(name);
    }

    /**
     * A number in the path.
     *
     * @throws Refusal 404 if it is none: the route is for numbers only
     */
    public long pathNumber(String name) {
        var text = path(name);
        if (text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw Refusal.error(404, "404 Not Found");
        }
        return Long.parseLong(text);
    }
}
