package io.slipway.api.gitlab.page;

import io.slipway.api.gitlab.call.Credentials;
import io.slipway.api.gitlab.call.Parameters;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.api.gitlab.call.V3Failures;
import io.slipway.api.gitlab.oauth.TokenRoutes;
import io.slipway.forge.Forge;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.PasswordCheck;
import io.slipway.forge.identity.SessionKind;
import io.slipway.forge.identity.SignIn;
import io.slipway.http.Failures;
import io.slipway.http.Handler;
import io.slipway.http.HttpFailure;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.http.Routes;
import io.slipway.http.SetCookie;
import io.slipway.http.Surface;
import io.slipway.platform.problem.Problem;
import io.slipway.platform.secret.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The table of the pages and of the OAuth 2 endpoints, and signing in to them. */
public final class Pages {
    private static final String SIGN_IN = "/users/sign_in";
    private static final String SECOND_STEP = "/users/sign_in/code";

    private final Forge forge;
    private final Clock clock;
    private final ProviderPages provider;
    private final Routes routes = new Routes();

    /** Answers a signed-in person. */
    @FunctionalInterface
    interface VisitHandler {
        Reply handle(Visit visit);
    }

    /**
     * Over the doors of the forge.
     *
     * @param url this server's address, if it is not what browsers call
     */
    public Pages(Forge forge, Clock clock, Optional<String> url) {
        this.forge = forge;
        this.clock = clock;
        this.provider = new ProviderPages(forge, clock, url);
        routes.get(
                ProviderPages.BEGIN,
                request -> provider.begin(request, target(request), Optional.empty()));
        routes.get(ProviderPages.CALLBACK, request -> provider.callback(request, caller(request)));
        post(
                "/profile/identities",
                visit ->
                        provider.begin(
                                visit.request(), "/profile/account", Optional.of(visit.caller())));
        routes.get(SIGN_IN, request -> form(200, target(request), ""));
        routes.post(SIGN_IN, fromHere(this::signIn));
        routes.post(SECOND_STEP, fromHere(this::secondStep));
        routes.post("/users/sign_out", fromHere(this::signOut));
        routes.delete("/users/sign_out", fromHere(this::signOut));
        var account = new AccountPages(forge, clock);
        get("/profile", _ -> Reply.redirect(302, "/profile/account"));
        get("/profile/account", account::account);
        post("/profile/reset_private_token", account::resetToken);
        get("/profile/personal_access_tokens", account::tokens);
        post("/profile/personal_access_tokens", account::createToken);
        post("/profile/personal_access_tokens/:token_id/revoke", account::revokeToken);
        get("/profile/keys", account::keys);
        post("/profile/keys", account::addKey);
        post("/profile/keys/:key_id/remove", account::removeKey);
        var twoFactors = new TwoFactorPages(forge.twoFactors());
        get("/profile/two_factor_auth", twoFactors::show);
        post("/profile/two_factor_auth", twoFactors::confirm);
        post("/profile/two_factor_auth/codes", twoFactors::renew);
        post("/profile/two_factor_auth/disable", twoFactors::disable);
        var consent = new ConsentPages(forge);
        get("/oauth/applications", consent::applications);
        post("/oauth/applications", consent::register);
        post("/oauth/applications/:application_id/remove", consent::remove);
        get("/oauth/authorize", consent::ask);
        post("/oauth/authorize", consent::decide);
        routes.delete("/oauth/authorize", fromHere(visited(consent::deny)));
        var tokens = new TokenRoutes(forge);
        routes.post("/oauth/token", tokens::token);
        routes.post("/oauth/revoke", tokens::revoke);
        routes.get("/oauth/token/info", tokens::info);
    }

    /** The pages as a surface. */
    public Surface surface() {
        return Surface.of(
                "pages", List.of("/users", "/profile", "/oauth"), routes, new PageFailures());
    }

