package io.slipway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.sandbox.SandboxFixture.Answer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountTokenTest {

    private static final String ACCOUNTS = "/api/v1/namespaces/default/serviceaccounts";
    private static final String WHO = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    private volatile Instant now = Instant.now();
    private SandboxFixture sandbox;

    private SandboxFixture start(Optional<Path> folder) {
        var clock =
                new Clock() {
                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now;
                    }
                };
        return SandboxFixture.start(
                new SandboxSettings(
                        folder, 0, Optional.empty(), SandboxSettings.Limits.defaults(), clock));
    }

    @BeforeEach
    void start() {
        sandbox = start(Optional.empty());
        sandbox.post(ACCOUNTS, "{apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}");
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private static String token(SandboxFixture sandbox, String spec) {
        return sandbox.post(
                        ACCOUNTS + "/robot/token",
                        "{apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {"
                                + spec
                                + "}}")
                .text("status", "token");
    }

    private static Answer whoAmI(SandboxFixture sandbox, String token) {
        return sandbox.callWithToken(
                token,
                "POST",
                WHO,
                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}",
                "Content-Type",
                "application/json");
    }

    @Test
    void tokenStandsForItsAccountAndMayWhatItMay() {
        var token = token(sandbox, "");
        var who = whoAmI(sandbox, token);
        assertThat(who.text("status", "userInfo", "username"))
                .isEqualTo("system:serviceaccount:default:robot");
        assertThat(who.body())
                .contains("\"system:serviceaccounts:default\"")
                .contains("\"system:authenticated\"")
                .contains("JTI=");
        assertThat(
                        sandbox.callWithToken(
                                        token, "GET", "/api/v1/namespaces/default/secrets", null)
                                .status())
                .isEqualTo(403);
        sandbox.post(
                "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
                "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: robot}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}, subjects: [{kind: ServiceAccount, name: robot, namespace: default}]}");
        assertThat(
                        sandbox.callWithToken(
                                        token, "GET", "/api/v1/namespaces/default/secrets", null)
                                .status())
                .isEqualTo(200);
    }

    @Test
    void tokenThatIsOverOrChangedOrWithoutItsAccountIsRefused() {
        var token = token(sandbox, "expirationSeconds: 600");
        assertThat(whoAmI(sandbox, token).status()).isEqualTo(201);
        var parts = token.split("\\.");
        assertThat(whoAmI(sandbox, parts[0] + "." + parts[1] + "x." + parts[2]).status())
                .isEqualTo(401);
        assertThat(whoAmI(sandbox, "e30.e30.").status()).isEqualTo(401);
        assertThat(whoAmI(sandbox, parts[1] + "." + parts[2]).status()).isEqualTo(401);
        now = now.plus(Duration.ofSeconds(601));
        assertThat(whoAmI(sandbox, token).status()).as("over").isEqualTo(401);
        var fresh = token(sandbox, "");
        sandbox.delete(ACCOUNTS + "/robot");
        assertThat(whoAmI(sandbox, fresh).status()).as("without its account").isEqualTo(401);
        sandbox.post(ACCOUNTS, "{apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}");
        assertThat(whoAmI(sandbox, fresh).status()).as("another account").isEqualTo(401);
    }

    @Test
    void tokenForAnotherAudienceIsNotForTheApi() {
        var token = token(sandbox, "audiences: [vault]");
        assertThat(whoAmI(sandbox, token).status()).isEqualTo(401);
        var review =
                "{apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: %s, audiences: [%s]}}";
        var path = "/apis/authentication.k8s.io/v1/tokenreviews";
        var good = sandbox.post(path, review.formatted(token, "vault"));
        assertThat(good.text("status", "authenticated")).isEqualTo("true");
        assertThat(good.text("status", "audiences")).isEqualTo("[vault]");
        assertThat(sandbox.post(path, review.formatted(token, "other")).text("status", "error"))
                .isNotEmpty();
    }

    @Test
    void tokenBoundToAPodGoesWithIt() {
        var pods = "/api/v1/namespaces/default/pods";
        sandbox.post(
                pods,
                "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {serviceAccountName: robot, containers: [{name: main, image: i}]}}");
        var token = token(sandbox, "boundObjectRef: {apiVersion: v1, kind: Pod, name: p}");
        assertThat(whoAmI(sandbox, token).body()).contains("authentication.kubernetes.io/pod-name");
        sandbox.delete(pods + "/p?gracePeriodSeconds=0");
        sandbox.await(pods + "/p", a -> a.status() == 404);
        assertThat(whoAmI(sandbox, token).status()).isEqualTo(401);
    }

    @Test
    void shortTokensAndUnknownAccountsAreRefused() {
        var request = "{apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {%s}}";
        assertThat(
                        sandbox.post(
                                        ACCOUNTS + "/robot/token",
                                        request.formatted("expirationSeconds: 60"))
                                .message())
                .contains("may not specify a duration less than 10 minutes");
        assertThat(sandbox.post(ACCOUNTS + "/nobody/token", request.formatted("")).status())
                .isEqualTo(404);
    }

    @Test
    void tokenOutlivesARestart(@TempDir Path folder) {
        String token;
        try (var first = start(Optional.of(folder))) {
            first.post(ACCOUNTS, "{apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}");
            token = token(first, "");
        }
        try (var second = start(Optional.of(folder))) {
            assertThat(whoAmI(second, token).status()).isEqualTo(201);
        }
    }
}
