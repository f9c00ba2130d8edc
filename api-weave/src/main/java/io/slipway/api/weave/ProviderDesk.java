package io.slipway.api.weave;

import io.slipway.forge.identity.SessionKind;
import io.slipway.forge.identity.SignIn;
import io.slipway.forge.oidc.OpenIdConnect;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.http.SetCookie;
import io.slipway.platform.secret.Secret;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Signing in with the external provider: {@code /oauth2} and {@code /oauth2/callback}. */
final class ProviderDesk {
    private static final String MEMORY = "oidc_state";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Optional<ExternalSignIn> external;
    private final SignIn signIn;
    private final WeaveSettings settings;
    private final Clock clock;

    ProviderDesk(
            Optional<ExternalSignIn> external, SignIn signIn, WeaveSettings settings, Clock clock) {
        this.external = external;
        this.signIn = signIn;
        this.settings = settings;
        this.clock = clock;
    }

    boolean isThere() {
        return external.isPresent();
    }

    Reply begin(Request request) {
        if (external.isEmpty()) {
            return missing();
        }
        var base = external.get().url().orElseGet(request::baseUrl);
        return external.get()
                .provider()
                .begin(base + "/oauth2/callback", target(request, base), Optional.empty())
                .map(departure ->
                        Reply.redirect(303, departure.to().toString())
                                .with(memory(request, departure.memory().reveal(), PATIENCE)))
                .orElseGet(
                        () -> ApiError.unauthenticated(500, "the oidc provider cannot be reached"));
    }

    Reply callback(Request request) {
        if (!request.method().equals("GET")) {
            return Reply.empty(405).with("Allow", "GET");
        }
        if (external.isEmpty()) {
            return missing();
        }
        var code = request.query("code").orElse("");
        if (request.query("error").isPresent() || code.isEmpty()) {
            return Reply.empty(400);
        }
        var arrival =
                external.get()
                        .provider()
                        .finish(
                                request.cookie(MEMORY).map(Secret::new),
                                request.query("state").orElse(""),
                                code,
                                Optional.empty());
        return switch (arrival) {
            case OpenIdConnect.Arrival.Known known -> welcome(request, known);
            case OpenIdConnect.Arrival.Failed(var stage, var why) ->
                    switch (stage) {
                        case STATE -> Reply.empty(400);
                        case DISCOVERY, EXCHANGE -> Reply.empty(500);
                        case NO_ID_TOKEN -> ApiError.unauthenticated(500, why);
                        case BAD_ID_TOKEN ->
                                ApiError.unauthenticated(500, "failed to verify ID token: " + why);
                        case ACCOUNT -> ApiError.unauthenticated(403, why);
                    };
        };
    }

    private Reply welcome(Request request, OpenIdConnect.Arrival.Known known) {
        var result =
                signIn.signIn(
                        known.user(),
                        SessionKind.WEAVE,
                        settings.sessionLifetime(),
                        SignInDesk.origin(request));
        return switch (result) {
            case SignIn.Result.SignedIn(var token, var session, _) ->
                    Reply.redirect(303, known.returnTo())
                            .with(
                                    new SetCookie(
                                            SignInDesk.COOKIE,
                                            token.reveal(),
                                            clock.instant(),
                                            Duration.between(clock.instant(), session.expiresAt()),
                                            request.secure()))
                            .with(memory(request, "", Duration.ZERO));
            case SignIn.Result.Refused _ -> ApiError.unauthenticated(403, "the account is blocked");
        };
    }

    private SetCookie memory(Request request, String value, Duration lifetime) {
        return new SetCookie(MEMORY, value, clock.instant(), lifetime, request.secure());
    }

    /** A path of this server, also when it was told with this server's address; never another. */
    private static String target(Request request, String base) {
        var wish = request.query("return_url").orElse("/");
        var path = wish.startsWith(base + "/") ? wish.substring(base.length()) : wish;
        var safe =
                path.startsWith("/")
                        && !path.startsWith("//")
                        && path.indexOf('\\') < 0
                        && path.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        return safe ? path : "/";
    }

    private static Reply missing() {
        return ApiError.unauthenticated(400, "oidc provider not configured");
    }
}