    private void get(String template, VisitHandler handler) {
        routes.get(template, visited(handler));
    }

    private void post(String template, VisitHandler handler) {
        routes.post(template, fromHere(visited(handler)));
    }

    private Handler visited(VisitHandler handler) {
        return request -> {
            var caller = caller(request);
            if (caller.isEmpty()) {
                var back = request.method().equals("GET") ? here(request) : "/profile/account";
                return Reply.redirect(
                        302,
                        SIGN_IN + "?return_to=" + URLEncoder.encode(back, StandardCharsets.UTF_8));
            }
            return handler.handle(
                    new Visit(request, caller.get(), new Parameters(request.parameters())));
        };
    }

    private static String here(Request request) {
        return request.rawPath() + (request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery());
    }

    /** Another site's form must not act for whoever looks at it. */
    private static Handler fromHere(Handler handler) {
        return request -> {
            var site = request.header("Sec-Fetch-Site");
            var foreign =
                    site.isPresent()
                            ? !site.get().equals("same-origin") && !site.get().equals("none")
                            : request.header("Origin")
                                    .filter(origin -> !origin.equals(request.baseUrl()))
                                    .isPresent();
            if (foreign) {
                return Html.whole(
                        403,
                        "Refused",
                        Html.of("<h1>Refused</h1><p>This form was sent by another site.</p>"));
            }
            return handler.handle(request);
        };
    }

    private Optional<Caller> caller(Request request) {
        return request.cookie(Credentials.COOKIE)
                .filter(text -> !text.isEmpty())
                .flatMap(text ->
                        forge.authentication()
                                .session(new Secret(text), Credentials.origin(request)));
    }

    /** Where to go after signing in: a path of this server, never another one. */
    private static String target(Request request) {
        return new Parameters(request.parameters())
                .text("return_to")
                .filter(path ->
                        path.startsWith("/")
                                && !path.startsWith("//")
                                && path.chars().allMatch(c -> c > 0x20 && c < 0x7f)
                                && path.indexOf('\\') < 0)
                .orElse("/profile/account");
    }

    private Reply form(int status, String target, String error) {
        return Html.whole(
                status,
                "Sign in",
                Html.of(
                        """
                        <h1>Sign in to Slipway</h1>
                        %s<form method="post" action="/users/sign_in">
                        <input type="hidden" name="return_to" value="%s">
                        <label for="login">User name or e-mail</label>
                        <input id="login" name="login" autocomplete="username" required autofocus>
                        <label for="password">Password</label>
                        <input id="password" name="password" type="password"
                          autocomplete="current-password" required>
                        <button type="submit">Sign in</button>
                        </form>
                        %s\
                        """,
                        Html.error(error), target, provider.button(target)));
    }

    private Reply signIn(Request request) {
        var parameters = new Parameters(request.parameters());
        var result =
                forge.signIn()
                        .signIn(
                                parameters.text("login").orElse(""),
                                new Secret(parameters.text("password").orElse("")),
                                SessionKind.WEB,
                                lifetime(),
                                Credentials.origin(request));
        return switch (result) {
            case SignIn.Result.SignedIn signedIn -> welcome(request, signedIn);
            case SignIn.Result.Refused(PasswordCheck.Throttled(var wait)) ->
                    form(
                            429,
                            target(request),
                            "Too many wrong passwords. Try again in "
                                    + Math.max(1, wait.toSeconds())
                                    + " seconds.");
            case SignIn.Result.Refused(PasswordCheck.NeedsToken(_, var ticket)) ->
                    codeForm(200, target(request), ticket, "");
            case SignIn.Result.Refused(PasswordCheck.Blocked _) ->
                    form(401, target(request), "This account is blocked.");
            case SignIn.Result.Refused _ ->
                    form(401, target(request), "Wrong user name or password.");
        };
    }

