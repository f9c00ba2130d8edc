package io.slipway.benchmarks.git;

import io.slipway.git.maintenance.Maintenance;
import io.slipway.git.maintenance.MaintenanceSettings;
import io.slipway.git.maintenance.Progress;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefUpdate;
import io.slipway.git.repository.GitRepository;
import io.slipway.git.repository.Repositories;
import io.slipway.git.repository.RepositoryId;
import io.slipway.git.repository.RepositorySettings;
import io.slipway.git.transport.GitTransport;
import io.slipway.git.transport.ReceiveHook;
import io.slipway.git.transport.ReceivedPush;
import io.slipway.git.transport.TransportSettings;
import io.slipway.git.transport.Verdict;
import io.slipway.http.HttpServer;
import io.slipway.http.HttpSettings;
import io.slipway.server.git.GitGate;
import io.slipway.server.git.GitHttp;
import io.slipway.server.log.Logging;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * Clone, fetch and push, here and with {@code git http-backend}, in turn, on equal repositories.
 * Prints the median of each and their ratio; below 1 is faster than Git's own. Git's side syncs to
 * disk what this side does ({@code core.fsync=all}).
 *
 * <p>Arguments: commits of the repository (default 5,000, about 20,000 objects) and rounds (default
 * 9).
 */
public final class GitBench {

    private static final int PUSHES = 7;

    private final Path folder;
    private final int rounds;
    private int pushes;
    private int counter;

