package io.slipway.git.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.slipway.git.GitCommand;
import io.slipway.git.RecordingHook;
import io.slipway.git.RepositoryFixture;
import io.slipway.git.TransportServer;
import io.slipway.git.ref.RefName;
import io.slipway.git.repository.GitRepository;
import io.slipway.git.repository.Repositories;
import io.slipway.git.repository.RepositoryId;
import io.slipway.git.repository.RepositorySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RemoteFetchTest {

    @TempDir Path folder;
    private Repositories here;
    private Repositories there;
    private TransportServer server;
    private RepositoryFixture source;
    private final List<String> asked = new ArrayList<>();

    @BeforeEach
    void serve() throws IOException {
        here = new Repositories(folder.resolve("here"), RepositorySettings.defaults());
        there = new Repositories(folder.resolve("there"), RepositorySettings.defaults());
        server = new TransportServer(there, TransportSettings.defaults(), RecordingHook::new);
        source = RepositoryFixture.in(there, 1);
    }

    @AfterEach
    void stop() {
        server.close();
        here.close();
        there.close();
    }

    private RemoteFetch fetch(RemoteLimits limits) {
        return new RemoteFetch(
                host -> {
                    asked.add(host);
                    return InetAddress.getLoopbackAddress();
                },
                limits);
    }

    private GitRepository empty() {
        return here.create(new RepositoryId(7), RefName.branch("master"));
    }

    private RemoteContents take(GitRepository into) throws IOException {
        return fetch(RemoteLimits.defaults())
                .fetch(into, URI.create(server.url(1)), Optional.empty(), () -> false);
    }

    @Test
    void bringsBranchesAndTagsWithAllTheirObjects() throws IOException {
        source.file("a", "a").commit("first");
        source.tag("v1").annotatedTag("v2", "Second");
        source.branch("topic/x", "main").file("b", "b").commit("second");
        var into = empty();
        var taken = take(into);
        assertThat(taken.refs())
                .containsOnlyKeys(
                        RefName.branch("main"),
                        RefName.branch("topic/x"),
                        RefName.tag("v1"),
                        RefName.tag("v2"));
        assertThat(taken.head()).contains(RefName.branch("main"));
        assertThat(taken.refs().get(RefName.branch("topic/x")))
                .isEqualTo(source.commitOf("topic/x").hash());
        assertThat(into.commit(source.commitOf("topic/x"))).isPresent();
        assertThat(into.refs().branches()).isEmpty();
        assertThat(asked).isNotEmpty().containsOnly("127.0.0.1");
        assertThat(GitCommand.in(folder.resolve("here/07/7.git")).run("fsck", "--strict"))
                .doesNotContain("missing")
                .doesNotContain("error");
        assertThat(take(into).refs()).isEqualTo(taken.refs());
    }

    @Test
    void anEmptyRepositoryBringsNothing() throws IOException {
        var taken = take(empty());
        assertThat(taken.refs()).isEmpty();
        assertThat(taken.head()).isEmpty();
    }

    @Test
    void hostsThatMayNotBeCalledAreNot() {
        var fetch =
                new RemoteFetch(
                        host -> {
                            throw new IOException("not " + host);
                        },
                        RemoteLimits.defaults());
        assertThatThrownBy(() ->
                        fetch.fetch(
                                empty(),
                                URI.create("http://127.0.0.1:1/x.git"),
                                Optional.empty(),
                                () -> false))
                .isInstanceOf(IOException.class)
                .hasMessage("not 127.0.0.1");
    }

    @Test
    void redirectionsAreAskedAboutToo() throws IOException {
        source.file("a", "a").commit("first");
        var other =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        other.createContext(
                "/",
                exchange -> {
                    var to =
                            server.url(1).replace("127.0.0.1", "localhost")
                                    + "/info/refs?service=git-upload-pack";
                    exchange.getResponseHeaders().set("Location", to);
                    exchange.sendResponseHeaders(302, -1);
                    exchange.close();
                });
        other.start();
        try {
            var address = URI.create("http://127.0.0.1:" + other.getAddress().getPort() + "/1.git");
            var strict =
                    new RemoteFetch(
                            host -> {
                                if (host.equals("localhost")) {
                                    throw new IOException("not there");
                                }
                                return InetAddress.getLoopbackAddress();
                            },
                            RemoteLimits.defaults());
            var into = empty();
            assertThatThrownBy(() -> strict.fetch(into, address, Optional.empty(), () -> false))
                    .hasMessage("not there");
            var taken =
                    fetch(RemoteLimits.defaults())
                            .fetch(into, address, Optional.empty(), () -> false);
            assertThat(taken.refs()).hasSize(1);
            assertThat(asked).contains("127.0.0.1", "localhost");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void aNameIsNeverLookedUpASecondTime() throws IOException {
        source.file("a", "a").commit("first");
        // The name exists nowhere: a look-up of its own would fail.
        var address = URI.create(server.url(1).replace("127.0.0.1", "forge.invalid"));
        var taken =
                fetch(RemoteLimits.defaults())
                        .fetch(empty(), address, Optional.empty(), () -> false);
        assertThat(taken.refs()).hasSize(1);
        assertThat(asked).isNotEmpty().containsOnly("forge.invalid");
    }

    @Test
    void aNameThatMovesIsJudgedAtEachConnection() {
        source.file("a", "a").commit("first");
        var address = URI.create(server.url(1).replace("127.0.0.1", "forge.invalid"));
        var moving =
                new RemoteFetch(
                        host -> {
                            asked.add(host);
                            if (asked.size() > 1) {
                                throw new IOException("it has moved to a private network");
                            }
                            return InetAddress.getLoopbackAddress();
                        },
                        RemoteLimits.defaults());
        var into = empty();
        assertThatThrownBy(() -> moving.fetch(into, address, Optional.empty(), () -> false))
                .hasMessage("it has moved to a private network");
        assertThat(asked).hasSizeGreaterThan(1).containsOnly("forge.invalid");
    }

    @Test
    void anAnswerThatIsNoHttpIsSaidSo() throws Exception {
        for (var answer :
                List.of(
                        "nonsense\r\n\r\n",
                        "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(20_000) + "\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n",
                        "HTTP/1.1 100 Continue\r\n\r\n".repeat(50))) {
            Thread serving;
            try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                serving =
                        Thread.ofVirtual()
                                .start(() -> {
                                    while (!listener.isClosed()) {
                                        serve(listener, answer);
                                    }
                                });
                var address = URI.create("http://a.invalid:" + listener.getLocalPort() + "/1.git");
                var into = here.open(new RepositoryId(7)).orElseGet(this::empty);
                assertThatThrownBy(() ->
                                fetch(RemoteLimits.defaults())
                                        .fetch(into, address, Optional.empty(), () -> false))
                        .as(answer.split("\r", 2)[0])
                        .isInstanceOf(IOException.class);
            }
            serving.join();
        }
    }

    private static void serve(ServerSocket listener, String answer) {
        try (var line = listener.accept()) {
            line.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            line.shutdownOutput();
            line.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The other side had enough, or the test is over.
        }
    }

    @Test
    void moreThanTheLimitIsNotTaken() {
        source.file("large", "x".repeat(10) + new java.util.Random(1).ints(20_000).boxed().toList())
                .commit("first");
        var limits = new RemoteLimits(20_000, Duration.ofSeconds(10), Duration.ofMinutes(1));
        var into = empty();
        assertThatThrownBy(() ->
                        fetch(limits)
                                .fetch(
                                        into,
                                        URI.create(server.url(1)),
                                        Optional.empty(),
                                        () -> false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("larger than");
        assertThat(into.commit(source.commitOf("main"))).isEmpty();
    }

    @Test
    void onlyHttpIsSpokenAndWhatIsNotGitIsSaidSo() throws IOException {
        for (var address : List.of("file:///etc", "ssh://a/b", "http://u:secret@a/b", "ftp://a")) {
            assertThatThrownBy(() ->
                            fetch(RemoteLimits.defaults())
                                    .fetch(
                                            here.open(new RepositoryId(7)).orElseGet(this::empty),
                                            URI.create(address),
                                            Optional.empty(),
                                            () -> false))
                    .as(address)
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("secret");
        }
    }
}
