package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.slipway.forge.access.Role;
import io.slipway.git.RecordingHook;
import io.slipway.git.RepositoryFixture;
import io.slipway.git.TransportServer;
import io.slipway.git.repository.Repositories;
import io.slipway.git.repository.RepositorySettings;
import io.slipway.git.transport.TransportSettings;
import io.slipway.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Projects that are made from a repository elsewhere. */
@Timeout(120)
class ImportsTest {
    private final World world = new World();
    @TempDir Path folder;
    private Repositories there;
    private TransportServer git;
    private RepositoryFixture source;

    @BeforeEach
    void serve() throws IOException {
        there = new Repositories(folder, RepositorySettings.defaults());
        git = new TransportServer(there, TransportSettings.defaults(), RecordingHook::new);
        source = RepositoryFixture.in(there, 1);
        source.branch("trunk").file("a.txt", "a").commit("First");
        source.annotatedTag("v1", "One").branch("topic", "trunk").file("b", "b").commit("Second");
        there.open(source.repository().id())
                .orElseThrow()
                .refs()
                .setHead(io.slipway.git.ref.RefName.branch("trunk"));
        world.caller("ada");
    }

    @AfterEach
    void close() {
        git.close();
        there.close();
        world.close();
    }

    private World.Answer create(String name, String url) {
        return world.as("ada", "POST", "/projects", "name=" + name + "&import_url=" + url);
    }

    private void untilOver(String project, String state) {
        Await.until(
                "the import is over",
                () ->
                        List.of("finished", "failed")
                                .contains(
                                        world.get("ada", "/projects/ada%2F" + project)
                                                .json()
                                                .path("import_status")
                                                .asText()));
        var json = world.get("ada", "/projects/ada%2F" + project).json();
        assertThat(json.get("import_status").asText()).as(json.toString()).isEqualTo(state);
    }

