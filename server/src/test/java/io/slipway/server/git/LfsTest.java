package io.slipway.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.TestClock;
import io.slipway.forge.access.Role;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.git.transport.GitTransport;
import io.slipway.git.transport.TransportSettings;
import io.slipway.http.HttpServer;
import io.slipway.http.HttpSettings;
import io.slipway.http.Json;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.SecretBox;
import io.slipway.platform.store.DatabaseKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The LFS endpoints, request by request. */
class LfsTest {

    private static final byte[] CONTENT = "large".getBytes(StandardCharsets.UTF_8);
    private static final String TYPE = "application/vnd.git-lfs+json";

    private final TestClock clock = new TestClock();
    private final HttpClient client = HttpClient.newHttpClient();
    private ForgeFixture forge;
    private LfsTokens tokens;
    private HttpServer server;
    private Project project;

    @BeforeEach
    void start() {
        forge = ForgeFixture.fresh(DatabaseKind.SQLITE, clock);
        project = forge.project("demo/web");
        forge.member("mia", "demo", Role.MASTER);
        forge.member("dan", "demo", Role.DEVELOPER);
        forge.member("rob", "demo", Role.REPORTER);
        forge.user("eve");
        var doors = forge.forge();
        tokens = new LfsTokens(SecretBox.ephemeral(), doors.authentication(), clock);
        var gate =
                new ForgeGate(
                        doors.authentication(),
                        doors.projects(),
                        doors.access(),
                        doors.pushes(),
                        tokens);
        var git =
                new GitHttp(
                        gate,
                        new GitTransport(TransportSettings.defaults()),
                        "api"::equals,
                        _ -> {},
                        Optional.of(new GitHttp.ProjectFiles(doors.fileLocks(), tokens, 1_000)));
        server = HttpServer.start(HttpSettings.of("127.0.0.1", 0), List.of(git.surface()));
    }

    @AfterEach
    void stop() {
        server.close();
        forge.close();
    }

    private record Answer(int status, Map<?, ?> body) {
        Object at(String... names) {
            Object now = body;
            for (var name : names) {
                now =
                        Objects.requireNonNull(
                                now instanceof List<?> list
                                        ? list.get(Integer.parseInt(name))
                                        : ((Map<?, ?>) now).get(name),
                                name);
            }
            return now;
        }
    }

    private static String login(String user) {
        return new GitLogin(user, ForgeFixture.PASSWORD).header().reveal();
    }

    private Answer call(String method, String path, String authorization, byte[] body) {
        return call(method, "demo/web", path, authorization, body);
    }

