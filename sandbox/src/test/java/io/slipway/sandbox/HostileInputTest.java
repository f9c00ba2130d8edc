package io.slipway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no honest client sends: refused in words, and the sandbox goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private SandboxFixture sandbox;

    @BeforeAll
    void start() {
        var small = new SandboxSettings.Limits(500, 4 << 20, 256 << 10);
        sandbox =
                SandboxFixture.start(
                        new SandboxSettings(
                                Optional.empty(), 0, Optional.empty(), small, Clock.systemUTC()));
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    private void assertAlive() {
        assertThat(sandbox.get("/readyz").status()).isEqualTo(200);
    }

    private int post(String path, String type, byte[] body, String... headers) {
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var request =
                    HttpRequest.newBuilder(URI.create(sandbox.address() + path))
                            .header("Authorization", "Bearer " + sandbox.sandbox().token())
                            .header("Content-Type", type)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private int json(String body) {
        return post(MAPS, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"x\"",
                "{",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":[]}",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":\"x\"}",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":7}}",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"../../etc/passwd\"}}",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\\u0000b\"}}",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"name\":\"b\",\"labels\":\"x\"}}",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"ownerReferences\":[7]}}",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"managedFields\":[{\"fieldsV1\":7}]}, \"data\":{\"x\":{}}}",
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"}}",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"data\":{\"x\":1e999999999}}"
            })
    void oddObjectIsRefused(String body) {
        assertThat(json(body)).isBetween(400, 422);
        assertAlive();
    }

    @Test
    void deepAndWideBodiesAreRefused() {
        assertThat(json("[".repeat(100_000))).isEqualTo(400);
        assertThat(json("{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000))).isEqualTo(400);
        assertThat(
                        post(
                                MAPS,
                                "application/yaml",
                                "[".repeat(50_000).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(400);
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i));
            bomb.append("*a%d,".formatted(i - 1).repeat(8)).append("*a%d]\n".formatted(i - 1));
        }
        assertThat(post(MAPS, "application/yaml", bomb.toString().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(400);
        assertAlive();
    }

    @Test
    void largeBodiesAreRefusedPackedOrNot() throws IOException {
        assertThat(post(MAPS, "application/json", new byte[300 << 10])).isEqualTo(413);
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 64; i++) {
                out.write(new byte[1 << 20]);
            }
        }
        assertThat(post(MAPS, "application/json", packed.toByteArray(), "Content-Encoding", "gzip"))
                .isEqualTo(413);
        assertThat(post(MAPS, "application/json", new byte[] {1, 2, 3}, "Content-Encoding", "gzip"))
                .isEqualTo(400);
        assertAlive();
    }

    @Test
    void otherEncodingsAreRefused() {
        for (var type :
                List.of(
                        "application/vnd.kubernetes.protobuf",
                        "application/cbor",
                        "application/json-patch+json")) {
            var noise = new byte[2000];
            new java.util.Random(1).nextBytes(noise);
            System.arraycopy(new byte[] {'k', '8', 's', 0}, 0, noise, 0, 4);
            assertThat(post(MAPS, type, noise)).as(type).isBetween(400, 415);
        }
        assertThat(post(MAPS, "application/json", new byte[] {'{', (byte) 0xff, '}'}))
                .isEqualTo(400);
        assertAlive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/namespaces/default/configmaps/%2e%2e%2fx",
                "/api/v1/namespaces/default/configmaps/a%00b",
                "/apis/apps/v1/namespaces/default/deployments/x/y/z",
                "/apis//v1/x",
                "/api/v1/configmaps?limit=x",
                "/api/v1/configmaps?limit=-1&continue=zzz",
                "/api/v1/configmaps?continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ",
                "/api/v1/configmaps?labelSelector=((((",
                "/api/v1/configmaps?labelSelector=a%20in%20(",
                "/api/v1/configmaps?fieldSelector=nothing%3Dx",
                "/api/v1/configmaps?resourceVersion=-1",
                "/api/v1/configmaps?resourceVersion=99999999999999999999",
                "/api/v1/configmaps?watch=true&timeoutSeconds=x",
                "/openapi/v3/apis/x",
                "/%ff%fe"
            })
    void oddAddressIsRefused(String path) throws IOException {
        // As written on the wire: clients would tidy some of these up.
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), sandbox.address().getPort())) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream()
                    .write(
                            "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n"
                                    .formatted(path, sandbox.sandbox().token())
                                    .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*");
        }
        assertAlive();
    }

    @Test
    void hugeHeadersAndOddCredentialsAreRefused() {
        assertThat(sandbox.get("/api", "X-Large", "x".repeat(100_000)).status()).isEqualTo(431);
        assertThat(sandbox.callWithToken("x".repeat(9000), "GET", "/api", null).status())
                .isEqualTo(401);
        assertThat(sandbox.callWithToken("a.b.c", "GET", "/api", null).status()).isEqualTo(401);
        assertAlive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "json-patch+json|[{\"op\":\"copy\",\"from\":\"\",\"path\":\"/data/x\"}]",
                "json-patch+json|[{\"op\":\"test\",\"path\":\"/a/b/c\",\"value\":1}]",
                "json-patch+json|[{\"op\":\"add\",\"path\":\"/metadata/finalizers/9\",\"value\":\"x\"}]",
                "json-patch+json|{}",
                "json-patch+json|[7]",
                "merge-patch+json|[]",
                "merge-patch+json|{\"metadata\":null}",
                "merge-patch+json|{\"metadata\":{\"name\":\"other\"}}",
                "strategic-merge-patch+json|{\"$patch\":\"nonsense\"}",
                "strategic-merge-patch+json|{\"metadata\":{\"ownerReferences\":[{\"$patch\":\"merge\"}]}}",
                "apply-patch+yaml|- 1",
                "apply-patch+yaml|{apiVersion: v1, kind: ConfigMap, metadata: {managedFields: [{}]}}"
            })
    void oddPatchIsRefusedOrHarmless(String typeAndBody) {
        json("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"patched\"}}");
        var parts = typeAndBody.split("\\|", 2);
        assertThat(sandbox.patch(MAPS + "/patched?fieldManager=x", parts[0], parts[1]).status())
                .isBetween(200, 422);
        assertThat(sandbox.get(MAPS + "/patched").text("metadata", "name")).isEqualTo("patched");
    }

    @Test
    void patchThatDoublesItselfDoesNotGrowBeyondTheLimit() {
        json(
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"grown\"},\"data\":{\"a\":\"%s\"}}"
                        .formatted("x".repeat(100_000)));
        var operations = new ArrayList<String>();
        for (int i = 0; i < 500; i++) {
            operations.add(
                    "{\"op\":\"copy\",\"from\":\"/data/a\",\"path\":\"/data/b%d\"}".formatted(i));
        }
        var status = sandbox.patch(MAPS + "/grown", "json-patch+json", operations.toString());
        assertThat(status.status()).isIn(400, 413, 422, 507);
        assertThat(sandbox.get(MAPS + "/grown").body().length()).isLessThan(200_000);
        assertAlive();
    }

    @Test
    void bytesOfAllObjectsAreLimited() {
        var full = 0;
        for (int i = 0; i < 30 && full != 507; i++) {
            full =
                    json(
                            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"generateName\":\"full-\"},\"data\":{\"a\":\"%s\"}}"
                                    .formatted("x".repeat(200_000)));
        }
        assertThat(full).isEqualTo(507);
        assertAlive();
        assertThat(sandbox.delete(MAPS).status()).isEqualTo(200);
        assertThat(
                        json(
                                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"room-again\"}}"))
                .isEqualTo(201);
    }
}
