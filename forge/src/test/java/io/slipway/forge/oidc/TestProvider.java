package io.slipway.forge.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.slipway.platform.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * A small OpenID Connect provider on loopback: discovery, authorization (everybody consents at
 * once), token endpoint with PKCE and one-time codes, and keys that can be rotated.
 */
public final class TestProvider implements AutoCloseable {

    private static final String CLIENT = "slipway";
    private static final String PASSWORD = "client secret: %&+";

    private final HttpServer server;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private RSAKey key = newKey();
    private RSAKey published = key;
    private int keyReads;

    /** What the next ID tokens say besides what the protocol wants. */
    public volatile UnaryOperator<JWTClaimsSet.Builder> person = claims -> claims.subject("sub-1");

    /** Changes what the protocol wants: for forged tokens. */
    public volatile UnaryOperator<JWTClaimsSet.Builder> forgery = claims -> claims;

    /** Listens. */
    public TestProvider() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/.well-known/openid-configuration", this::discovery);
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.createContext("/keys", this::keys);
        server.start();
    }

    /** The provider's name for itself. */
    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Settings that fit. */
    public OidcSettings settings() {
        return new OidcSettings(
                URI.create(issuer()),
                CLIENT,
                new Secret(PASSWORD),
                List.of("profile", "email"),
                "preferred_username",
                "groups",
                List.of(),
                true,
                false,
                "Sign in with Acme");
    }

    /** Signs with a new key from now on; the old one is not published any more. */
    public synchronized void rotate() {
        key = newKey();
        published = key;
    }

    /** Signs with a key that it does not publish. */
    public synchronized void signWithUnknownKey() {
        key = newKey();
    }

    /** How often the keys were read. */
    public synchronized int keyReads() {
        return keyReads;
    }

    /** Where the provider sends a browser that it was asked to sign in. */
    public static URI visit(URI authorization) {
        try {
            var client = java.net.http.HttpClient.newHttpClient();
            var answer =
                    client.send(
                            java.net.http.HttpRequest.newBuilder(authorization).build(),
                            java.net.http.HttpResponse.BodyHandlers.discarding());
            return URI.create(answer.headers().firstValue("Location").orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void discovery(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                200,
                """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize",
                "token_endpoint":"%1$s/token","jwks_uri":"%1$s/keys"}
                """
                        .formatted(issuer()));
    }

    private void authorize(HttpExchange exchange) throws IOException {
        var query = form(exchange.getRequestURI().getRawQuery());
        boolean right =
                CLIENT.equals(query.get("client_id"))
                        && "code".equals(query.get("response_type"))
                        && "S256".equals(query.get("code_challenge_method"))
                        && List.of(query.getOrDefault("scope", "").split(" ")).contains("openid");
        if (!right) {
            answer(exchange, 400, "{}");
            return;
        }
        String code = "code-" + codes.size() + "-" + System.nanoTime();
        codes.put(code, query);
        exchange.getResponseHeaders()
                .set(
                        "Location",
                        query.get("redirect_uri")
                                + "?code="
                                + code
                                + "&state="
                                + query.get("state"));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        var form =
                form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var asked = codes.remove(form.getOrDefault("code", ""));
        String login =
                new String(
                        Base64.getDecoder()
                                .decode(
                                        exchange.getRequestHeaders()
                                                .getFirst("Authorization")
                                                .substring("Basic ".length())),
                        StandardCharsets.UTF_8);
        boolean right =
                asked != null
                        && login.equals(Provider.encoded(CLIENT) + ":" + Provider.encoded(PASSWORD))
                        && form.getOrDefault("redirect_uri", "").equals(asked.get("redirect_uri"))
                        && challenge(form.getOrDefault("code_verifier", ""))
                                .equals(asked.get("code_challenge"));
        if (asked == null || !right) {
            answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        Instant now = Instant.now();
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(issuer())
                        .audience(CLIENT)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(300)))
                        .claim("nonce", asked.get("nonce"));
        answer(
                exchange,
                200,
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\""
                        + signed(forgery.apply(person.apply(claims)).build())
                        + "\"}");
    }

    private synchronized String signed(JWTClaimsSet claims) {
        try {
            var token =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                            claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void keys(HttpExchange exchange) throws IOException {
        String text;
        synchronized (this) {
            keyReads++;
            text = new JWKSet(published.toPublicJWK()).toString();
        }
        answer(exchange, 200, text);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Map<String, String> form(String text) {
        var form = new HashMap<String, String>();
        for (String part : text.split("&")) {
            String[] pair = part.split("=", 2);
            form.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
