package io.slipway.api.gitlab.call;

import io.slipway.http.Reply;

/** Answers one call. */
@FunctionalInterface
public interface CallHandler {
    /** Answers the call. */
    Reply handle(Call call);
}