    @Test
    void branchesAndTagsComeInAndTheDefaultBranchIsTheirs() {
        var made = create("web", git.url(1));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json().get("import_status").asText())
                .isIn("scheduled", "started", "finished");
        untilOver("web", "finished");
        var project = "/projects/ada%2Fweb";
        assertThat(world.get("ada", project).json().get("default_branch").asText())
                .isEqualTo("trunk");
        assertThat(world.get("ada", project).json().has("import_error")).isFalse();
        var branches = world.get("ada", project + "/repository/branches").json();
        assertThat(branches.findValuesAsText("name")).contains("topic", "trunk");
        assertThat(branches.get(1).get("protected").asBoolean()).isTrue();
        assertThat(world.get("ada", project + "/repository/tags/v1").json().get("message").asText())
                .isEqualTo("One");
        assertThat(world.get("ada", project + "/repository/blobs/topic?filepath=b").text())
                .isEqualTo("b");
        assertThat(world.get("ada", project + "/events").json().get(0).get("action_name").asText())
                .isEqualTo("imported");
    }

    @Test
    void credentialsAreUsedAndNeverKeptOrShown() throws IOException {
        var right =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString("bob:s3cr:t".getBytes(StandardCharsets.UTF_8));
        var refused = new AtomicInteger();
        var gate = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        gate.createContext(
                "/",
                exchange -> {
                    var login = exchange.getRequestHeaders().getFirst("Authorization");
                    if (right.equals(login)) {
                        exchange.getResponseHeaders()
                                .set("Location", git.url(1) + "/info/refs?service=git-upload-pack");
                        exchange.sendResponseHeaders(302, -1);
                    } else {
                        refused.incrementAndGet();
                        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"x\"");
                        exchange.sendResponseHeaders(401, -1);
                    }
                    exchange.close();
                });
        gate.start();
        try {
            var host = "127.0.0.1:" + gate.getAddress().getPort();
            var made = create("web", "http://bob:s3cr%253At@" + host + "/1.git");
            assertThat(made.status()).as(made.text()).isEqualTo(201);
            assertThat(made.text()).doesNotContain("s3cr");
            untilOver("web", "finished");
            assertThat(refused).hasPositiveValue();
            create("wrong", "http://bob:s3cr%253A@" + host + "/1.git");
            untilOver("wrong", "failed");
            var failed = world.get("ada", "/projects/ada%2Fwrong");
            assertThat(failed.json().get("import_error").asText()).isNotEmpty();
            assertThat(failed.text()).doesNotContain("s3cr");
            var rows =
                    world.forge
                            .database()
                            .read(r ->
                                    r.list(
                                            "select * from project_imports",
                                            row ->
                                                    row.text("url")
                                                            + row.optionalText("login_sealed")));
            assertThat(rows).hasSize(2).allMatch(row -> !row.contains("s3cr"));
            assertThat(rows).allMatch(row -> row.endsWith("Optional.empty"));
        } finally {
            gate.stop(0);
        }
    }

    @Test
    void privateHostsAreNotCalledUnlessAllowed() {
        for (var host : List.of("localhost", "[::1]", "10.0.0.1", "169.254.169.254", "0.0.0.0")) {
            var name = "p" + host.replaceAll("[^a-z0-9]", "");
            assertThat(create(name, "http://" + host + ":1/x.git").status()).isEqualTo(201);
            untilOver(name, "failed");
            assertThat(
                            world.get("ada", "/projects/ada%2F" + name)
                                    .json()
                                    .get("import_error")
                                    .asText())
                    .as(host)
                    .contains("private network");
        }
        world.forge.user("dev");
        assertThat(
                        world.get("root", "/projects/ada%2Fplocalhost")
                                .json()
                                .get("default_branch")
                                .isNull())
                .isTrue();
    }

    @Test
    void badAddressesAreRefusedBeforeAnythingIsMade() {
        for (var url :
                List.of(
                        "x",
                        "ftp://a/b",
                        "file:///etc/passwd",
                        "http://",
                        "http:///x",
                        "ht%20tp://a")) {
            var refused = create("web", url);
            assertThat(refused.status()).as(url).isEqualTo(400);
            assertThat(refused.json().at("/message/import_url/0").asText()).isEqualTo("is invalid");
        }
        var ssh = create("web", "ssh://git@example.org/a.git");
        assertThat(ssh.json().at("/message/import_url/0").asText())
                .isEqualTo("must begin with http:// or https://");
        var secret = create("web", "http://u:s3cret@exa mple.org/a");
        assertThat(secret.status()).isEqualTo(400);
        assertThat(secret.text()).doesNotContain("s3cret");
        assertThat(world.get("ada", "/projects").json()).isEmpty();
    }

    @Test
    void whatIsNoRepositoryFailsWithAReason() {
        create("none", git.url(1).replace("/1.git", "/9.git"));
        untilOver("none", "failed");
        assertThat(world.get("ada", "/projects/ada%2Fnone").json().get("import_error").asText())
                .isNotEmpty();
        var id = world.get("ada", "/projects/ada%2Fnone").json().get("id").asLong();
        world.caller("bob");
        world.as(
                "ada",
                "POST",
                "/projects/" + id + "/members",
                "access_level=30&user_id=" + world.id("bob"));
        var seen = world.get("bob", "/projects/" + id).json();
        assertThat(seen.get("import_status").asText()).isEqualTo("failed");
        assertThat(seen.has("import_error")).isFalse();
    }

    @Test
    void administratorsImportForOthers() {
        var made =
                world.as(
                        "root",
                        "POST",
                        "/projects/user/" + world.id("ada"),
                        "name=web&import_url=" + git.url(1));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        untilOver("web", "finished");
        world.forge.member("ada", "demo", Role.GUEST);
        assertThat(world.get("ada", "/projects/ada%2Fweb/repository/branches").json()).hasSize(2);
    }
}