    private Reply secondStep(Request request) {
        var parameters = new Parameters(request.parameters());
        var ticket = new Secret(parameters.text("ticket").orElse(""));
        var result =
                forge.signIn()
                        .signIn(
                                ticket,
                                parameters.text("code").orElse(""),
                                SessionKind.WEB,
                                lifetime(),
                                Credentials.origin(request));
        return switch (result) {
            case SignIn.Result.SignedIn signedIn -> welcome(request, signedIn);
            case SignIn.Result.Refused(PasswordCheck.Throttled(var wait)) ->
                    codeForm(
                            429,
                            target(request),
                            ticket,
                            "Too many wrong codes. Try again in "
                                    + Math.max(1, wait.toSeconds())
                                    + " seconds.");
            case SignIn.Result.Refused(PasswordCheck.Wrong _) ->
                    codeForm(
                            401,
                            target(request),
                            ticket,
                            "That code is wrong, or was used already.");
            case SignIn.Result.Refused _ ->
                    form(401, target(request), "That took too long. Sign in again.");
        };
    }

    private Duration lifetime() {
        return Duration.ofMinutes(forge.settings().current().sessionExpireDelay());
    }

    private Reply welcome(Request request, SignIn.Result.SignedIn signedIn) {
        var now = clock.instant();
        return Reply.redirect(302, target(request))
                .with(
                        new SetCookie(
                                Credentials.COOKIE,
                                signedIn.token().reveal(),
                                now,
                                Duration.between(now, signedIn.session().expiresAt()),
                                request.secure()));
    }

    private static Reply codeForm(int status, String target, Secret ticket, String error) {
        return Html.whole(
                status,
                "Second factor",
                Html.of(
                        """
                        <h1>Second factor</h1>
                        %s<form method="post" action="%s">
                        <input type="hidden" name="return_to" value="%s">
                        <input type="hidden" name="ticket" value="%s">
                        <label for="code">Code of your authenticator, or a recovery code</label>
                        <input id="code" name="code" inputmode="numeric"
                          autocomplete="one-time-code" required autofocus>
                        <button type="submit">Sign in</button>
                        </form>
                        """,
                        Html.error(error), SECOND_STEP, target, ticket.reveal()));
    }

    private Reply signOut(Request request) {
        request.cookie(Credentials.COOKIE)
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> forge.sessions().end(new Secret(text)));
        return Reply.redirect(302, SIGN_IN)
                .with(
                        new SetCookie(
                                Credentials.COOKIE,
                                "",
                                clock.instant(),
                                Duration.ZERO,
                                request.secure()));
    }

    /** JSON for the programs' endpoints, pages for people. */
    private static final class PageFailures implements Failures {
        private final V3Failures json = new V3Failures();

        private static boolean isForPrograms(Request request) {
            return request.rawPath().startsWith("/oauth/token")
                    || request.rawPath().equals("/oauth/revoke");
        }

        @Override
        public Reply notFound(Request request) {
            return Html.whole(
                    404, "Not found", Html.of("<h1>Not found</h1><p>There is no such page.</p>"));
        }

        @Override
        public Reply methodNotAllowed(Request request, Set<String> allowed) {
            return Reply.json(405, Json.object("error", "405 Not Allowed"))
                    .with("Allow", String.join(", ", allowed));
        }

        @Override
        public Reply failed(Request request, Exception failure) {
            if (isForPrograms(request)) {
                return json.failed(request, failure);
            }
            return switch (failure) {
                case Problem problem -> refused(400, problem.getMessage());
                case HttpFailure unreadable ->
                        refused(unreadable.status(), String.valueOf(unreadable.getMessage()));
                case Refusal refusal ->
                        refused(refusal.reply().status(), String.valueOf(refusal.getMessage()));
                default -> refused(500, "Something went wrong here.");
            };
        }

        private static Reply refused(int status, String message) {
            return Html.whole(
                    status, "Not done", Html.of("<h1>Not done</h1>").then(Html.error(message)));
        }
    }
}
