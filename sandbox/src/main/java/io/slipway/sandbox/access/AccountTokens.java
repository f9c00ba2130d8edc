package io.slipway.sandbox.access;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.store.ObjectStore;
import io.slipway.sandbox.store.ResourceId;
import io.slipway.sandbox.store.Stored;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens of service accounts: signed, for a time, and only as long as the account (and the
 * pod or secret that a token is bound to) is there. Safe for several threads.
 */
public final class AccountTokens {

    static final String ISSUER = "https://kubernetes.default.svc";
    private static final String CLAIMS = "kubernetes.io";
    private static final ResourceId ACCOUNTS = new ResourceId("", "serviceaccounts");
    private static final long SHORTEST = 600;
    private static final long LONGEST = 1L << 32;
    private static final int MAX_LENGTH = 8192;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final ObjectStore store;
    private final Clock clock;
    private final SecretKeySpec key;

    /**
     * @param secret what the signing key is made of; tokens are good as long as it is the same
     */
    public AccountTokens(ObjectStore store, Clock clock, String secret) {
        this.store = store;
        this.clock = clock;
        this.key =
                new SecretKeySpec(
                        mac(
                                new SecretKeySpec(
                                        secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"),
                                "service account tokens"),
                        "HmacSHA256");
    }

    private static byte[] mac(SecretKeySpec key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    // --- making ------------------------------------------------------------------------------

    /**
     * Answers a TokenRequest for an account.
     *
     * @throws ApiFailure when there is no such account, or the request is not in order
     */
    public Map<String, Object> request(String namespace, String name, Map<String, Object> request) {
        var account =
                store.get(ACCOUNTS, namespace, name)
                        .orElseThrow(() -> ApiFailure.notFound("", "serviceaccounts", name));
        long seconds = Trees.longAt(request, "spec", "expirationSeconds").orElse(3600L);
        if (seconds < SHORTEST || seconds > LONGEST) {
            throw ApiFailure.invalid(
                    "authentication.k8s.io",
                    "TokenRequest",
                    "",
                    List.of(
                            ApiFailure.Cause.invalid(
                                    "spec.expirationSeconds",
                                    seconds,
                                    seconds < SHORTEST
                                            ? "may not specify a duration less than 10 minutes"
                                            : "may not specify a duration larger than 2^32 seconds")));
        }
        var audiences = new ArrayList<>(Trees.listAt(request, "spec", "audiences"));
        if (audiences.isEmpty()) {
            audiences.add(ISSUER);
        }
        long now = clock.instant().getEpochSecond();
        var bound = Trees.mapAt(request, "spec", "boundObjectRef");
        var token = sign(claims(account, audiences, now, seconds, bound(account, bound)));
        var spec = new LinkedHashMap<String, @Nullable Object>();
        spec.put("audiences", audiences);
        spec.put("expirationSeconds", seconds);
        spec.put("boundObjectRef", bound.isEmpty() ? null : bound);
        var status = new LinkedHashMap<String, Object>();
        status.put("token", token);
        status.put(
                "expirationTimestamp", java.time.Instant.ofEpochSecond(now + seconds).toString());
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("name", name);
        metadata.put("namespace", namespace);
        metadata.put("creationTimestamp", java.time.Instant.ofEpochSecond(now).toString());
        var answer = new LinkedHashMap<String, Object>();
        answer.put("kind", "TokenRequest");
        answer.put("apiVersion", "authentication.k8s.io/v1");
        answer.put("metadata", metadata);
        answer.put("spec", spec);
        answer.put("status", status);
        return answer;
    }

    /** The object that a token is bound to, as its claims name it; empty when to none. */
    private Map<String, Object> bound(Stored account, Map<String, Object> reference) {
        if (reference.isEmpty()) {
            return Map.of();
        }
        var kind = Trees.stringAt(reference, "kind").orElse("");
        var plural =
                switch (kind) {
                    case "Pod" -> "pods";
                    case "Secret" -> "secrets";
                    default ->
                            throw ApiFailure.badRequest(
                                    "cannot bind token for serviceaccount \""
                                            + account.name()
                                            + "\" to object of type "
                                            + Trees.stringAt(reference, "apiVersion").orElse("")
                                            + ", Kind="
                                            + kind);
                };
        var name = Trees.stringAt(reference, "name").orElse("");
        var object =
                store.get(new ResourceId("", plural), account.namespace(), name)
                        .orElseThrow(() -> ApiFailure.notFound("", plural, name));
        var uid = Trees.stringAt(reference, "uid").orElse(object.uid());
        if (!uid.equals(object.uid())) {
            throw ApiFailure.conflict(
                    "",
                    plural,
                    name,
                    "the UID in the bound object reference ("
                            + uid
                            + ") does not match the UID in record. The object might have been deleted"
                            + " and then recreated");
        }
        if (plural.equals("pods")
                && Trees.stringAt(object.tree(), "spec", "serviceAccountName")
                        .filter(account.name()::equals)
                        .isEmpty()) {
            throw ApiFailure.badRequest(
                    "cannot bind token for serviceaccount \""
                            + account.name()
                            + "\" to pod running with different serviceaccount name.");
        }
        var claim = new LinkedHashMap<String, Object>();
        claim.put("name", name);
        claim.put("uid", uid);
        var claims = new LinkedHashMap<String, Object>();
        claims.put(plural.equals("pods") ? "pod" : "secret", claim);
        return claims;
    }

    private static Map<String, Object> claims(
            Stored account,
            List<Object> audiences,
            long now,
            long seconds,
            Map<String, Object> bound) {
        var own = new LinkedHashMap<String, Object>();
        own.put("namespace", account.namespace());
        own.putAll(bound);
        var who = new LinkedHashMap<String, Object>();
        who.put("name", account.name());
        who.put("uid", account.uid());
        own.put("serviceaccount", who);
        var claims = new LinkedHashMap<String, Object>();
        claims.put("aud", audiences);
        claims.put("exp", now + seconds);
        claims.put("iat", now);
        claims.put("iss", ISSUER);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put(CLAIMS, own);
        claims.put("nbf", now);
        claims.put("sub", nameOf(account));
        return claims;
    }

    private static String nameOf(Stored account) {
        return "system:serviceaccount:" + account.namespace() + ":" + account.name();
    }

    private String sign(Map<String, Object> claims) {
        var head = BASE64.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8));
        var text = head + "." + BASE64.encodeToString(Json.writeBytes(claims));
        return text + "." + BASE64.encodeToString(mac(key, text));
    }