    private Answer call(
            String method, String project, String path, String authorization, byte[] body) {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        path.startsWith("http")
                                                ? path
                                                : "http://127.0.0.1:%d/%s.git/info/lfs/%s"
                                                        .formatted(server.port(), project, path)))
                        .header("Accept", TYPE)
                        .header("Content-Type", TYPE)
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try {
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            boolean json =
                    answer.headers().firstValue("Content-Type").orElse("").equals(TYPE)
                            && answer.body().length > 0;
            return new Answer(
                    answer.statusCode(),
                    json && Json.read(answer.body()) instanceof Map<?, ?> map
                            ? map
                            : Map.of("raw", new String(answer.body(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private Answer post(String user, String path, Map<String, ?> body) {
        return call("POST", path, user.isEmpty() ? "" : login(user), Json.write(body));
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, ?> batch(String operation, String oid, long size) {
        return Map.of("operation", operation, "objects", List.of(Map.of("oid", oid, "size", size)));
    }

    @Test
    void aFileGoesUpAndComesDownWithTheLoginsOfItsBatch() {
        var id = sha256(CONTENT);
        var up = post("dan", "objects/batch", batch("upload", id, CONTENT.length));
        assertThat(up.status()).isEqualTo(200);
        var put =
                call(
                        "PUT",
                        up.at("objects", "0", "actions", "upload", "href").toString(),
                        up.at("objects", "0", "actions", "upload", "header", "Authorization")
                                .toString(),
                        CONTENT);
        assertThat(put.status()).isEqualTo(200);
        assertThat(post("dan", "objects/batch", batch("upload", id, CONTENT.length)).at("objects"))
                .isEqualTo(List.of(Map.of("oid", id, "size", (long) CONTENT.length)));

        var down = post("rob", "objects/batch", batch("download", id, CONTENT.length));
        var header =
                down.at("objects", "0", "actions", "download", "header", "Authorization")
                        .toString();
        var href = down.at("objects", "0", "actions", "download", "href").toString();
        assertThat(down.at("objects", "0", "authenticated")).isEqualTo(true);
        assertThat(call("GET", href, header, new byte[0]).body()).isEqualTo(Map.of("raw", "large"));
        assertThat(call("PUT", href + "/5", header, CONTENT).status()).isEqualTo(401);
        forge.project("demo/other");
        assertThat(call("GET", "demo/other", "objects/" + id, header, new byte[0]).status())
                .isEqualTo(404);
        // Not for Git itself, and not for longer than it says.
        var refs =
                "http://127.0.0.1:%d/demo/web.git/info/refs?service=git-upload-pack"
                        .formatted(server.port());
        assertThat(call("GET", refs, header, new byte[0]).status()).isEqualTo(401);
        assertThat(down.at("objects", "0", "actions", "download", "expires_at"))
                .isEqualTo(clock.instant().plus(LfsTokens.LIFETIME).toString());
        clock.pass(LfsTokens.LIFETIME);
        assertThat(call("GET", href, header, new byte[0]).status()).isEqualTo(401);
    }

    @Test
    void aTokenEndsWithItsUsersRights() {
        var token = tokens.make(forge.user("dan"), project, false).orElseThrow();
        var header = token.authorization().reveal();
        assertThat(call("GET", "locks", header, new byte[0]).status()).isEqualTo(200);
        forge.forge()
                .groups()
                .removeMember(
                        forge.root(),
                        forge.group("demo").id(),
                        forge.user("dan").requirePerson().id());
        assertThat(call("GET", "locks", header, new byte[0]).status()).isEqualTo(404);
        var broken = new GitLogin(LfsTokens.USER, new Secret("AAAA")).header().reveal();
        assertThat(call("GET", "locks", broken, new byte[0]).status()).isEqualTo(401);
        assertThat(tokens.make(Caller.system(), project, true)).isEmpty();
    }

    @Test
    void whatWasPutMustBeWhatWasAnnounced() {
        var id = sha256(CONTENT);
        var login = login("dan");
        assertThat(call("PUT", "objects/" + id + "/5", login, bytes("wrong")).at("message"))
                .isEqualTo("the content is not what its id says");
        assertThat(call("PUT", "objects/" + id + "/6", login, CONTENT).at("message"))
                .isEqualTo("the content is shorter than announced");
        assertThat(call("PUT", "objects/" + id + "/4", login, CONTENT).at("message"))
                .isEqualTo("the content is longer than announced");
        assertThat(call("PUT", "objects/" + id + "/1001", login, CONTENT).status()).isEqualTo(413);
        assertThat(call("GET", "objects/" + id, login, new byte[0]).status()).isEqualTo(404);
        assertThat(call("PUT", "objects/" + id + "/5", login, CONTENT).status()).isEqualTo(200);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void batchesThatMakeNoSenseAreRefused() {
        var id = sha256(CONTENT);
        var fine = Map.of("oid", id, "size", 5);
        assertThat(
                        post(
                                        "dan",
                                        "objects/batch",
                                        Map.of(
                                                "operation",
                                                "download",
                                                "objects",
                                                List.of(fine),
                                                "transfers",
                                                List.of("tus", "ssh")))
                                .status())
                .isEqualTo(422);
        assertThat(
                        post(
                                        "dan",
                                        "objects/batch",
                                        Map.of(
                                                "operation",
                                                "download",
                                                "objects",
                                                List.of(fine),
                                                "hash_algo",
                                                "sha512"))
                                .status())
                .isEqualTo(409);
        for (var wrong :
                List.of(
                        Map.of("oid", id),
                        Map.of("oid", id, "size", -1),
                        Map.of("oid", id, "size", "5"),
                        Map.of("oid", "../../x", "size", 5),
                        Map.of("size", 5))) {
            assertThat(
                            post(
                                            "dan",
                                            "objects/batch",
                                            Map.of(
                                                    "operation",
                                                    "upload",
                                                    "objects",
                                                    List.of(wrong)))
                                    .status())
                    .as("%s", wrong)
                    .isEqualTo(422);
        }
        assertThat(post("dan", "objects/batch", Map.of("operation", "sing")).status())
                .isEqualTo(422);
        assertThat(
                        post("dan", "objects/batch", batch("upload", id, 1_001))
                                .at("objects", "0", "error", "code"))
                .isEqualTo(422L);
        assertThat(
                        post("dan", "objects/batch", batch("download", id, 5))
                                .at("objects", "0", "error", "code"))
                .isEqualTo(404L);
        call("PUT", "objects/" + id + "/5", login("dan"), CONTENT);
        assertThat(
                        post("dan", "objects/batch", batch("download", id, 6))
                                .at("objects", "0", "error", "message"))
                .isEqualTo("the file has 5 bytes");
        assertThat(post("rob", "objects/batch", batch("upload", id, 5)).status()).isEqualTo(403);
        assertThat(post("eve", "objects/batch", batch("download", id, 5)).status()).isEqualTo(404);
        assertThat(post("", "objects/batch", batch("download", id, 5)).status()).isEqualTo(401);
    }

    @Test
    void locksAreMadeListedCheckedAndTakenAway() {
        var made = post("dan", "locks", Map.of("path", "a.psd", "ref", Map.of("name", "x")));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.at("lock", "owner", "name")).isEqualTo("dan");
        assertThat(made.at("lock", "locked_at")).isEqualTo("2026-03-01T12:00:00Z");
        var id = made.at("lock", "id").toString();
        var again = post("mia", "locks", Map.of("path", "a.psd"));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.at("lock", "id")).isEqualTo(id);
        post("mia", "locks", Map.of("path", "b.psd"));

        var seen = call("GET", "locks?limit=1", login("rob"), new byte[0]);
        assertThat((List<?>) seen.at("locks")).hasSize(1);
        var rest =
                call(
                        "GET",
                        "locks?cursor=" + seen.at("next_cursor") + "&refspec=refs/heads/x",
                        login("rob"),
                        new byte[0]);
        assertThat(rest.at("locks", "0", "path")).isEqualTo("b.psd");
        assertThat(rest.body().containsKey("next_cursor")).isFalse();
        assertThat(
                        call("GET", "locks?path=a.psd", login("rob"), new byte[0])
                                .at("locks", "0", "id"))
                .isEqualTo(id);
        assertThat(call("GET", "locks?id=" + id, login("rob"), new byte[0]).at("locks", "0", "id"))
                .isEqualTo(id);
        assertThat(call("GET", "locks?id=x", login("rob"), new byte[0]).at("locks"))
                .isEqualTo(List.of());

        var verified = post("dan", "locks/verify", Map.of("ref", Map.of("name", "x")));
        assertThat(verified.at("ours", "0", "path")).isEqualTo("a.psd");
        assertThat(verified.at("theirs", "0", "path")).isEqualTo("b.psd");

        assertThat(post("mia", "locks/" + id + "/unlock", Map.of()).status()).isEqualTo(403);
        var forced = post("mia", "locks/" + id + "/unlock", Map.of("force", true));
        assertThat(forced.at("lock", "path")).isEqualTo("a.psd");
        assertThat(post("mia", "locks/" + id + "/unlock", Map.of()).status()).isEqualTo(404);
    }

    @Test
    void locksAreForThoseWhoMayPush() {
        assertThat(post("rob", "locks", Map.of("path", "a")).status()).isEqualTo(403);
        assertThat(post("rob", "locks/verify", Map.of()).status()).isEqualTo(403);
        assertThat(post("eve", "locks", Map.of("path", "a")).status()).isEqualTo(404);
        assertThat(post("", "locks", Map.of("path", "a")).status()).isEqualTo(401);
        assertThat(call("GET", "locks", "", new byte[0]).status()).isEqualTo(401);
        assertThat(post("dan", "locks", Map.of("path", "../a")).status()).isEqualTo(422);
        assertThat(post("dan", "locks", Map.of()).status()).isEqualTo(422);
        assertThat(post("dan", "locks", Map.of("path", "x".repeat(70_000))).status())
                .isEqualTo(413);
        assertThat(post("dan", "locks/1/lock", Map.of()).status()).isEqualTo(404);
        assertThat(call("GET", "locks/1", login("dan"), new byte[0]).status()).isEqualTo(404);
    }
}
