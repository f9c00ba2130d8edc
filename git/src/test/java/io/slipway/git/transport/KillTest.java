package io.slipway.git.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.git.GitCommand;
import io.slipway.git.RecordingHook;
import io.slipway.git.RepositoryFixture;
import io.slipway.git.TransportServer;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefUpdate;
import io.slipway.git.repository.Repositories;
import io.slipway.git.repository.RepositoryId;
import io.slipway.git.repository.RepositorySettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server in a process of its own is killed in the middle of pushes, again and again. Every push
 * that a client was told is done is there afterwards, and every ref that is not where the last
 * acknowledged push put it is where an announced move would have put it.
 */
class KillTest {

    private static final int ROUNDS = 4;

    @TempDir Path folder;

    @Test
    void noAcknowledgedPushIsLostWhenTheServerIsKilled() throws Exception {
        var store = folder.resolve("store");
        RepositoryFixture.in(store).file("seed", "seed").commit("seed");
        var work = folder.resolve("work");
        var journal = folder.resolve("journal");
        Files.createFile(journal);
        Map<String, String> acknowledged = new HashMap<>();
        var random = new Random(11);
        int pushed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var server = Server.start(store, journal);
            if (round == 0) {
                GitCommand.in(folder).run("clone", "-q", server.url(), "work");
            }
            var git = GitCommand.in(work);
            git.run("remote", "set-url", "origin", server.url());
            var through = new CountDownLatch(1 + random.nextInt(3));
            long later = random.nextInt(400) * 1_000_000L;
            var killer =
                    Thread.startVirtualThread(() -> {
                        try {
                            through.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        // At any moment of the next pushes.
                        LockSupport.parkNanos(later);
                        server.process().destroyForcibly();
                    });
            while (server.process().isAlive()) {
                var branch = "b" + (pushed % 3);
                Files.writeString(work.resolve("f" + pushed), "text " + pushed);
                git.run("add", ".");
                git.run("commit", "-q", "-m", "push " + pushed);
                var tip = git.run("rev-parse", "HEAD").strip();
                if (git.attempt("push", "-q", "-f", "origin", "HEAD:" + branch).exit() == 0) {
                    acknowledged.put(branch, tip);
                    through.countDown();
                }
                pushed++;
            }
            killer.join();
            server.process().waitFor();
            check(store, journal, acknowledged);
        }
        assertThat(acknowledged).as("some pushes got through").isNotEmpty();
        assertThat(GitCommand.in(store.resolve("01/1.git")).run("fsck", "--strict", "--full"))
                .doesNotContain("error", "missing", "broken");
    }

    private static void check(Path store, Path journal, Map<String, String> acknowledged)
            throws IOException {
        var announced = Files.readAllLines(journal);
        try (var repositories = new Repositories(store, RepositorySettings.defaults())) {
            var repository = repositories.open(new RepositoryId(1)).orElseThrow();
            for (var entry : acknowledged.entrySet()) {
                var now = repository.refs().commitOf(RefName.branch(entry.getKey()));
                assertThat(now).as(entry.getKey()).isPresent();
                var id = now.get().hex();
                var line = "refs/heads/" + entry.getKey() + " " + id;
                assertThat(id.equals(entry.getValue()) || announced.contains(line))
                        .as("%s is at %s", entry.getKey(), id)
                        .isTrue();
                if (!id.equals(entry.getValue())) {
                    // Moved, and killed before the client heard of it: later than the last one
                    // told.
                    assertThat(announced.lastIndexOf(line))
                            .isGreaterThan(
                                    announced.lastIndexOf(
                                            "refs/heads/"
                                                    + entry.getKey()
                                                    + " "
                                                    + entry.getValue()));
                }
                repository.treeAt(now.get()).list(io.slipway.tree.TreePath.ROOT);
            }
        }
    }

    /** The other process. */
    private record Server(Process process, String url) {

        static Server start(Path store, Path journal) throws IOException {
            var process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:TieredStopAtLevel=1",
                                    "-XX:+UseSerialGC",
                                    "-Xmx200m",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Main.class.getName(),
                                    store.toString(),
                                    journal.toString())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            var lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("http://")) {
                    return new Server(process, line);
                }
            }
            throw new AssertionError("the server did not start");
        }
    }

    /** What runs in the other process. */
    static final class Main {

        private Main() {}

        /** Serves the repository 1 of a folder, and writes down what is about to move. */
        public static void main(String[] arguments) throws Exception {
            var repositories =
                    new Repositories(Path.of(arguments[0]), RepositorySettings.defaults());
            var journal = Path.of(arguments[1]);
            var server =
                    new TransportServer(
                            repositories, TransportSettings.defaults(), () -> new Journal(journal));
            System.out.println(server.url(1));
            Thread.currentThread().join();
        }
    }

    /** Writes each announced move to a file. */
    private record Journal(Path file) implements ReceiveHook {

        @Override
        public Map<RefName, Verdict> check(ReceivedPush push) {
            return RecordingHook.all(push, Verdict.ACCEPTED);
        }

        @Override
        public void beforeMove(List<RefUpdate> updates) {
            try {
                for (var update : updates) {
                    Files.writeString(
                            file,
                            update.ref() + " " + update.next() + "\n",
                            StandardOpenOption.APPEND,
                            StandardOpenOption.DSYNC);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void afterMove(List<RefUpdate> moved) {}
    }
}
