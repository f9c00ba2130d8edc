package io.slipway.server.page;

import io.slipway.http.Failures;
import io.slipway.http.HttpFailure;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import java.util.Set;

/** Failures of the paths that belong to no API: plain words. */
public final class TextFailures implements Failures {

    @Override
    public Reply notFound(Request request) {
        return Reply.text(404, "There is nothing at this address.\n");
    }

    @Override
    public Reply methodNotAllowed(Request request, Set<String> allowed) {
        return Reply.text(405, "This address does not take " + request.method() + ".\n")
                .with("Allow", String.join(", ", allowed));
    }

    @Override
    public Reply failed(Request request, Exception failure) {
        return failure instanceof HttpFailure refused
                ? Reply.text(refused.status(), refused.getMessage() + "\n")
                : Reply.text(
                        500,
                        "Something went wrong here; request "
                                + request.id()
                                + " in the log says what.\n");
    }
}
