package io.slipway.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.git.GitCommand;
import io.slipway.git.RecordingHook;
import io.slipway.git.RepositoryFixture;
import io.slipway.git.repository.GitRepository;
import io.slipway.git.transport.GitTransport;
import io.slipway.git.transport.TransportSettings;
import io.slipway.http.HttpServer;
import io.slipway.http.HttpSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real git against the endpoints, with a gate that knows ada/secret and the project acme/web.
 */
class GitHttpTest {

    @TempDir Path folder;
    private GitRepository repository;
    private final RecordingHook hook = new RecordingHook();
    private HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        var fixture = RepositoryFixture.in(folder.resolve("store"));
        fixture.file("a.txt", "a").commit("first");
        repository = fixture.repository();
        var git =
                new GitHttp(
                        this::enter, new GitTransport(TransportSettings.defaults()), "api"::equals);
        server = HttpServer.start(HttpSettings.of("127.0.0.1", 0), List.of(git.surface()));
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(GitCommand.in(folder.resolve("store/01/1.git")).run("fsck", "--strict"))
                .doesNotContain("error", "missing");
    }

    private GitGate.Entry enter(
            GitService service, String path, Optional<GitLogin> login, String address, String id) {
        if (login.isEmpty() || !login.get().password().reveal().equals("secret")) {
            return login.filter(l -> l.password().reveal().equals("flood")).isPresent()
                    ? new GitGate.Entry.Banned()
                    : new GitGate.Entry.WhoAreYou();
        }
        if (!path.equals("acme/web")) {
            return new GitGate.Entry.Nothing();
        }
        return service == GitService.RECEIVE_PACK && login.get().username().equals("guest")
                ? new GitGate.Entry.Refused("You are not allowed to push code to this project.")
                : new GitGate.Entry.Open(repository, () -> hook);
    }

    private String url(String user, String path) {
        return "http://%s127.0.0.1:%d/%s".formatted(user, server.port(), path);
    }

    private HttpResponse<String> get(String path, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url("", path)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String basic(String text) {
        return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void clonesWithAndWithoutTheSuffix() {
        var git = GitCommand.in(folder);
        git.run("clone", "-q", url("ada:secret@", "acme/web.git"), "with");
        git.run("clone", "-q", url("ada:secret@", "acme/web"), "without");
        assertThat(folder.resolve("with/a.txt")).hasContent("a");
        assertThat(folder.resolve("without/a.txt")).hasContent("a");
    }

    @Test
    void pushesLargePacksInChunks() throws IOException {
        GitCommand.in(folder).run("clone", "-q", url("ada:secret@", "acme/web.git"), "work");
        var git = GitCommand.in(folder.resolve("work"));
        var bytes = new byte[20 << 20];
        new Random(1).nextBytes(bytes);
        Files.write(folder.resolve("work/large"), bytes);
        git.run("add", ".");
        git.run("commit", "-q", "-m", "large");
        git.run("push", "-q", "origin", "HEAD:main");
        assertThat(hook.moved).hasSize(1);
        assertThat(repository.refs().resolve("main").asCommit().orElseThrow().hex())
                .isEqualTo(git.run("rev-parse", "HEAD").strip());
    }

    @Test
    void asksWhoIsThereBeforeAnythingElse() throws Exception {
        for (var path : List.of("acme/web.git", "acme/none.git", "no/such")) {
            var answer = get(path + "/info/refs?service=git-upload-pack");
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate"))
                    .hasValue("Basic realm=\"\"");
        }
    }

    @Test
    void aProjectThatACallerMayNotSeeIsNotThere() throws Exception {
        var answer =
                get(
                        "acme/none.git/info/refs?service=git-upload-pack",
                        "Authorization",
                        basic("ada:secret"));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("Not Found\n");
    }

    @Test
    void thePusherReadsWhyTheyMayNot() {
        GitCommand.in(folder).run("clone", "-q", url("guest:secret@", "acme/web.git"), "guest");
        var result = GitCommand.in(folder.resolve("guest")).attempt("push", "origin", "HEAD:x");
        assertThat(result.exit()).isNotZero();
        assertThat(result.text()).contains("403");
    }

    @Test
    void otherSchemesAndBrokenHeadersAreRefused() throws Exception {
        for (var header : List.of("Bearer abc", "Basic ???", basic("nocolon"), "Basic")) {
            assertThat(
                            get(
                                            "acme/web.git/info/refs?service=git-upload-pack",
                                            "Authorization",
                                            header)
                                    .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void aBodyThatSaysItIsGzipAndIsNotIsMalformed() throws Exception {
        for (var service : List.of("git-upload-pack", "git-receive-pack")) {
            for (var body : List.of("no gzip at all", "", "0000")) {
                var request =
                        HttpRequest.newBuilder(URI.create(url("", "acme/web.git/" + service)))
                                .header("Authorization", basic("ada:secret"))
                                .header("Content-Type", "application/x-" + service + "-request")
                                .header("Content-Encoding", "gzip")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build();
                var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(service + " " + body).isEqualTo(400);
                assertThat(answer.body()).contains("not gzip");
            }
        }
        assertThat(hook.pushes).isEmpty();
    }

    @Test
    void aDepthFromTheEndOfTheHistoryIsRefusedInWords() throws Exception {
        var url = url("ada:secret@", "acme/web.git");
        RepositoryFixture.of(repository).file("b.txt", "b").commit("second");
        RepositoryFixture.of(repository).file("c.txt", "c").commit("third");
        GitCommand.in(folder).run("clone", "-q", "--depth", "1", url, "shallow");
        var git = GitCommand.in(folder.resolve("shallow"));
        for (var version : List.of("0", "2")) {
            var said = git.attempt("-c", "protocol.version=" + version, "fetch", "--deepen", "1");
            assertThat(said.exit()).isNotZero();
            assertThat(said.text()).contains("--deepen").doesNotContain("500");
        }
        assertThat(git.attempt("-c", "protocol.version=2", "fetch", "--deepen", "1").text())
                .contains("use --depth");
        git.run("fetch", "-q", "--depth", "2");
        assertThat(git.run("rev-list", "--count", "HEAD").strip()).isEqualTo("2");
    }

    @Test
    void aWantThatIsNotThereIsRefusedInWords() {
        GitCommand.in(folder).run("clone", "-q", url("ada:secret@", "acme/web.git"), "wants");
        var said =
                GitCommand.in(folder.resolve("wants")).attempt("fetch", "origin", "1".repeat(40));
        assertThat(said.exit()).isNotZero();
        assertThat(said.text()).contains("not valid").doesNotContain("500");
    }

    @Test
    void oldClientsAndUnknownPathsGetAPlainAnswer() throws Exception {
        assertThat(get("acme/web.git/info/refs").statusCode()).isEqualTo(403);
        assertThat(get("acme/web.git/HEAD").statusCode()).isEqualTo(404);
        assertThat(get("acme/web.git/info/refs?service=git-shell").statusCode()).isEqualTo(403);
        assertThat(
                        get(
                                        "acme/web.git/info/refs?service=git-upload-pack",
                                        "Authorization",
                                        basic("ada:flood"))
                                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void theAdvertisementIsNeverCached() throws Exception {
        var answer =
                get(
                        "acme/web.git/info/refs?service=git-receive-pack",
                        "Authorization",
                        basic("ada:secret"));
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/x-git-receive-pack-advertisement");
        assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-cache");
        assertThat(answer.body()).startsWith("001f# service=git-receive-pack\n0000");
    }

    private HttpResponse<String> lfs(String method, String path, String body, String login)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(url("", "acme/web.git/info/lfs/" + path)))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!login.isEmpty()) {
            request.header("Authorization", basic(login));
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void largeFilesGoUpAndComeDown() throws Exception {
        var content = "large file";
        var id =
                java.util.HexFormat.of()
                        .formatHex(
                                java.security.MessageDigest.getInstance("SHA-256")
                                        .digest(content.getBytes(StandardCharsets.UTF_8)));
        var objects = "\"objects\":[{\"oid\":\"" + id + "\",\"size\":10}]}";
        var up = "{\"operation\":\"upload\"," + objects;
        var down = "{\"operation\":\"download\"," + objects;
        assertThat(lfs("POST", "objects/batch", up, "").statusCode()).isEqualTo(401);
        assertThat(lfs("POST", "objects/batch", up, "guest:secret").statusCode()).isEqualTo(403);
        assertThat(lfs("POST", "objects/batch", down, "guest:secret").body())
                .contains("\"code\":404");
        assertThat(lfs("POST", "objects/batch", up, "ada:secret").body())
                .contains("/acme/web.git/info/lfs/objects/" + id + "/10");
        assertThat(lfs("PUT", "objects/" + id + "/10", "wrong file", "ada:secret").statusCode())
                .isEqualTo(422);
        assertThat(lfs("PUT", "objects/" + id + "/10", content, "guest:secret").statusCode())
                .isEqualTo(403);
        assertThat(lfs("PUT", "objects/" + id + "/10", content, "ada:secret").statusCode())
                .isEqualTo(200);
        assertThat(lfs("POST", "objects/batch", up, "ada:secret").body()).doesNotContain("actions");
        assertThat(lfs("POST", "objects/batch", down, "guest:secret").body())
                .contains("\"download\"");
        assertThat(lfs("GET", "objects/" + id, "", "guest:secret").body()).isEqualTo(content);
        var rest =
                get(
                        "acme/web.git/info/lfs/objects/" + id,
                        "Authorization",
                        basic("ada:secret"),
                        "Range",
                        "bytes=6-");
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).isEqualTo("file");
    }

    @Test
    void whatIsNoRequestOfLfsIsRefused() throws Exception {
        for (var body :
                List.of(
                        "",
                        "[]",
                        "{}",
                        "{\"operation\":\"x\",\"objects\":[]}",
                        "{\"operation\":\"upload\",\"objects\":[{\"oid\":\"../x\",\"size\":1}]}")) {
            assertThat(lfs("POST", "objects/batch", body, "ada:secret").statusCode())
                    .as(body)
                    .isEqualTo(422);
        }
        assertThat(lfs("POST", "objects/batch", "x".repeat(2 << 20), "").statusCode())
                .isEqualTo(413);
        assertThat(lfs("POST", "objects/batch", "{nope", "ada:secret").statusCode()).isEqualTo(400);
        assertThat(lfs("POST", "locks/verify", "{}", "ada:secret").statusCode()).isEqualTo(404);
        assertThat(lfs("GET", "objects/nothex", "", "ada:secret").statusCode()).isEqualTo(404);
    }

    @Test
    void onlyAddressesOfGitAreClaimed() {
        assertThat(GitAddress.of("/a/b/info/refs")).contains(new GitAddress("a/b", "info/refs"));
        assertThat(GitAddress.of("/a/b/c.git/git-upload-pack"))
                .contains(new GitAddress("a/b/c", "git-upload-pack"));
        assertThat(GitAddress.of("/a/b.git")).contains(new GitAddress("a/b", ""));
        assertThat(GitAddress.of("/a/b")).isEmpty();
        assertThat(GitAddress.of("/b.git/info/refs")).isEmpty();
    }
}
