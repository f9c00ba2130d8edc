package io.slipway.api.gitlab.page;

import io.slipway.api.gitlab.call.Credentials;
import io.slipway.forge.Forge;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.PasswordCheck;
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

/** Signing in to the pages with the external provider. */
final class ProviderPages {

    static final String BEGIN = "/users/auth/openid_connect";
    static final String CALLBACK = BEGIN + "/callback";

    private static final String MEMORY = "_slipway_oidc";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Forge forge;
    private final Clock clock;
    private final Optional<String> url;

    /**
     * @param url this server's address, if it is not what the browser calls
     */
    ProviderPages(Forge forge, Clock clock, Optional<String> url) {
        this.forge = forge;
        this.clock = clock;
        this.url = url;
    }

    /** A link for the sign-in page, if there is a provider. */
    Html button(String target) {
        return forge.openIdConnect()
                .map(door ->
                        Html.of(
                                "<p><a href=\"%s?return_to=%s\">%s</a></p>\n",
                                BEGIN,
                                java.net.URLEncoder.encode(
                                        target, java.nio.charset.StandardCharsets.UTF_8),
                                door.label()))
                .orElse(Html.nothing());
    }

    /** Sends the browser to the provider. */
    Reply begin(Request request, String target, Optional<Caller> link) {
        if (forge.openIdConnect().isEmpty()) {
            return refused(404, "No identity provider is set up here.");
        }
        var back = url.orElseGet(request::baseUrl) + CALLBACK;
        return forge.openIdConnect()
                .get()
                .begin(back, target, link)
                .map(departure ->
                        Reply.redirect(302, departure.to().toString())
                                .with(memory(request, departure.memory().reveal(), PATIENCE))
                                .with("Cache-Control", "no-store"))
                .orElseGet(() -> refused(503, "The identity provider cannot be reached."));
    }

    /** Takes the browser back. */
    Reply callback(Request request, Optional<Caller> caller) {
        if (forge.openIdConnect().isEmpty()) {
            return refused(404, "No identity provider is set up here.");
        }
        if (request.query("error").isPresent()) {
            return refused(400, "The identity provider did not sign you in.");
        }
        var arrival =
                forge.openIdConnect()
                        .get()
                        .finish(
                                request.cookie(MEMORY).map(Secret::new),
                                request.query("state").orElse(""),
                                request.query("code").orElse(""),
                                caller);
        var reply =
                switch (arrival) {
                    case OpenIdConnect.Arrival.Known known -> welcome(request, known);
                    case OpenIdConnect.Arrival.Failed(var stage, var why) ->
                            switch (stage) {
                                case STATE -> refused(400, why);
                                case ACCOUNT -> refused(403, why);
                                case DISCOVERY, EXCHANGE, NO_ID_TOKEN, BAD_ID_TOKEN ->
                                        refused(502, "The identity provider's answer is no good.");
                            };
                };
        return reply.with(memory(request, "", Duration.ZERO));
    }

    private Reply welcome(Request request, OpenIdConnect.Arrival.Known known) {
        var lifetime = Duration.ofMinutes(forge.settings().current().sessionExpireDelay());
        var origin = Credentials.origin(request);
        return switch (forge.signIn().signIn(known.user(), SessionKind.WEB, lifetime, origin)) {
            case SignIn.Result.SignedIn(var token, var session, _) ->
                    Reply.redirect(302, known.returnTo())
                            .with(
                                    new SetCookie(
                                            Credentials.COOKIE,
                                            token.reveal(),
                                            clock.instant(),
                                            Duration.between(clock.instant(), session.expiresAt()),
                                            request.secure()));
            case SignIn.Result.Refused(PasswordCheck.Blocked _) ->
                    refused(403, "This account is blocked.");
            case SignIn.Result.Refused _ -> refused(403, "This account cannot sign in.");
        };
    }

    private SetCookie memory(Request request, String value, Duration lifetime) {
        return new SetCookie(MEMORY, value, clock.instant(), lifetime, request.secure());
    }

    private static Reply refused(int status, String why) {
        return Html.whole(
                status,
                "Not signed in",
                Html.of("<h1>Not signed in</h1>")
                        .then(Html.error(why))
                        .then(Html.of("<p><a href=\"/users/sign_in\">Sign in</a></p>")));
    }
}