    // --- reading -----------------------------------------------------------------------------

    /** Who a token stands for; empty when it is none of ours, or no longer good. */
    public Optional<User> user(String token) {
        return user(token, List.of());
    }

    /**
     * As {@link #user(String)}, for a service of its own.
     *
     * @param audiences one of them must be the token's; the API server's when empty
     */
    public Optional<User> user(String token, List<String> audiences) {
        int dot = token.lastIndexOf('.');
        if (dot < 0 || token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        var text = token.substring(0, dot);
        int first = text.indexOf('.');
        try {
            var given = Base64.getUrlDecoder().decode(token.substring(dot + 1));
            if (first < 0 || !MessageDigest.isEqual(mac(key, text), given)) {
                return Optional.empty();
            }
            var json = Base64.getUrlDecoder().decode(text.substring(first + 1));
            return user(Json.readObject(new String(json, StandardCharsets.UTF_8)), audiences);
        } catch (IllegalArgumentException | ManifestException e) {
            return Optional.empty();
        }
    }

    private Optional<User> user(Map<String, Object> claims, List<String> audiences) {
        var own = Trees.mapAt(claims, CLAIMS);
        var namespace = Trees.stringAt(own, "namespace").orElse("");
        long now = clock.instant().getEpochSecond();
        var wanted = audiences.isEmpty() ? List.of(ISSUER) : audiences;
        var account =
                store.get(
                                ACCOUNTS,
                                namespace,
                                Trees.stringAt(own, "serviceaccount", "name").orElse(""))
                        .filter(a ->
                                Trees.stringAt(own, "serviceaccount", "uid")
                                        .filter(a.uid()::equals)
                                        .isPresent());
        if (account.isEmpty()
                || Trees.longAt(claims, "exp").orElse(0L) <= now
                || Trees.listAt(claims, "aud").stream().noneMatch(wanted::contains)
                || !isThere(own, "pod", "pods", namespace)
                || !isThere(own, "secret", "secrets", namespace)) {
            return Optional.empty();
        }
        var extra = new LinkedHashMap<String, List<String>>();
        extra.put(
                "authentication.kubernetes.io/credential-id",
                List.of("JTI=" + Trees.stringAt(claims, "jti").orElse("")));
        Trees.stringAt(own, "pod", "name")
                .ifPresent(n -> extra.put("authentication.kubernetes.io/pod-name", List.of(n)));
        Trees.stringAt(own, "pod", "uid")
                .ifPresent(u -> extra.put("authentication.kubernetes.io/pod-uid", List.of(u)));
        return Optional.of(
                new User(
                        nameOf(account.get()),
                        account.get().uid(),
                        List.of(
                                "system:serviceaccounts",
                                "system:serviceaccounts:" + namespace,
                                "system:authenticated"),
                        extra));
    }

    private boolean isThere(
            Map<String, Object> own, String claim, String plural, String namespace) {
        var uid = Trees.stringAt(own, claim, "uid");
        return uid.isEmpty()
                || store.get(
                                new ResourceId("", plural),
                                namespace,
                                Trees.stringAt(own, claim, "name").orElse(""))
                        .filter(o -> o.uid().equals(uid.get()))
                        .isPresent();
    }
}
