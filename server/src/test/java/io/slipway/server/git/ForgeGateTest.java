package io.slipway.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Role;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Credential;
import io.slipway.forge.identity.Scope;
import io.slipway.forge.project.Project;
import io.slipway.git.GitCommand;
import io.slipway.git.transport.GitTransport;
import io.slipway.git.transport.TransportSettings;
import io.slipway.http.HttpServer;
import io.slipway.http.HttpSettings;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.SecretBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real git against the forge over HTTP. */
class ForgeGateTest {

    private static final String PASSWORD = ForgeFixture.PASSWORD.reveal().replace(" ", "%20");

    @TempDir Path folder;
    private ForgeFixture forge;
    private ForgeGate gate;
    private HttpServer server;
    private Project project;

    @BeforeEach
    void start() {
        forge = ForgeFixture.fresh();
        var doors = forge.forge();
        var tokens = new LfsTokens(SecretBox.ephemeral(), doors.authentication(), forge.clock());
        gate =
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
                        Optional.of(new GitHttp.ProjectFiles(doors.fileLocks(), tokens, 1 << 20)));
        server = HttpServer.start(HttpSettings.of("127.0.0.1", 0), List.of(git.surface()));
        project = forge.project("demo/web");
        forge.member("ada", "demo", Role.MASTER);
        forge.member("dev", "demo", Role.DEVELOPER);
        forge.member("rep", "demo", Role.REPORTER);
        forge.member("guest", "demo", Role.GUEST);
        forge.user("eve");
    }

    @AfterEach
    void stop() {
        server.close();
        forge.close();
    }

    private String url(String user, String password, String path) {
        return "http://%s:%s@127.0.0.1:%d/%s".formatted(user, password, server.port(), path);
    }

    private GitCommand clone(String user, String name) {
        GitCommand.in(folder).run("clone", "-q", url(user, PASSWORD, "demo/web.git"), name);
        return GitCommand.in(folder.resolve(name));
    }

    private void commit(GitCommand git, String name, String file) throws IOException {
        Files.writeString(folder.resolve(name).resolve(file), file);
        git.run("add", ".");
        git.run("commit", "-q", "-m", "add " + file);
    }

    @Test
    void theFirstPushMakesTheDefaultBranchAndProtectsIt() throws IOException {
        var git = clone("ada", "ada");
        commit(git, "ada", "a");
        git.run("push", "-q", "origin", "HEAD:refs/heads/trunk");
        assertThat(forge.repositories().open(project.repositoryId()).orElseThrow().refs().head())
                .hasToString("refs/heads/trunk");
        var dev = clone("dev", "dev");
        commit(dev, "dev", "b");
        dev.run("push", "-q", "origin", "HEAD:refs/heads/feature");
        commit(git, "ada", "c");
        git.run("commit", "-q", "--amend", "-m", "another");
        git.run("reset", "-q", "--hard", "HEAD~1");
        git.run("commit", "-q", "--amend", "-m", "rewritten");
        assertThat(git.attempt("push", "-f", "origin", "HEAD:trunk").text())
                .contains("You are not allowed to force push code to a protected branch");
        assertThat(git.attempt("push", "origin", ":trunk").exit()).isNotZero();
        assertThat(git.run("push", "origin", ":feature")).contains("[deleted]");
    }

    @Test
    void whoMayOnlyReadHearsWhy() throws IOException {
        var git = clone("rep", "rep");
        commit(git, "rep", "a");
        var result = git.attempt("push", "origin", "HEAD:refs/heads/x");
        assertThat(result.exit()).isNotZero();
        assertThat(result.text())
                .contains("403", "You are not allowed to push code to this project.");
    }

    @Test
    void whatACallerMaySeeDecides() {
        var anonymous = forge.anonymous();
        assertThat(gate.enter(GitService.UPLOAD_PACK, "demo/web", anonymous))
                .isInstanceOf(GitGate.Entry.WhoAreYou.class);
        assertThat(gate.enter(GitService.UPLOAD_PACK, "no/such", anonymous))
                .isInstanceOf(GitGate.Entry.WhoAreYou.class);
        for (var name : List.of("guest", "eve")) {
            for (var path : List.of("demo/web", "no/such")) {
                assertThat(gate.enter(GitService.UPLOAD_PACK, path, forge.user(name)))
                        .as("%s %s", name, path)
                        .isInstanceOf(GitGate.Entry.Nothing.class);
            }
        }
        assertThat(gate.enter(GitService.UPLOAD_PACK, "Demo/Web", forge.user("rep")))
                .isInstanceOf(GitGate.Entry.Open.class);
    }

    @Test
    void aPublicProjectIsOpenToAllForReadingOnly() {
        forge.project("demo/open", Visibility.PUBLIC);
        var anonymous = forge.anonymous();
        assertThat(gate.enter(GitService.UPLOAD_PACK, "demo/open", anonymous))
                .isInstanceOf(GitGate.Entry.Open.class);
        assertThat(gate.enter(GitService.RECEIVE_PACK, "demo/open", anonymous))
                .isInstanceOf(GitGate.Entry.WhoAreYou.class);
        assertThat(gate.enter(GitService.RECEIVE_PACK, "demo/open", forge.user("eve")))
                .isInstanceOf(GitGate.Entry.Refused.class);
        assertThat(
                        GitCommand.in(folder)
                                .run(
                                        "ls-remote",
                                        "http://127.0.0.1:%d/demo/open".formatted(server.port())))
                .isEmpty();
    }

    @Test
    void aWrongPasswordIsAskedForAgainAndThenBanned() {
        GitGate.Entry last = null;
        for (int i = 0; i < 30; i++) {
            last =
                    gate.enter(
                            GitService.UPLOAD_PACK,
                            "demo/web",
                            Optional.of(new GitLogin("ada", new Secret("wrong"))),
                            "192.0.2.9",
                            "r");
            if (i == 0) {
                assertThat(last).isInstanceOf(GitGate.Entry.WhoAreYou.class);
            }
        }
        assertThat(last).isInstanceOf(GitGate.Entry.Banned.class);
    }

    private String token(String user, Scope scope) {
        return forge.forge()
                .personalAccessTokens()
                .create(forge.user(user), "git", Set.of(scope), Optional.empty())
                .text()
                .reveal();
    }

    @Test
    void aTokenDoesWhatItsScopeSays() throws IOException {
        var reads = url("ada", token("ada", Scope.READ_REPOSITORY), "demo/web.git");
        var writes = url("ada", token("ada", Scope.WRITE_REPOSITORY), "demo/web.git");
        var neither = url("ada", token("ada", Scope.READ_USER), "demo/web.git");
        GitCommand.in(folder).run("clone", "-q", reads, "work");
        var git = GitCommand.in(folder.resolve("work"));
        commit(git, "work", "a");
        assertThat(git.attempt("push", reads, "HEAD:main").text()).contains("403");
        git.run("push", "-q", writes, "HEAD:main");
        assertThat(git.attempt("ls-remote", neither).exit()).isNotZero();
        var oauth2 = url("oauth2", token("ada", Scope.READ_REPOSITORY), "demo/web.git");
        assertThat(git.run("ls-remote", oauth2)).contains("refs/heads/main");
    }

    @Test
    void aDeployKeyNeverPushes() {
        var key = Caller.deployKey(7, "ci", forge.anonymous().origin());
        assertThat(key.credential()).isEqualTo(Credential.DEPLOY_KEY);
        assertThat(gate.enter(GitService.RECEIVE_PACK, "demo/web", key))
                .isInstanceOf(GitGate.Entry.Nothing.class);
    }
}
