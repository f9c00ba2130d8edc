package io.slipway.api.applications;

import io.slipway.forge.identity.Authentication;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Origin;
import io.slipway.http.Request;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.secret.Secret;
import java.util.List;
import java.util.Optional;

/**
 * Who makes a request: a bearer token, else the session of one of the other APIs. A cookie writes
 * nothing when another site's page sent the request.
 */
final class Callers {

    private static final List<String> COOKIES = List.of("id_token", "session", "_gitlab_session");
    private static final String BEARER = "Bearer ";

    private final Authentication authentication;

    Callers(Authentication authentication) {
        this.authentication = authentication;
    }

    /**
     * The caller.
     *
     * @throws Denied when there is none
     */
    Caller of(Request request) {
        var origin = new Origin(request.remoteAddress(), request.id());
        var header = request.header("Authorization");
        if (header.isPresent()) {
            return token(header.get())
                    .flatMap(t -> authentication.bearer(t, origin))
                    .orElseThrow(() -> Denied.notSignedIn("The token is not valid"));
        }
        return session(request, origin).orElseThrow(Denied::notSignedIn);
    }

    private static Optional<Secret> token(String header) {
        return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(new Secret(header.substring(BEARER.length()).strip()))
                : Optional.empty();
    }

    private Optional<Caller> session(Request request, Origin origin) {
        if (!isReading(request) && isCrossSite(request)) {
            return Optional.empty();
        }
        return COOKIES.stream()
                .flatMap(name -> request.cookie(name).stream())
                .filter(text -> !text.isEmpty())
                .flatMap(text -> authentication.session(new Secret(text), origin).stream())
                .findFirst();
    }

    private static boolean isReading(Request request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    private static boolean isCrossSite(Request request) {
        boolean fetch =
                request.header("Sec-Fetch-Site")
                        .filter(s -> !s.equals("same-origin") && !s.equals("none"))
                        .isPresent();
        boolean origin =
                request.header("Origin").filter(o -> !o.equals(request.baseUrl())).isPresent();
        return fetch || origin;
    }
}
