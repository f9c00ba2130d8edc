package io.slipway.api.gitlab.oauth;

import io.slipway.api.gitlab.call.Credentials;
import io.slipway.api.gitlab.call.Parameters;
import io.slipway.api.gitlab.call.Refusal;
import io.slipway.forge.Forge;
import io.slipway.forge.identity.Scope;
import io.slipway.forge.oauth.Client;
import io.slipway.forge.oauth.TokenAnswer;
import io.slipway.http.Json;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import io.slipway.platform.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tokens for programs: given, ended, explained. */
public final class TokenRoutes {
    private static final String BASIC = "Basic ";
    private static final String BEARER = "Bearer ";

    private final Forge forge;

    /** Over the doors of the forge. */
    public TokenRoutes(Forge forge) {
        this.forge = forge;
    }

    /** {@code POST /oauth/token}. */
    public Reply token(Request request) {
        var parameters = new Parameters(request.parameters());
        var client = client(request, parameters);
        var grant =
                parameters
                        .text("grant_type")
                        .orElseThrow(() -> refused("invalid_request", "grant_type is missing"));
        return answer(
                switch (grant) {
                    case "authorization_code" ->
                            forge.oauth()
                                    .exchange(
                                            required(client),
                                            secret(parameters, "code"),
                                            parameters.text("redirect_uri").orElse(""),
                                            parameters.text("code_verifier"));
                    case "refresh_token" ->
                            forge.oauth()
                                    .refresh(required(client), secret(parameters, "refresh_token"));
                    case "password" ->
                            forge.oauth()
                                    .password(
                                            client,
                                            parameters
                                                    .text("username")
                                                    .orElseThrow(() ->
                                                            refused(
                                                                    "invalid_request",
                                                                    "username is missing")),
                                            secret(parameters, "password"),
                                            parameters.text("scope"),
                                            Credentials.origin(request));
                    default ->
                            throw refused(
                                    "unsupported_grant_type",
                                    "The authorization grant type is not supported by the"
                                            + " authorization server.");
                });
    }

    private static Refusal refused(String error, String description) {
        return Refusal.oauth(401, error, description);
    }

    private static Client required(Optional<Client> client) {
        return client.orElseThrow(() ->
                refused(
                        "invalid_client",
                        "Client authentication failed due to unknown client, no client"
                                + " authentication included, or unsupported"
                                + " authentication method."));
    }

    private static Secret secret(Parameters parameters, String name) {
        return parameters
                .text(name)
                .map(Secret::new)
                .orElseThrow(() -> refused("invalid_request", name + " is missing"));
    }

    /** The program, by HTTP Basic or by parameters. */
    private static Optional<Client> client(Request request, Parameters parameters) {
        var basic =
                request.header("Authorization")
                        .filter(text -> text.regionMatches(true, 0, BASIC, 0, BASIC.length()))
                        .flatMap(text -> decoded(text.substring(BASIC.length()).strip()));
        if (basic.isPresent()) {
            return basic;
        }
        return parameters
                .text("client_id")
                .map(id -> new Client(id, parameters.text("client_secret").map(Secret::new)));
    }

    private static Optional<Client> decoded(String text) {
        try {
            var pair = new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
            var colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(
                            new Client(
                                    pair.substring(0, colon),
                                    Optional.of(new Secret(pair.substring(colon + 1)))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Reply answer(TokenAnswer answer) {
        return switch (answer) {
            case TokenAnswer.Refused(var error, var description) ->
                    throw refused(error, description);
            case TokenAnswer.Issued issued -> {
                var json =
                        Json.object(
                                "access_token",
                                issued.accessToken().reveal(),
                                "token_type",
                                "bearer");
                issued.expiresAt()
                        .ifPresent(end ->
                                json.put(
                                        "expires_in",
                                        Duration.between(issued.createdAt(), end).toSeconds()));
                json.put("refresh_token", issued.refreshToken().reveal());
                json.put(
                        "scope",
                        issued.scopes().stream()
                                .map(Scope::text)
                                .sorted()
                                .collect(Collectors.joining(" ")));
                json.put("created_at", issued.createdAt().getEpochSecond());
                yield Reply.json(200, json)
                        .with("Cache-Control", "no-store")
                        .with("Pragma", "no-cache");
            }
        };
    }

    /** {@code POST /oauth/revoke}. */
    public Reply revoke(Request request) {
        new Parameters(request.parameters())
                .text("token")
                .ifPresent(text -> forge.oauth().revoke(new Secret(text)));
        return Reply.json(200, Json.object());
    }

    /** {@code GET /oauth/token/info}. */
    public Reply info(Request request) {
        var token =
                request.header("Authorization")
                        .filter(text -> text.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                        .map(text -> text.substring(BEARER.length()).strip())
                        .or(() -> new Parameters(request.parameters()).text("access_token"));
        var info =
                token.flatMap(text -> forge.oauth().info(new Secret(text)))
                        .orElseThrow(() ->
                                refused(
                                        "invalid_request",
                                        "The access token is missing or invalid."));
        return Reply.json(
                200,
                Json.object(
                        "resource_owner_id",
                        info.user().value(),
                        "scopes",
                        info.scopes().stream().map(Scope::text).sorted().toList(),
                        "expires_in_seconds",
                        info.expiresAt()
                                .map(end ->
                                        end.getEpochSecond() - info.createdAt().getEpochSecond())
                                .orElse(null),
                        "application",
                        Json.object("uid", info.applicationUid().orElse(null)),
                        "created_at",
                        info.createdAt().getEpochSecond()));
    }
}