    private GitBench(Path folder, int rounds) {
        this.folder = folder;
        this.rounds = rounds;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        Logging.configure("warn", "text");
        int commits = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 9;
        var folder = Files.createTempDirectory("slipway-git-bench");
        try {
            new GitBench(folder, rounds).run(commits);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void run(int commits) throws Exception {
        var theirs = Files.createDirectories(folder.resolve("theirs"));
        var repositories = new Repositories(folder.resolve("ours"), RepositorySettings.defaults());
        var repository = repositories.create(new RepositoryId(1), RefName.branch("main"));
        generate(commits);
        for (int i = 1; i <= PUSHES; i++) {
            initTheirs(theirs.resolve("r" + i + ".git"));
            if (i > 1) {
                repositories.create(new RepositoryId(i), RefName.branch("main"));
            }
        }
        var surface =
                new GitHttp(
                                (_, path, _, _, _) ->
                                        new GitGate.Entry.Open(
                                                at(repositories, path), AcceptAll::new),
                                new GitTransport(TransportSettings.defaults()),
                                _ -> false)
                        .surface();
        try (var ours = HttpServer.start(HttpSettings.of("127.0.0.1", 0), List.of(surface));
                var cgi = new CgiServer(theirs)) {
            var here = "http://127.0.0.1:%d/bench/r1.git".formatted(ours.port());
            var there = cgi.url("r1.git");
            System.out.printf("%-34s %10s %10s %8s%n", "", "slipway", "git", "ratio");
            compare("push of everything, cold", 1, here, there, this::pushAll);
            pushes = 2;
            compare("push of everything, warm", PUSHES - 2, here, there, this::pushAllAgain);
            git(theirs.resolve("r1.git"), "repack", "-q", "-a", "-d", "-b");
            new Maintenance(MaintenanceSettings.defaults(), Clock.systemUTC())
                    .run(repository, Progress.NONE);
            compare("clone", rounds, here, there, this::cloneOnce);
            compare("clone without files", rounds, here, there, this::cloneBlobless);
            compare("clone, depth 1", rounds, here, there, this::cloneShallow);
            compare("16 clones at once", Math.max(1, rounds / 3), here, there, this::sixteen);
            compare("ls-remote", rounds, here, there, url -> git(folder, "ls-remote", "-q", url));
            prepareWork(here, "work-ours");
            prepareWork(there, "work-theirs");
            compare("push of one commit", rounds, here, there, this::pushOne);
            compare("fetch of one commit", rounds, here, there, this::fetchOne);
            System.gc();
            var runtime = Runtime.getRuntime();
            System.out.printf(
                    "heap afterwards: %d MiB%n",
                    (runtime.totalMemory() - runtime.freeMemory()) >> 20);
        }
    }

    private interface Case {
        void run(String url) throws Exception;
    }

    private static void compare(String name, int rounds, String here, String there, Case work)
            throws Exception {
        var ours = new ArrayList<Long>();
        var theirs = new ArrayList<Long>();
        for (int i = 0; i < rounds; i++) {
            ours.add(time(here, work));
            theirs.add(time(there, work));
        }
        double a = median(ours);
        double b = median(theirs);
        System.out.printf("%-34s %7.0f ms %7.0f ms %8.2f%n", name, a, b, a / b);
    }

    private static long time(String url, Case work) throws Exception {
        long start = System.nanoTime();
        work.run(url);
        return System.nanoTime() - start;
    }

    private static double median(List<Long> nanos) {
        nanos.sort(null);
        return nanos.get(nanos.size() / 2) / 1e6;
    }

    private Path fresh() {
        return folder.resolve("clone" + counter++);
    }

    private void pushAll(String url) throws Exception {
        git(folder.resolve("source"), "push", "-q", url, "main:main");
    }

    private void pushAllAgain(String url) throws Exception {
        pushAll(url.replace("r1.git", "r" + pushes + ".git"));
        if (!url.contains("/bench/")) {
            pushes++;
        }
    }

    private static void initTheirs(Path at) throws Exception {
        git(
                java.util.Objects.requireNonNull(at.getParent()),
                "init",
                "-q",
                "--bare",
                "-b",
                "main",
                at.toString());
        git(at, "config", "http.receivepack", "true");
        git(at, "config", "core.fsync", "all");
        git(at, "config", "receive.fsckObjects", "true");
        git(at, "config", "gc.auto", "0");
        git(at, "config", "uploadpack.allowFilter", "true");
    }

    private static GitRepository at(Repositories repositories, String path) {
        var number = path.substring(path.lastIndexOf('r') + 1);
        return repositories.open(new RepositoryId(Long.parseLong(number))).orElseThrow();
    }

    private void cloneWith(String url, Path to, String... options) throws Exception {
        var arguments = new ArrayList<>(List.of("clone", "-q", "--bare"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(url, to.toString()));
        git(folder, arguments.toArray(String[]::new));
        delete(to);
    }

    private void cloneOnce(String url) throws Exception {
        cloneWith(url, fresh());
    }

    private void cloneBlobless(String url) throws Exception {
        cloneWith(url, fresh(), "--filter=blob:none");
    }

    private void cloneShallow(String url) throws Exception {
        cloneWith(url, fresh(), "--depth=1");
    }

    private void sixteen(String url) throws Exception {
        try (var threads = Executors.newFixedThreadPool(16)) {
            var clones = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 16; i++) {
                var to = fresh();
                clones.add(() -> {
                    cloneWith(url, to);
                    return true;
                });
            }
            for (var clone : threads.invokeAll(clones)) {
                clone.get();
            }
        }
    }

    private void prepareWork(String url, String name) throws Exception {
        git(folder, "clone", "-q", url, name);
        git(folder, "clone", "-q", url, name + "-fetch");
    }

    private Path work(String url) {
        return folder.resolve(url.contains("/bench/") ? "work-ours" : "work-theirs");
    }

    private void pushOne(String url) throws Exception {
        var work = work(url);
        Files.writeString(work.resolve("pushed" + counter), "text " + counter++);
        git(work, "add", ".");
        git(work, "commit", "-q", "-m", "one more");
        git(work, "push", "-q", "origin", "HEAD:main");
    }

    private void fetchOne(String url) throws Exception {
        var work = work(url);
        git(work.resolveSibling(work.getFileName() + "-fetch"), "fetch", "-q");
        pushOne(url);
        git(work.resolveSibling(work.getFileName() + "-fetch"), "fetch", "-q");
    }

    /** A history of many small text files in folders, about four objects a commit. */
    private void generate(int commits) throws Exception {
        git(folder, "init", "-q", "-b", "main", "source");
        var process =
                new ProcessBuilder("git", "fast-import", "--quiet")
                        .directory(folder.resolve("source").toFile())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var out =
                new PrintStream(
                        new BufferedOutputStream(process.getOutputStream(), 1 << 16),
                        false,
                        StandardCharsets.UTF_8)) {
            for (int i = 0; i < commits; i++) {
                var text = "line of file\n".repeat(20) + "number " + i + "\n" + i * 31 + "\n";
                out.print("commit refs/heads/main\ncommitter Ada <ada@example.com> ");
                out.print((1_700_000_000 + i * 60) + " +0000\n");
                out.print("data 8\nchange\n\n");
                out.printf("M 100644 inline d%d/e%d/f%d.yaml%n", i % 20, i % 13, i % 400);
                out.printf("data %d%n%s%n", text.length(), text);
            }
        }
        if (process.waitFor() != 0) {
            throw new IOException("git fast-import failed");
        }
    }

    private static void git(Path at, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(at.toFile()).redirectErrorStream(true);
        var environment = builder.environment();
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        for (var who : List.of("AUTHOR", "COMMITTER")) {
            environment.put("GIT_" + who + "_NAME", "Ada");
            environment.put("GIT_" + who + "_EMAIL", "ada@example.com");
        }
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("git " + String.join(" ", arguments) + ": " + said);
        }
    }

    /** Everybody may do everything. */
    private static final class AcceptAll implements ReceiveHook {
        @Override
        public Map<RefName, Verdict> check(ReceivedPush push) {
            var verdicts = new HashMap<RefName, Verdict>();
            push.updates().forEach(u -> verdicts.put(u.ref(), Verdict.ACCEPTED));
            return verdicts;
        }

        @Override
        public void beforeMove(List<RefUpdate> updates) {}

        @Override
        public void afterMove(List<RefUpdate> moved) {}
    }
}
