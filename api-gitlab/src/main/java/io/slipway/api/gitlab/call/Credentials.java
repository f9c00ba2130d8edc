package io.slipway.api.gitlab.call;

import io.slipway.forge.identity.Authentication;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Origin;
import io.slipway.http.Request;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who makes a request: private token or personal access token, then OAuth 2 token, then the session
 * of the web pages; then, for administrators, in whose name. The first that stands for an active
 * user wins; a private token that nobody has does not end the search.
 */
public final class Credentials {
    /** The cookie of this API's own pages. */
    public static final String COOKIE = "_gitlab_session";

    // The web UI signs in over the Weave API; its session counts here as the pages' own does.
    private static final List<String> COOKIES = List.of(COOKIE, "session");
    private static final String BEARER = "Bearer ";

    private final Authentication authentication;

    /** Credentials of the forge. */
    public Credentials(Authentication authentication) {
        this.authentication = authentication;
    }

    /** Where a request comes from. */
    public static Origin origin(Request request) {
        return new Origin(request.remoteAddress(), request.id());
    }

    /** The caller; anonymous if no credential stands for anybody. */
    public Caller caller(Request request, Parameters parameters) {
        var origin = origin(request);
        var caller =
                privateToken(request, parameters)
                        .flatMap(token -> authentication.privateToken(token, origin))
                        .or(() -> oauth(request, parameters, origin))
                        .or(() -> session(request, origin));
        if (caller.isEmpty()) {
            return Caller.anonymous(origin);
        }
        return sudo(request, parameters, caller.get());
    }

    private static Optional<Secret> privateToken(Request request, Parameters parameters) {
        return parameters
                .text("private_token")
                .or(() -> request.header("PRIVATE-TOKEN").filter(text -> !text.isBlank()))
                .map(text -> new Secret(text.strip()));
    }

    private Optional<Caller> oauth(Request request, Parameters parameters, Origin origin) {
        var tokens = new ArrayList<Secret>();
        parameters.text("access_token").ifPresent(text -> tokens.add(new Secret(text)));
        request.header("Authorization")
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .ifPresent(
                        value -> tokens.add(new Secret(value.substring(BEARER.length()).strip())));
        parameters.text("bearer_token").ifPresent(text -> tokens.add(new Secret(text)));
        if (tokens.size() > 1) {
            throw Refusal.oauth(
                    400, "invalid_request", "The access token was sent in more than one place.");
        }
        try {
            return tokens.stream()
                    .findFirst()
                    .flatMap(token -> authentication.bearer(token, origin));
        } catch (Denied denied) {
            throw Refusal.oauth(401, "invalid_token", denied.getMessage());
        }
    }

    private Optional<Caller> session(Request request, Origin origin) {
        if (!isReading(request) && !isFromOurPages(request)) {
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

    /** Only a page of this very server can send the header and be called same-origin. */
    private static boolean isFromOurPages(Request request) {
        var sameSite =
                request.header("Sec-Fetch-Site").map("same-origin"::equals).orElse(false)
                        || request.header("Origin").map(request.baseUrl()::equals).orElse(false);
        return sameSite && request.header("X-CSRF-Token").isPresent();
    }

    private Caller sudo(Request request, Parameters parameters, Caller caller) {
        var name =
                parameters
                        .text("sudo")
                        .or(() -> request.header("SUDO").filter(text -> !text.isBlank()));
        if (name.isEmpty()) {
            return caller;
        }
        var wanted = name.get();
        var self =
                caller.person()
                        .filter(person ->
                                person.username().equals(wanted)
                                        || Long.toString(person.id().value()).equals(wanted))
                        .isPresent();
        if (self) {
            return caller;
        }
        try {
            return authentication.sudo(caller, wanted);
        } catch (Denied denied) {
            throw Refusal.message(403, "403 Forbidden: Must be admin to use sudo");
        } catch (NotFound missing) {
            throw Refusal.message(404, "404 Not Found: No user id or username for: " + wanted);
        }
    }
}
