package io.slipway.server.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Role;
import io.slipway.forge.identity.Caller;
import io.slipway.git.GitCommand;
import io.slipway.git.transport.GitTransport;
import io.slipway.git.transport.TransportSettings;
import io.slipway.platform.secret.SecretBox;
import io.slipway.server.git.ForgeGate;
import io.slipway.server.git.GitService;
import io.slipway.server.git.LfsTokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real git and ssh against the forge. */
class GitSshTest {

    // Making them takes a second or more.
    @TempDir static Path hostKeys;

    @TempDir Path folder;
    private ForgeFixture forge;
    private GitSsh server;

    @BeforeEach
    void start() throws Exception {
        forge = ForgeFixture.fresh();
        forge.project("demo/web");
        forge.member("ada", "demo", Role.MASTER);
        forge.member("rep", "demo", Role.REPORTER);
        server = listen();
        addKey("ada", "ed25519");
        addKey("rep", "rsa");
        addKey("eve", "ecdsa");
    }

    private GitSsh listen() {
        var doors = forge.forge();
        var tokens = new LfsTokens(SecretBox.ephemeral(), doors.authentication(), forge.clock());
        return GitSsh.start(
                SshSettings.of("127.0.0.1", 0, hostKeys),
                doors.keys(),
                new ForgeGate(
                        doors.authentication(),
                        doors.projects(),
                        doors.access(),
                        doors.pushes(),
                        tokens),
                new GitTransport(TransportSettings.defaults()),
                new LfsPass("http://slipway.test", tokens));
    }

    @AfterEach
    void stop() {
        server.close();
        forge.close();
    }

    private void addKey(String user, String type) throws Exception {
        var file = folder.resolve(user + ".key");
        run("ssh-keygen", "-q", "-t", type, "-N", "", "-C", user, "-f", file.toString());
        Caller caller = forge.user(user);
        forge.forge()
                .keys()
                .add(
                        caller,
                        caller.requirePerson().id(),
                        "laptop",
                        Files.readString(folder.resolve(user + ".key.pub")));
    }

    private List<String> ssh(String user) {
        return List.of(
                "ssh",
                "-F",
                "/dev/null",
                "-i",
                folder.resolve(user + ".key").toString(),
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "IdentityAgent=none",
                "-o",
                "BatchMode=yes",
                "-o",
                "StrictHostKeyChecking=accept-new",
                "-o",
                "UserKnownHostsFile=" + folder.resolve("known_hosts"),
                "-p",
                Integer.toString(server.port()));
    }

