package io.slipway.forge.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The provider over HTTP: its discovery document (read when first needed and again after an hour),
 * its token endpoint, and its keys, which are read again when a token names an unknown one.
 */
final class Provider {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DISCOVERED_KEPT = Duration.ofHours(1);
    private static final int MOST_BYTES = 1 << 20;
    private static final int CLOCK_SKEW_SECONDS = 60;
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    private final OidcSettings settings;
    private final Clock clock;
    private final HttpClient client;
    private @Nullable Discovered discovered;

    Provider(OidcSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.client =
                HttpClient.newBuilder()
                        .connectTimeout(TIMEOUT)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    /** What the discovery document says. */
    record Discovered(
            URI authorization,
            URI token,
            boolean postsSecret,
            JWKSource<SecurityContext> keys,
            Instant at) {}

    Discovered discover() throws ProviderFailure {
        Discovered known = discovered;
        if (known != null && known.at().plus(DISCOVERED_KEPT).isAfter(clock.instant())) {
            return known;
        }
        String issuer = settings.issuer().toString();
        URI address =
                URI.create(
                        (issuer.endsWith("/") ? issuer : issuer + "/")
                                + ".well-known/openid-configuration");
        Map<String, Object> document =
                ask(HttpRequest.newBuilder(address).GET(), OpenIdConnect.Stage.DISCOVERY);
        if (!issuer.equals(document.get("issuer"))) {
            throw new ProviderFailure(
                    OpenIdConnect.Stage.DISCOVERY,
                    "the provider calls itself " + document.get("issuer") + ", not " + issuer);
        }
        Discovered fresh =
                new Discovered(
                        address(document, "authorization_endpoint"),
                        address(document, "token_endpoint"),
                        document.get("token_endpoint_auth_methods_supported")
                                        instanceof List<?> methods
                                && !methods.contains("client_secret_basic")
                                && methods.contains("client_secret_post"),
                        keys(address(document, "jwks_uri")),
                        clock.instant());
        discovered = fresh;
        return fresh;
    }

    /** Exchanges a code for an ID token, and checks it. */
    JWTClaimsSet exchange(String code, String verifier, String redirectUri, String nonce)
            throws ProviderFailure {
        Discovered provider = discover();
        var form = new java.util.LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirectUri);
        form.put("code_verifier", verifier);
        var request =
                HttpRequest.newBuilder(provider.token())
                        .header("Content-Type", "application/x-www-form-urlencoded");
        if (settings.clientSecret().isEmpty() || provider.postsSecret()) {
            form.put("client_id", settings.clientId());
            if (provider.postsSecret()) {
                form.put("client_secret", settings.clientSecret().reveal());
            }
        } else {
            String login =
                    encoded(settings.clientId()) + ":" + encoded(settings.clientSecret().reveal());
            request.header(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        }
        String body =
                form.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                        .collect(Collectors.joining("&"));
        Map<String, Object> answer =
                ask(
                        request.POST(HttpRequest.BodyPublishers.ofString(body)),
                        OpenIdConnect.Stage.EXCHANGE);
        if (!(answer.get("id_token") instanceof String token)) {
            throw new ProviderFailure(
                    OpenIdConnect.Stage.NO_ID_TOKEN, "no id_token in token response");
        }
        return verified(token, nonce, provider);
    }

    private JWTClaimsSet verified(String token, String nonce, Discovered provider)
            throws ProviderFailure {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, provider.keys()));
        processor.setJWTClaimsSetVerifier(claimsRules(nonce));
        try {
            JWTClaimsSet claims = processor.process(token, null);
            boolean foreign =
                    claims.getAudience().size() > 1
                            && !settings.clientId().equals(claims.getClaim("azp"));
            if (foreign) {
                throw new ProviderFailure(
                        OpenIdConnect.Stage.BAD_ID_TOKEN, "the token is for somebody else");
            }
            return claims;
        } catch (KeySourceException e) {
            throw new ProviderFailure(
                    OpenIdConnect.Stage.BAD_ID_TOKEN,
                    "the provider's keys cannot be read: " + e.getMessage());
        } catch (ParseException | BadJOSEException | JOSEException e) {
            throw new ProviderFailure(
                    OpenIdConnect.Stage.BAD_ID_TOKEN, String.valueOf(e.getMessage()));
        }
    }

    private DefaultJWTClaimsVerifier<SecurityContext> claimsRules(String nonce) {
        var rules =
                new DefaultJWTClaimsVerifier<SecurityContext>(
                        settings.clientId(),
                        new JWTClaimsSet.Builder()
                                .issuer(settings.issuer().toString())
                                .claim("nonce", nonce)
                                .build(),
                        Set.of("sub", "exp", "iat")) {
                    @Override
                    protected java.util.Date currentTime() {
                        return java.util.Date.from(clock.instant());
                    }
                };
        rules.setMaxClockSkew(CLOCK_SKEW_SECONDS);
        return rules;
    }

    private static JWKSource<SecurityContext> keys(URI address) throws ProviderFailure {
        try {
            int millis = Math.toIntExact(TIMEOUT.toMillis());
            return JWKSourceBuilder.<SecurityContext>create(
                            address.toURL(),
                            new DefaultResourceRetriever(millis, millis, MOST_BYTES))
                    .retrying(true)
                    .build();
        } catch (java.net.MalformedURLException e) {
            throw new ProviderFailure(
                    OpenIdConnect.Stage.DISCOVERY, "jwks_uri cannot be read: " + e.getMessage());
        }
    }

    private static URI address(Map<String, Object> document, String name) throws ProviderFailure {
        if (document.get(name) instanceof String text && text.matches("https?://[^\\s]+")) {
            return URI.create(text);
        }
        throw new ProviderFailure(
                OpenIdConnect.Stage.DISCOVERY, "the discovery document has no " + name);
    }

    private Map<String, Object> ask(HttpRequest.Builder request, OpenIdConnect.Stage stage)
            throws ProviderFailure {
        try {
            HttpResponse<byte[]> response =
                    client.send(
                            request.timeout(TIMEOUT).header("Accept", "application/json").build(),
                            HttpResponse.BodyHandlers.limiting(
                                    HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES));
            if (response.statusCode() != 200) {
                throw new ProviderFailure(stage, "the provider answered " + response.statusCode());
            }
            return JSONObjectUtils.parse(new String(response.body(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ProviderFailure(stage, "the provider cannot be reached: " + e.getMessage());
        } catch (ParseException e) {
            throw new ProviderFailure(stage, "the provider's answer is no JSON");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProviderFailure(stage, "interrupted");
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
