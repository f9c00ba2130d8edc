package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HttpServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Routes routes = new Routes();
    private HttpSettings settings = HttpSettings.of("127.0.0.1", 0).withBodyLimit(1000);
    private @Nullable HttpServer running;

    /** The words of the test surface. */
    private static final class Words implements Failures {
        @Override
        public Reply notFound(Request request) {
            return Reply.json(404, Json.object("error", "nothing at " + request.rawPath()));
        }

        @Override
        public Reply methodNotAllowed(Request request, Set<String> allowed) {
            return Reply.text(405, "no").with("Allow", String.join(", ", allowed));
        }

        @Override
        public Reply failed(Request request, Exception failure) {
            return failure instanceof HttpFailure known
                    ? Reply.text(known.status(), known.getMessage())
                    : Reply.text(500, "broken");
        }
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.close();
        }
    }

    private void start() {
        start(_ -> {});
    }

    private void start(Consumer<List<Surface>> more) {
        var surfaces = new java.util.ArrayList<Surface>();
        surfaces.add(
                Surface.of("test", List.of("/"), routes, new Words())
                        .ignoringSuffixes(List.of(".json")));
        more.accept(surfaces);
        running = HttpServer.start(settings, surfaces);
    }

    private HttpServer server() {
        return Objects.requireNonNull(running);
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers)
            throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(server().url() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, "", headers);
    }

    @Test
    void aSlashAtTheEndIsIgnoredWhereTheSurfaceSaysSo() throws Exception {
        var slashed = new Routes();
        slashed.get("/v3/groups", _ -> Reply.text(200, "all"));
        slashed.get("/v3/groups/:id", r -> Reply.text(200, r.path("id")));
        start(surfaces ->
                surfaces.add(
                        Surface.of("slashed", List.of("/v3"), slashed, new Words())
                                .ignoringSuffixes(List.of(".json", "/"))));
        assertThat(get("/v3/groups/").body()).isEqualTo("all");
        assertThat(get("/v3/groups/7/").body()).isEqualTo("7");
        assertThat(get("/v3/groups/7.json").body()).isEqualTo("7");
        assertThat(get("/v3/groups//").statusCode()).isEqualTo(404);
        assertThat(get("/v3//groups///7").body()).isEqualTo("7");
        assertThat(get("/v3/groups/7//").statusCode()).isEqualTo(404);
    }

    @Test
    void encodedSlashStaysInsideItsSegment() throws Exception {
        routes.get("/projects/:id/hooks", r -> Reply.text(200, r.path("id")));
        start();
        assertThat(get("/projects/group%2Fproject/hooks").body()).isEqualTo("group/project");
        assertThat(get("/projects/group/project/hooks").statusCode()).isEqualTo(404);
    }

    @Test
    void literalsWinOverParametersAndParametersOverManySegments() throws Exception {
        routes.get("/p/:id", r -> Reply.text(200, "one " + r.path("id")));
        routes.get("/p/owned", _ -> Reply.text(200, "owned"));
        routes.get("/b/*branch", r -> Reply.text(200, "branch " + r.path("branch")));
        routes.put("/b/*branch/protect", r -> Reply.text(200, "protect " + r.path("branch")));
        start();
        assertThat(get("/p/owned").body()).isEqualTo("owned");
        assertThat(get("/p/owned.json").body()).isEqualTo("owned");
        assertThat(get("/p/7.json").body()).isEqualTo("one 7");
        assertThat(get("/b/feature/x").body()).isEqualTo("branch feature/x");
        assertThat(get("/b/a.json").body()).isEqualTo("branch a.json");
        assertThat(send("PUT", "/b/feature/x/protect", "").body()).isEqualTo("protect feature/x");
        assertThat(send("PUT", "/b/feature%2Fx/protect", "").body()).isEqualTo("protect feature/x");
    }

    @Test
    void wrongMethodSaysWhichAreAllowedAndUnknownPathIsNotFound() throws Exception {
        routes.get("/a", _ -> Reply.text(200, "a"));
        routes.put("/a", _ -> Reply.text(200, "a"));
        start();
        var wrong = send("DELETE", "/a", "");
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("Allow")).contains("GET, PUT");
        assertThat(get("/b").body()).isEqualTo("{\"error\":\"nothing at /b\"}");
        assertThat(get("/a/").statusCode()).isEqualTo(404);
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() throws Exception {
        routes.get("/a", _ -> Reply.text(200, "12345"));
        start();
        var reply = send("HEAD", "/a", "");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Length")).contains("5");
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void requestIdIsEchoedWhenUsableAndMadeOtherwise() throws Exception {
        routes.get("/a", r -> Reply.text(200, r.id()));
        start();
        assertThat(get("/a", "X-Request-Id", "abc-1").headers().firstValue("X-Request-Id"))
                .contains("abc-1");
        var made = get("/a", "X-Request-Id", "not usable").headers().firstValue("X-Request-Id");
        assertThat(made.orElseThrow()).hasSize(36);
        assertThat(get("/a").headers().firstValue("X-Runtime").orElseThrow())
                .matches("\\d+\\.\\d{6}");
    }

    @Test
    void bodyOverTheLimitIsRefusedAlsoWhenItsLengthIsUnknown() throws Exception {
        routes.post("/small", r -> Reply.text(200, "" + r.bodyBytes().length)).bodyLimit(10);
        start();
        assertThat(send("POST", "/small", "0123456789").body()).isEqualTo("10");
        var big = send("POST", "/small", "x".repeat(3_000_000));
        assertThat(big.statusCode()).isEqualTo(413);
        assertThat(big.body()).contains("10 bytes");
        var chunked =
                client.send(
                        HttpRequest.newBuilder(URI.create(server().url() + "/small"))
                                .POST(
                                        HttpRequest.BodyPublishers.ofInputStream(
                                                () -> new ByteArrayInputStream(new byte[500_000])))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(chunked.statusCode()).isEqualTo(413);
    }

    @Test
    void parametersMergeQueryFormMultipartAndJsonAndThePathWins() throws Exception {
        routes.post("/x/:id", r -> Reply.json(200, r.parameters()));
        routes.get("/x/:id", r -> Reply.json(200, r.parameters()));
        start();
        assertThat(
                        send(
                                        "POST",
                                        "/x/1?a=q&id=9",
                                        "a=f+%2B&l%5B%5D=1&l%5B%5D=2",
                                        "Content-Type",
                                        "application/x-www-form-urlencoded")
                                .body())
                .isEqualTo("{\"a\":\"f +\",\"id\":\"1\",\"l\":[\"1\",\"2\"]}");
        assertThat(send("GET", "/x/1", "{}", "Content-Type", "application/json").body())
                .isEqualTo("{\"id\":\"1\"}");
        assertThat(
                        send(
                                        "POST",
                                        "/x/1?n=0",
                                        "{\"n\":1,\"b\":false,\"l\":[1],\"z\":null} trailing",
                                        "Content-Type",
                                        "application/json; charset=utf-8")
                                .body())
                .isEqualTo("{\"n\":1,\"b\":false,\"l\":[1],\"z\":null,\"id\":\"1\"}");
        var multipart =
                String.join(
                        "\r\n",
                        "--B",
                        "Content-Disposition: form-data; name=\"t\"",
                        "",
                        "text é",
                        "--B",
                        "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"",
                        "Content-Type: text/plain",
                        "",
                        "hello",
                        "--B--",
                        "");
        assertThat(
                        send(
                                        "POST",
                                        "/x/1",
                                        multipart,
                                        "Content-Type",
                                        "multipart/form-data; boundary=B")
                                .body())
                .contains("\"t\":\"text é\"")
                .contains("\"fileName\":\"a.txt\"");
    }

    @Test
    void malformedInputIsABadRequest() throws Exception {
        routes.post("/x", r -> Reply.json(200, r.parameters()));
        start();
        var json = "application/json";
        assertThat(send("POST", "/x", "{", "Content-Type", json).statusCode()).isEqualTo(400);
        var deep = "[".repeat(200);
        assertThat(send("POST", "/x", deep, "Content-Type", json).statusCode()).isEqualTo(400);
        assertThat(raw("GET /x?a=%zz HTTP/1.1")).startsWith("HTTP/1.1 405");
        assertThat(raw("POST /x?a=%zz HTTP/1.1")).startsWith("HTTP/1.1 400");
        assertThat(raw("POST /x%ff HTTP/1.1")).startsWith("HTTP/1.1 400");
        assertThat(raw("POST /x%00 HTTP/1.1")).startsWith("HTTP/1.1 400");
    }

    private String raw(String line) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server().port())) {
            socket.getOutputStream()
                    .write(
                            (line + "\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void cookiesAreReadFromAWholeSetCookieLine() throws Exception {
        routes.get("/c", r -> Reply.text(200, r.cookie("session").orElse("none")));
        start();
        assertThat(
                        get(
                                        "/c",
                                        "Cookie",
                                        "session=T0k; Path=/; Expires=Sun, 22 Nov 2026 02:00:00 GMT;"
                                                + " Max-Age=3600; HttpOnly; SameSite=Lax")
                                .body())
                .isEqualTo("T0k");
        assertThat(get("/c", "Cookie", "a=b; xsession=1").body()).isEqualTo("none");
    }

    @Test
    void setCookieSaysBothExpiresAndMaxAge() {
        var now = Instant.parse("2026-11-22T01:00:00Z");
        assertThat(new SetCookie("session", "abc", now, Duration.ofHours(1), false).headerValue())
                .isEqualTo(
                        "session=abc; Path=/; Expires=Sun, 22 Nov 2026 02:00:00 GMT; Max-Age=3600;"
                                + " HttpOnly; SameSite=Lax");
        assertThat(new SetCookie("session", "", now, Duration.ZERO, true).headerValue())
                .contains("Max-Age=0", "1970", "; Secure");
    }

    @Test
    void forwardedHeadersCountOnlyFromTrustedProxies() throws Exception {
        routes.get("/who", r -> Reply.text(200, r.remoteAddress() + " " + r.baseUrl()));
        start();
        String[] headers = {
            "X-Forwarded-For", "203.0.113.9, 10.1.1.1",
            "X-Forwarded-Proto", "https",
            "X-Forwarded-Host", "git.example.org"
        };
        assertThat(get("/who", headers).body()).isEqualTo("127.0.0.1 " + server().url());
        server().close();
        settings = settings.withTrustedProxies(List.of("127.0.0.0/8", "10.0.0.0/8"));
        start();
        assertThat(get("/who", headers).body()).isEqualTo("203.0.113.9 https://git.example.org");
        assertThat(get("/who", "X-Forwarded-For", "6.6.6.6, 198.51.100.1").body())
                .startsWith("198.51.100.1 http:");
    }

    @Test
    void bigAnswersAreCompressedForThoseWhoTakeIt() throws Exception {
        routes.get("/big", _ -> Reply.text(200, "x".repeat(5000)));
        start();
        assertThat(get("/big").headers().firstValue("Content-Encoding")).isEmpty();
        var packed =
                client.send(
                        HttpRequest.newBuilder(URI.create(server().url() + "/big"))
                                .header("Accept-Encoding", "gzip, deflate")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .hasSize(5000);
    }

    @Test
    void bodiesStreamInAndOutWithoutBuffering() throws Exception {
        routes.post(
                        "/count",
                        r ->
                                Reply.text(
                                        200,
                                        "" + r.body().transferTo(OutputStream.nullOutputStream())))
                .unlimitedBody();
        routes.get(
                "/zeros",
                _ ->
                        Reply.stream(
                                200,
                                "application/octet-stream",
                                out -> {
                                    for (var i = 0; i < 200; i++) {
                                        out.write(new byte[100_000]);
                                    }
                                }));
        start();
        var count =
                client.send(
                        HttpRequest.newBuilder(URI.create(server().url() + "/count"))
                                .header("Content-Encoding", "gzip")
                                .POST(
                                        HttpRequest.BodyPublishers.ofInputStream(() ->
                                                new ByteArrayInputStream(new byte[20_000_000])))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(count.body()).isEqualTo("20000000");
        assertThat(get("/zeros").body()).hasSize(20_000_000);
    }

    @Test
    void stopEndsWatchesAndWaitsForRunningRequests() throws Exception {
        var inside = new CountDownLatch(2);
        var go = new CountDownLatch(1);
        routes.get(
                "/watch",
                _ ->
                        Reply.endless(
                                200,
                                "application/json",
                                out -> {
                                    out.write("{}\n".getBytes(StandardCharsets.UTF_8));
                                    out.flush();
                                    inside.countDown();
                                    new CountDownLatch(1).await();
                                }));
        routes.get(
                "/slow",
                _ -> {
                    inside.countDown();
                    go.await();
                    return Reply.text(200, "done");
                });
        start();
        var watch =
                client.sendAsync(
                        HttpRequest.newBuilder(URI.create(server().url() + "/watch")).build(),
                        HttpResponse.BodyHandlers.ofString());
        var slow =
                client.sendAsync(
                        HttpRequest.newBuilder(URI.create(server().url() + "/slow")).build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(inside.await(5, TimeUnit.SECONDS)).isTrue();
        var stop = Thread.ofVirtual().start(server()::close);
        assertThat(watch.get(5, TimeUnit.SECONDS).body()).isEqualTo("{}\n");
        go.countDown();
        assertThat(slow.get(5, TimeUnit.SECONDS).body()).isEqualTo("done");
        assertThat(stop.join(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void eachSurfaceAnswersForItsOwnPrefixes() throws Exception {
        routes.get("/", _ -> Reply.text(200, "home"));
        var api = new Routes();
        api.get("/api/v3/user", _ -> Reply.text(200, "user"));
        api.get(
                "/api/v3/bug",
                _ -> {
                    throw new IllegalStateException("secret detail");
                });
        var git = new Routes();
        git.get("/*repository/info/refs", r -> Reply.text(200, "refs " + r.path("repository")));
        start(surfaces -> {
            surfaces.add(
                    Surface.of("api", List.of("/api/v3"), api, new Words())
                            .around((r, routed) -> routed.handle(r).with("Vary", "Origin")));
            surfaces.add(
                    Surface.of("git", List.of(), git, new Words())
                            .claims(path -> path.contains(".git/")));
            assertThat(HttpServer.firstSegments(surfaces)).containsExactly("api");
        });
        assertThat(get("/").body()).isEqualTo("home");
        assertThat(get("/api/v3/user").body()).isEqualTo("user");
        var missing = get("/api/v3/nope");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("Vary").orElseThrow()).contains("Origin");
        assertThat(get("/api/v3/bug").body()).isEqualTo("broken");
        assertThat(get("/api/v3x").body()).contains("nothing at");
        assertThat(get("/g/p.git/info/refs").body()).isEqualTo("refs g/p.git");
        assertThat(get("/api/v3/p.git/info/refs").body()).isEqualTo("refs api/v3/p.git");
    }

    @Test
    void aTakenPortIsNamed() {
        start();
        var taken = HttpSettings.of("127.0.0.1", server().port());
        assertThatThrownBy(() -> HttpServer.start(taken, List.of()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot listen on 127.0.0.1 port " + server().port());
    }

    @Test
    void credentialsInTheQueryAreScrubbedFromTheLog() {
        assertThat(AccessLog.address("/a", "private_token=abc&x=1&PASSWORD=p&to%6Ben=q"))
                .isEqualTo(
                        "/a?private_token=[scrubbed]&x=1&PASSWORD=[scrubbed]&to%6Ben=[scrubbed]");
    }

    @Test
    void aBodyThatNobodyReadsDoesNotEndTheConnection() throws Exception {
        routes.get("/a", _ -> Reply.text(200, "a"));
        start();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server().port())) {
            var out = socket.getOutputStream();
            out.write(
                    "POST /nope HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            out.write(
                    "12345GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            var answers =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers).contains("HTTP/1.1 404").endsWith("\r\n\r\na");
        }
    }

    @Test
    void headersCannotBeSplit() {
        assertThatThrownBy(() -> Reply.redirect(302, "/a\r\nSet-Cookie: x=y"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void jsonKeepsTheOrderOfMembers() {
        assertThat(new String(Json.write(Map.of("a", List.of(1L, true))), StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":[1,true]}");
        assertThat(Json.object("b", 1, "a", null).keySet()).containsExactly("b", "a");
    }
}
