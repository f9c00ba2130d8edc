package io.slipway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.move.ForgeCalls;
import io.slipway.git.GitCommand;
import io.slipway.server.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Moving in, with one server as the old place and the new one. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportCommandTest {

    @TempDir static Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private SlipwayServer server;
    private String url;
    private String root;
    private String ada;
    private ForgeCalls asRoot;

    @BeforeAll
    void start() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        url = "http://127.0.0.1:" + port;
        server =
                SlipwayServer.start(
                        Settings.read(
                                Map.of(
                                        "port",
                                        Integer.toString(port),
                                        "data",
                                        folder.resolve("data").toString(),
                                        "root-password",
                                        "correct horse",
                                        "import.allowed-hosts",
                                        "127.0.0.1"),
                                Map.of()));
        var nobody = new ForgeCalls(url, "v3", "", client);
        root =
                nobody.require(
                                "POST",
                                "/session",
                                Map.of("login", "root", "password", "correct horse"),
                                "sign in")
                        .text("private_token")
                        .orElseThrow();
        asRoot = new ForgeCalls(url, "v3", root, client);
        for (var name : new String[] {"ada", "bob"}) {
            asRoot.require(
                    "POST",
                    "/users",
                    Map.of(
                            "username",
                            name,
                            "name",
                            name,
                            "email",
                            name + "@forge.test",
                            "password",
                            "correct horse"),
                    "make a user");
        }
        ada =
                nobody.require(
                                "POST",
                                "/session",
                                Map.of("login", "ada", "password", "correct horse"),
                                "sign in")
                        .text("private_token")
                        .orElseThrow();
    }

    @AfterAll
    void stop() {
        server.close();
        client.close();
    }

    private record Ran(int status, String out, String err) {}

    private static Ran run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status =
                Main.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        return new Ran(status, out.toString(), err.toString());
    }

    private Path bare(String name) {
        var work = GitCommand.in(folder.resolve("work-" + name));
        work.run("init", "-q", "-b", "trunk");
        work.run("commit", "-q", "--allow-empty", "-m", "First");
        work.run("tag", "-a", "v1", "-m", "One");
        work.run("checkout", "-q", "-b", "topic/x");
        work.run("commit", "-q", "--allow-empty", "-m", "Second");
        work.run("checkout", "-q", "trunk");
        var bare = folder.resolve("repositories").resolve(name + ".git");
        GitCommand.in(folder)
                .run(
                        "clone",
                        "-q",
                        "--bare",
                        folder.resolve("work-" + name).toString(),
                        bare.toString());
        return bare;
    }

    @Test
    void foldersOfBareRepositoriesBecomeProjects() throws IOException {
        bare("one");
        bare("two");
        Files.createDirectories(folder.resolve("repositories/other"));
        var ran =
                run(
                        "import",
                        "folder",
                        folder.resolve("repositories").toString(),
                        "--server",
                        url,
                        "--token",
                        ada);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.status()).isZero();
        assertThat(ran.out().lines()).contains("ada/one", "ada/two");
        var calls = new ForgeCalls(url, "v3", ada, client);
        assertThat(calls.call("GET", "/projects/ada%2Fone", Map.of()).text("default_branch"))
                .contains("trunk");
        assertThat(calls.list("/projects/ada%2Ftwo/repository/branches").orElseThrow()).hasSize(2);
        assertThat(calls.list("/projects/ada%2Ftwo/repository/tags").orElseThrow()).hasSize(1);
        // Once more changes nothing and is no failure.
        var again =
                run(
                        "import",
                        "folder",
                        folder.resolve("repositories/one.git").toString(),
                        "--server",
                        url,
                        "--token",
                        ada);
        assertThat(again.status()).as(again.err()).isZero();
        var nothing =
                run(
                        "import",
                        "folder",
                        folder.resolve("repositories/other").toString(),
                        "--server",
                        url,
                        "--token",
                        ada);
        assertThat(nothing.status()).isEqualTo(1);
        assertThat(nothing.err()).contains("no bare repository");
        var wrong =
                run(
                        "import",
                        "folder",
                        folder.resolve("repositories/one.git").toString(),
                        "--server",
                        url,
                        "--token",
                        "wrong-token");
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.err()).contains("401").doesNotContain("wrong-token");
    }

    private void seedOldPlace() {
        var group =
                asRoot.require("POST", "/groups", Map.of("name", "old", "path", "old"), "make it");
        var wish = new LinkedHashMap<String, Object>();
        wish.put("name", "The Shop");
        wish.put("path", "shop");
        wish.put("description", "Sells");
        wish.put("namespace_id", group.object().get("id"));
        wish.put("visibility_level", 10);
        asRoot.require("POST", "/projects", wish, "make it");
        var shop = "/projects/old%2Fshop";
        asRoot.require(
                "POST",
                shop + "/repository/files",
                Map.of(
                        "file_path", "a.txt",
                        "branch_name", "trunk",
                        "content", "a",
                        "commit_message", "First"),
                "write");
        asRoot.require(
                "POST",
                shop + "/repository/branches",
                Map.of("branch_name", "stable/1", "ref", "trunk"),
                "branch");
        asRoot.require(
                "PUT",
                shop + "/repository/branches/stable%2F1/protect",
                Map.of("developers_can_push", true),
                "protect");
        asRoot.require(
                "POST",
                shop + "/repository/tags",
                Map.of("tag_name", "v1", "ref", "trunk", "release_description", "The first"),
                "tag");
        asRoot.require(
                "POST",
                shop + "/labels",
                Map.of("name", "bug", "color", "#ff0000", "description", "Wrong"),
                "label");
        var bob = asRoot.list("/users?username=bob").orElseThrow().getFirst().get("id");
        asRoot.require(
                "POST",
                shop + "/members",
                Map.of("user_id", bob == null ? 0 : bob, "access_level", 30),
                "add");
    }

    @Test
    void projectsOfOtherServersComeWithWhatHangsOnThem() {
        seedOldPlace();
        var ran =
                run(
                        "import",
                        "project",
                        url + "/old/shop",
                        "--source-token",
                        root,
                        "--server",
                        url,
                        "--token",
                        ada,
                        "--name",
                        "shop");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.status()).isZero();
        assertThat(ran.out())
                .contains("project     ada/shop", "repository  came", "labels      1 came");
        assertThat(ran.out()).doesNotContain(root).doesNotContain(ada);
        var calls = new ForgeCalls(url, "v3", ada, client);
        var shop = "/projects/ada%2Fshop";
        var project = calls.call("GET", shop, Map.of());
        assertThat(project.text("default_branch")).contains("trunk");
        assertThat(project.text("description")).contains("Sells");
        assertThat(project.text("visibility_level")).contains("10");
        var stable = calls.call("GET", shop + "/repository/branches/stable%2F1", Map.of()).object();
        assertThat(stable.get("protected")).isEqualTo(true);
        assertThat(stable.get("developers_can_push")).isEqualTo(true);
        var tag = calls.call("GET", shop + "/repository/tags/v1", Map.of()).object();
        assertThat(String.valueOf(tag.get("release"))).contains("The first");
        assertThat(calls.list(shop + "/labels").orElseThrow().getFirst().get("color"))
                .isEqualTo("#ff0000");
        assertThat(calls.list(shop + "/members").orElseThrow())
                .extracting(member -> String.valueOf(member.get("username")))
                .contains("ada", "bob");
        var hidden =
                run(
                        "import",
                        "project",
                        url + "/old/none",
                        "--source-token",
                        ada,
                        "--server",
                        url,
                        "--token",
                        ada);
        assertThat(hidden.status()).isEqualTo(1);
        assertThat(hidden.err()).contains("does not show old/none").doesNotContain(ada);
        var wrong =
                run(
                        "import",
                        "project",
                        "https://user:secret@example.org/a/b",
                        "--source-token",
                        ada,
                        "--server",
                        url,
                        "--token",
                        ada);
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.err()).doesNotContain("secret");
    }
}
