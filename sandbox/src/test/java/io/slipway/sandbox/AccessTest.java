package io.slipway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {

    private static final String PODS = "/api/v1/namespaces/team/pods";
    private SandboxFixture sandbox;

    @BeforeAll
    void start() {
        sandbox = SandboxFixture.start();
        sandbox.post(
                "/api/v1/namespaces", "{apiVersion: v1, kind: Namespace, metadata: {name: team}}");
        bind("viewers", "slipway-view", "slipway:team:reporter");
        bind("editors", "slipway-edit", "slipway:team:developer");
    }

    private void bind(String name, String role, String group) {
        sandbox.post(
                "/apis/rbac.authorization.k8s.io/v1/namespaces/team/rolebindings",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: %s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %s}
                subjects: [{kind: Group, name: "%s"}]
                """
                        .formatted(name, role, group));
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    private static String[] as(String user, String group) {
        return new String[] {
            "Impersonate-User", user, "Impersonate-Group", group, "Content-Type", "application/json"
        };
    }

    @Test
    void anonymousIsRefused() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var answer =
                    client.send(
                            HttpRequest.newBuilder(URI.create(sandbox.address() + "/api")).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).contains("\"reason\":\"Unauthorized\"");
        }
    }

    @Test
    void viewerMayLookAndNoMore() {
        var jane = as("slipway:jane", "slipway:team:reporter");
        assertThat(sandbox.get(PODS, jane).status()).isEqualTo(200);
        assertThat(sandbox.get("/api/v1/namespaces/default/pods", jane).status()).isEqualTo(403);
        assertThat(sandbox.get("/api/v1/namespaces/team/secrets", jane).status()).isEqualTo(403);
        assertThat(sandbox.call("DELETE", PODS + "/x", null, jane).status()).isEqualTo(403);
        assertThat(
                        sandbox.get(
                                        "/apis/helm.toolkit.fluxcd.io/v2/namespaces/team/helmreleases",
                                        jane)
                                .status())
                .isEqualTo(200);
    }

    @Test
    void editorMayChange() {
        var joe = as("slipway:joe", "slipway:team:developer");
        var body =
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"joes\"}}";
        assertThat(sandbox.call("POST", "/api/v1/namespaces/team/configmaps", body, joe).status())
                .isEqualTo(201);
        assertThat(
                        sandbox.call("POST", "/api/v1/namespaces/default/configmaps", body, joe)
                                .status())
                .isEqualTo(403);
    }

    @Test
    void administratorsOfSlipwayMayDoAll() {
        assertThat(sandbox.get("/api/v1/secrets", as("slipway:root", "slipway:admins")).status())
                .isEqualTo(200);
    }

    @Test
    void reviewsSayTheSameAsTheApi() {
        var jane = as("slipway:jane", "slipway:team:reporter");
        var review =
                "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SelfSubjectAccessReview\",\"spec\":{\"resourceAttributes\":{\"namespace\":\"team\",\"verb\":\"%s\",\"resource\":\"pods\"}}}";
        var path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
        var may = sandbox.call("POST", path, review.formatted("list"), jane);
        assertThat(may.status()).isEqualTo(201);
        assertThat(may.text("status", "allowed")).isEqualTo("true");
        assertThat(
                        sandbox.call("POST", path, review.formatted("delete"), jane)
                                .text("status", "allowed"))
                .isEqualTo("false");
        var rules =
                sandbox.call(
                        "POST",
                        "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
                        "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SelfSubjectRulesReview\",\"spec\":{\"namespace\":\"team\"}}",
                        jane);
        assertThat(rules.body()).contains("\"pods\"").doesNotContain("\"secrets\"");
    }

    @Test
    void whoAmIIsTheImpersonatedUser() {
        var answer =
                sandbox.call(
                        "POST",
                        "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                        "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}",
                        as("slipway:jane", "g"));
        assertThat(answer.text("status", "userInfo", "username")).isEqualTo("slipway:jane");
        assertThat(answer.body()).contains("system:authenticated");
    }
}
