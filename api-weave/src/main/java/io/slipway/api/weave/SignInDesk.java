package io.slipway.api.weave;

import io.slipway.forge.identity.Authentication;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Origin;
import io.slipway.forge.identity.PasswordCheck;
import io.slipway.forge.identity.SessionKind;
import io.slipway.forge.identity.Sessions;
import io.slipway.forge.identity.SignIn;
import io.slipway.http.HttpFailure;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.http.SetCookie;
import io.slipway.platform.secret.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signing in and out under {@code /oauth2}, and who a request's credentials stand for. */
final class SignInDesk {
    static final String COOKIE = "session";

    private static final String BEARER = "Bearer ";
    private static final DateTimeFormatter RESET =
            DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    private final SignIn signIn;
    private final Sessions sessions;
    private final Authentication authentication;
    private final WeaveSettings settings;
    private final Clock clock;
    private final SignInRate rate;

    SignInDesk(
            SignIn signIn,
            Sessions sessions,
            Authentication authentication,
            WeaveSettings settings,
            Clock clock) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.authentication = authentication;
        this.settings = settings;
        this.clock = clock;
        this.rate = new SignInRate(settings.signInsPerSecond(), clock);
    }

    /** The person behind a bearer token or a session; a bad bearer token ends the search. */
    Optional<Caller> caller(Request request) {
        var bearer = bearer(request);
        if (bearer.isPresent()) {
            return authentication.bearer(bearer.get(), origin(request));
        }
        return session(request).flatMap(token -> authentication.session(token, origin(request)));
    }

    boolean usesCookie(Request request) {
        return bearer(request).isEmpty() && session(request).isPresent();
    }

    private static Optional<Secret> bearer(Request request) {
        return request.header("Authorization")
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> new Secret(value.substring(BEARER.length()).strip()));
    }

    private static Optional<Secret> session(Request request) {
        return request.cookie(COOKIE).filter(text -> !text.isEmpty()).map(Secret::new);
    }

    static Origin origin(Request request) {
        return new Origin(request.remoteAddress(), request.id());
    }

    Reply signIn(Request request) {
        var ticket = rate.take(request.remoteAddress());
        var reply = ticket.allowed() ? signInNow(request) : tooMany(ticket.reset());
        return reply.with("X-RateLimit-Limit", Integer.toString(settings.signInsPerSecond()))
                .with("X-RateLimit-Remaining", Integer.toString(ticket.remaining()))
                .with("X-RateLimit-Reset", RESET.format(ticket.reset()));
    }

    private Reply signInNow(Request request) {
        if (!request.method().equals("POST")) {
            return onlyPost();
        }
        Map<?, ?> body;
        try {
            if (!(request.json().orElse("") instanceof Map<?, ?> object)) {
                return unreadable();
            }
            body = object;
        } catch (HttpFailure.Malformed e) {
            return unreadable();
        }
        if (CrossSite.refused(request)) {
            return ApiError.unauthenticated(403, CrossSite.MESSAGE);
        }
        var username = member(body, "username");
        var password = new Secret(member(body, "password"));
        // An account may have been signed in already: it gets a new session, never the old one.
        var result =
                signIn.signIn(
                        username,
                        password,
                        SessionKind.WEAVE,
                        settings.sessionLifetime(),
                        origin(request));
        return switch (result) {
            case SignIn.Result.SignedIn(var token, var session, _) ->
                    cookie(request, Reply.empty(200), token, session.expiresAt());
            case SignIn.Result.Refused(PasswordCheck.Throttled(var wait)) ->
                    tooMany(clock.instant().plus(wait));
            case SignIn.Result.Refused(PasswordCheck.NeedsToken _) ->
                    ApiError.unauthenticated(
                            401,
                            "Two-factor authentication is on for this account:"
                                    + " send a personal access token as bearer token instead");
            case SignIn.Result.Refused _ -> Reply.empty(401);
        };
    }

    private static Reply unreadable() {
        return ApiError.unauthenticated(400, "Failed to read request body.");
    }

    private Reply tooMany(Instant until) {
        var seconds = Math.max(1, Duration.between(clock.instant(), until).toSeconds());
        return Reply.bytes(
                        429,
                        "text/plain",
                        "Too Many Requests\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .with("Retry-After", Long.toString(seconds));
    }

    private static String member(Map<?, ?> body, String name) {
        for (var entry : body.entrySet()) {
            if (name.equalsIgnoreCase(String.valueOf(entry.getKey()))
                    && entry.getValue() instanceof String text) {
                return text;
            }
        }
        return "";
    }

    private Reply cookie(Request request, Reply reply, Secret token, Instant until) {
        var now = clock.instant();
        return reply.with(
                        new SetCookie(
                                COOKIE,
                                token.reveal(),
                                now,
                                Duration.between(now, until),
                                request.secure()))
                .with("Cache-Control", "no-cache=\"Set-Cookie\"");
    }

    private static Reply onlyPost() {
        return Reply.empty(405).with("Allow", "POST");
    }

    Reply refresh(Request request) {
        if (!request.method().equals("POST")) {
            return Reply.empty(405);
        }
        var renewed =
                CrossSite.refused(request)
                        ? Optional.<Sessions.Started>empty()
                        : session(request)
                                .filter(token -> isActive(token, request))
                                .flatMap(token ->
                                        sessions.renew(
                                                token,
                                                settings.sessionLifetime(),
                                                origin(request)));
        return renewed.map(started ->
                        cookie(
                                request,
                                Reply.empty(200),
                                started.token(),
                                started.session().expiresAt()))
                .orElseGet(() -> ApiError.unauthenticated(401, "failed to refresh"));
    }

    private boolean isActive(Secret token, Request request) {
        return authentication.session(token, origin(request)).isPresent();
    }

    Reply logout(Request request) {
        if (!request.method().equals("POST")) {
            return Reply.empty(405);
        }
        if (CrossSite.refused(request)) {
            return ApiError.unauthenticated(403, CrossSite.MESSAGE);
        }
        session(request).ifPresent(sessions::end);
        return Reply.empty(200)
                .with(new SetCookie(COOKIE, "", clock.instant(), Duration.ZERO, request.secure()))
                .with("Cache-Control", "no-cache=\"Set-Cookie\"");
    }

    Reply userInfo(Request request) {
        if (!request.method().equals("GET")) {
            return Reply.empty(405).with("Allow", "GET");
        }
        var person =
                session(request)
                        .flatMap(token -> authentication.session(token, origin(request)))
                        .flatMap(Caller::person);
        if (person.isEmpty()) {
            return Reply.empty(400);
        }
        var name = person.get().username();
        return Reply.json(200, Json.object("email", name, "id", name, "groups", null));
    }

    List<String> methods() {
        return List.of("CLUSTER_USER_AUTH");
    }
}