    private GitCommand git(String user, Path at) {
        return GitCommand.in(at).with("GIT_SSH_COMMAND", String.join(" ", ssh(user)));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private void commit(GitCommand git, String name, String file) throws IOException {
        Files.writeString(folder.resolve(name).resolve(file), file);
        git.run("add", ".");
        git.run("commit", "-q", "-m", "add " + file);
    }

    private static final String URL = "ssh://git@127.0.0.1/demo/web.git";

    @Test
    void clonesPushesFetchesAndArchives() throws Exception {
        git("ada", folder).run("clone", "-q", URL, "work");
        var git = git("ada", folder.resolve("work"));
        commit(git, "work", "a.txt");
        var bytes = new byte[8 << 20];
        new Random(5).nextBytes(bytes);
        Files.write(folder.resolve("work/large"), bytes);
        git.run("add", ".");
        git.run("commit", "-q", "-m", "large");
        git.run("push", "-q", "origin", "HEAD:main");
        for (var version : List.of("0", "2")) {
            git("rep", folder)
                    .run("-c", "protocol.version=" + version, "clone", "-q", URL, "copy" + version);
            assertThat(folder.resolve("copy" + version).resolve("a.txt")).hasContent("a.txt");
            assertThat(GitCommand.in(folder.resolve("copy" + version)).run("fsck", "--strict"))
                    .isEmpty();
        }
        git("rep", folder).run("clone", "-q", "--depth", "1", URL, "shallow");
        git("rep", folder)
                .run("archive", "--remote=" + URL, "--prefix=x/", "-o", "out.tar", "main", "a.txt");
        assertThat(run("tar", "-tf", folder.resolve("out.tar").toString())).contains("x/a.txt");
        assertThat(
                        git("rep", folder)
                                .attempt("archive", "--remote=" + URL, "-o", "no.tar", "nope")
                                .text())
                .contains("no such ref: nope");
    }

    @Test
    void theServerKeepsItsKeysAcrossARestart() throws Exception {
        git("ada", folder).run("ls-remote", URL);
        var before = Files.readString(hostKeys.resolve("host_ed25519"));
        server.close();
        server = listen();
        assertThat(Files.readString(hostKeys.resolve("host_ed25519"))).isEqualTo(before);
        assertThat(Files.getPosixFilePermissions(hostKeys.resolve("host_rsa"))).hasSize(2);
    }

    @Test
    void saysWhyItRefuses() throws Exception {
        assertThat(git("eve", folder).attempt("clone", URL, "x").text())
                .contains("The project you were looking for could not be found.");
        git("rep", folder).run("clone", "-q", URL, "rep");
        var git = git("rep", folder.resolve("rep"));
        commit(git, "rep", "b");
        assertThat(git.attempt("push", "origin", "HEAD:main").text())
                .contains("You are not allowed to push code to this project.");
    }

    @Test
    void greetsAndRunsNothingElse() throws Exception {
        assertThat(ssh("ada", "git@127.0.0.1")).contains("Welcome to GitLab, User ada!");
        assertThat(ssh("ada", "git@127.0.0.1", "cat /etc/passwd"))
                .contains("The command you're trying to execute is not allowed.")
                .doesNotContain("root:");
        assertThat(ssh("ada", "root@127.0.0.1")).contains("Permission denied");
    }

    private String ssh(String user, String... arguments) throws Exception {
        var command = new ArrayList<>(ssh(user));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    @Test
    void showsTheWayToLargeFiles() throws Exception {
        var up = ssh("ada", "git@127.0.0.1", "git-lfs-authenticate demo/web.git upload");
        assertThat(up)
                .contains(
                        "\"href\":\"http://slipway.test/demo/web.git/info/lfs\"",
                        "\"Authorization\":\"Basic ",
                        "\"expires_in\":1800");
        assertThat(ssh("rep", "git@127.0.0.1", "git-lfs-authenticate 'demo/web' download"))
                .contains("\"Authorization\":\"Basic ");
        assertThat(ssh("rep", "git@127.0.0.1", "git-lfs-authenticate demo/web.git upload"))
                .contains("You are not allowed to push code to this project.")
                .doesNotContain("Authorization");
        assertThat(ssh("eve", "git@127.0.0.1", "git-lfs-authenticate demo/web.git download"))
                .contains("The project you were looking for could not be found.");
    }

    @Test
    void aStrangersKeyOpensNothing() throws Exception {
        var file = folder.resolve("stranger.key");
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString());
        assertThat(ssh("stranger", "git@127.0.0.1")).contains("Permission denied");
    }

    @Test
    void readsTheCommandsOfGitsClientsOnly() {
        assertThat(CommandLine.parse("git-upload-pack '/demo/web.git'"))
                .hasValueSatisfying(c -> assertThat(c.project()).isEqualTo("demo/web"));
        assertThat(CommandLine.parse("git receive-pack 'demo/sub/web'"))
                .hasValueSatisfying(c -> assertThat(c.project()).isEqualTo("demo/sub/web"));
        assertThat(CommandLine.parse("git-lfs-authenticate demo/web.git download"))
                .contains(new CommandLine(GitService.UPLOAD_PACK, "demo/web", true));
        for (var line :
                List.of(
                        "git-lfs-authenticate demo/web.git sing",
                        "git-lfs-authenticate demo/web.git",
                        "git-upload-pack 'a/b'\r\nX: y",
                        "git-upload-pack 'a/\u0007b'",
                        "git-upload-pack 'a/" + "b".repeat(5_000) + "'",
                        "git-upload-pack",
                        "git-upload-pack 'web'",
                        "git-upload-pack 'a/b'; ls",
                        "git-shell 'a/b'",
                        "git-upload-pack 'a/b' 'c'",
                        "scp -f x",
                        "")) {
            assertThat(CommandLine.parse(line)).as(line).isEmpty();
        }
    }
}
