package io.slipway.server.git;

import io.slipway.http.Json;
import io.slipway.http.Reply;
import java.util.Map;

/** Answers in the shape that LFS clients read. */
final class LfsAnswers {

    private static final String MEDIA_TYPE = "application/vnd.git-lfs+json";

    private LfsAnswers() {}

    static Reply json(int status, Object value) {
        return Reply.bytes(status, MEDIA_TYPE, Json.write(value));
    }

    static Reply error(int status, String message) {
        return json(status, Map.of("message", message));
    }

    static Reply refusal(GitGate.Entry entry) {
        return switch (entry) {
            case GitGate.Entry.WhoAreYou() ->
                    error(401, "Credentials needed")
                            .with("WWW-Authenticate", "Basic realm=\"\"")
                            .with("LFS-Authenticate", "Basic realm=\"\"");
            case GitGate.Entry.Nothing() -> error(404, "Not Found");
            case GitGate.Entry.Refused(var reason) -> error(403, reason);
            case GitGate.Entry.Banned() -> error(403, "Forbidden");
            case GitGate.Entry.Open _ -> throw new IllegalArgumentException("not a refusal");
        };
    }
}
