package io.slipway.git.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.git.GitCommand;
import io.slipway.git.RecordingHook;
import io.slipway.git.RepositoryFixture;
import io.slipway.git.TransportServer;
import io.slipway.git.ref.ProposedUpdate.Effect;
import io.slipway.git.ref.RefName;
import io.slipway.git.repository.GitRepository;
import io.slipway.git.repository.Repositories;
import io.slipway.git.repository.RepositoryId;
import io.slipway.git.repository.RepositorySettings;
import io.slipway.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.WantNotValidException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real git against the transport, over a small HTTP server. */
class SmartHttpTest {

    @TempDir Path folder;
    private Repositories repositories;
    private GitRepository repository;
    private RecordingHook hook = new RecordingHook();
    private TransportServer server;

    @BeforeEach
    void start() throws IOException {
        repositories = new Repositories(folder.resolve("store"), RepositorySettings.defaults());
        repository = RepositoryFixture.in(repositories, 1).repository();
        server = new TransportServer(repositories, TransportSettings.defaults(), () -> hook);
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(Path.of("store")).doesNotExist();
        fsck();
    }

    private void fsck() {
        var bare = GitCommand.in(folder.resolve("store/01/1.git"));
        assertThat(bare.run("fsck", "--strict", "--full")).doesNotContain("error", "missing");
        assertThat(bareFolder().resolve("objects")).isDirectoryNotContaining("glob:**quarantine-*");
    }

    private Path bareFolder() {
        return folder.resolve("store/01/1.git");
    }

    private RepositoryFixture seed() {
        var fixture = RepositoryFixture.of(repository);
        for (int i = 0; i < 5; i++) {
            fixture.file("dir/file" + i + ".txt", "text " + i).commit("commit " + i);
        }
        fixture.annotatedTag("v1", "first").tag("light");
        return fixture;
    }

    private GitCommand clone(String name, String... options) {
        var arguments = new ArrayList<String>();
        arguments.add("clone");
        arguments.addAll(java.util.List.of(options));
        arguments.add("-q");
        arguments.add(server.url(1));
        arguments.add(name);
        GitCommand.in(folder).run(arguments.toArray(String[]::new));
        return GitCommand.in(folder.resolve(name));
    }

    private static void commit(GitCommand git, Path at, String name, String text)
            throws IOException {
        Files.writeString(at.resolve(name), text);
        git.run("add", name);
        git.run("commit", "-q", "-m", "add " + name);
    }

    @Test
    void clonesWithEveryProtocolVersion() {
        var tip = seed().commitOf("main");
        for (var version : new String[] {"0", "1", "2"}) {
            GitCommand.in(folder)
                    .run(
                            "-c",
                            "protocol.version=" + version,
                            "clone",
                            "-q",
                            server.url(1),
                            "v" + version);
            var clone = GitCommand.in(folder.resolve("v" + version));
            assertThat(clone.run("rev-parse", "HEAD").strip()).isEqualTo(tip.hex());
            assertThat(clone.run("tag").lines()).containsExactly("light", "v1");
            assertThat(clone.run("fsck", "--strict")).isEmpty();
        }
    }

    @Test
    void clonesAnEmptyRepositoryAndTakesItsFirstPush() throws IOException {
        var git = clone("empty");
        commit(git, folder.resolve("empty"), "a.txt", "a");
        git.run("push", "-q", "origin", "HEAD:refs/heads/main");
        assertThat(repository.refs().commitOf(RefName.branch("main")))
                .hasValueSatisfying(
                        c -> assertThat(c.hex()).isEqualTo(git.run("rev-parse", "HEAD").strip()));
        assertThat(hook.pushes.getFirst().updates().getFirst().effect()).isEqualTo(Effect.CREATE);
        assertThat(hook.moved).isEqualTo(hook.announced).hasSize(1);
    }

    @Test
    void clonesOnlyTheLastCommitsWhenAskedForADepth() {
        seed();
        var git = clone("shallow", "--depth", "2", "--no-single-branch");
        assertThat(git.run("rev-list", "--count", "HEAD").strip()).isEqualTo("2");
        git.run("fetch", "-q", "--unshallow");
        assertThat(git.run("rev-list", "--count", "HEAD").strip()).isEqualTo("5");
    }

    @Test
    void clonesWithoutFilesAndFetchesThemWhenTheyAreNeeded() throws IOException {
        seed();
        var git = clone("partial", "--filter=blob:none", "--no-checkout");
        assertThat(git.run("rev-list", "--objects", "--missing=print", "HEAD")).contains("?");
        git.run("checkout", "-q", "main");
        assertThat(folder.resolve("partial/dir/file4.txt")).hasContent("text 4");
        commit(git, folder.resolve("partial"), "new.txt", "new");
        git.run("push", "-q", "origin", "HEAD:main");
        assertThat(repository.refs().commitOf(RefName.branch("main"))).isPresent();
    }

    @Test
    void filesAndFoldersOfOldCommitsAreFetchedByTheirId() {
        var fixture = seed();
        fixture.file("dir/file0.txt", "newer").commit("newer");
        fixture.file("dir/file0.txt", "newest").file("extra", "extra").commit("newest");
        fixture.delete("extra").commit("deleted");
        var work = clone("whole");
        var old = work.run("rev-parse", "HEAD~2:dir/file0.txt").strip();
        var deleted = work.run("rev-parse", "HEAD~1:extra").strip();
        var oldFolder = work.run("rev-parse", "HEAD~5:dir").strip();
        for (var filter : new String[] {"blob:none", "tree:0"}) {
            var name = "partial-" + filter.replace(':', '-');
            var git = clone(name, "--filter=" + filter, "--no-checkout");
            assertThat(git.run("cat-file", "-p", old)).isEqualTo("newer");
            assertThat(git.run("cat-file", "-p", deleted)).isEqualTo("extra");
            assertThat(git.run("cat-file", "-p", oldFolder)).contains("file1.txt");
        }
    }

    @Test
    void whatNoVisibleRefLeadsToCannotBeFetchedByItsId() throws Exception {
        var fixture = seed();
        fixture.branch("hidden", "main").file("hidden", "hidden").commit("hidden");
        fixture.branch("gone", "main").file("gone", "gone").commit("gone");
        var ids = new ArrayList<String>();
        for (var branch : new String[] {"hidden", "gone"}) {
            var tip = fixture.commitOf(branch).hash();
            var git = GitCommand.in(bareFolder());
            ids.add(tip.hex());
            ids.add(git.run("rev-parse", tip.hex() + ":" + branch).strip());
            ids.add(git.run("rev-parse", tip.hex() + "^{tree}").strip());
            if (branch.equals("hidden")) {
                repository
                        .refs()
                        .move(
                                io.slipway.git.ref.RefUpdate.create(
                                        new RefName("refs/keep-around/x"), tip));
            }
            GitCommand.in(bareFolder()).run("update-ref", "-d", "refs/heads/" + branch);
        }
        hook = new RecordingHook(push -> RecordingHook.all(push, Verdict.refused("no")));
        var refused = clone("refused");
        commit(refused, folder.resolve("refused"), "secret", "secret");
        assertThat(refused.attempt("push", "origin", "HEAD:main").text()).contains("no");
        ids.add(refused.run("rev-parse", "HEAD").strip());
        ids.add(refused.run("rev-parse", "HEAD:secret").strip());
        var client = clone("client");
        for (var version : new String[] {"0", "2"}) {
            for (var id : ids) {
                var fetch =
                        client.attempt("-c", "protocol.version=" + version, "fetch", "origin", id);
                assertThat(fetch.exit()).as(fetch.text()).isNotZero();
                assertThat(client.attempt("cat-file", "-e", id).exit()).isNotZero();
            }
            // The same in one request with what may be fetched.
            var mixed = new ArrayList<>(ids.subList(1, 2));
            mixed.add(fixture.commitOf("main").hex());
            assertThat(
                            client.attempt(
                                            "-c",
                                            "protocol.version=" + version,
                                            "fetch",
                                            "origin",
                                            mixed.get(0),
                                            mixed.get(1))
                                    .exit())
                    .isNotZero();
        }
    }

    @Test
    void theObjectsThatAForkSharesAreNotFetchedThroughIt() throws IOException {
        var fixture = seed();
        var own = RepositoryFixture.in(repositories, 2);
        own.file("own", "own").commit("own");
        Files.writeString(
                folder.resolve("store/02/2.git/objects/info/alternates"),
                bareFolder().resolve("objects").toAbsolutePath() + "\n");
        var bare = GitCommand.in(folder.resolve("store/02/2.git"));
        var shared = bare.run("rev-parse", fixture.commitOf("main").hex() + ":dir").strip();
        GitCommand.in(folder).run("clone", "-q", server.url(2), "fork");
        var git = GitCommand.in(folder.resolve("fork"));
        for (var id : new String[] {shared, fixture.commitOf("main").hex()}) {
            assertThat(git.attempt("fetch", "origin", id).exit()).isNotZero();
        }
    }

    @Test
    void theSearchForAnObjectEndsAtItsLimit() throws IOException {
        var fixture = seed();
        fixture.file("dir/file0.txt", "newer").commit("newer");
        fixture.file("dir/file0.txt", "newest").commit("newest");
        var id = GitCommand.in(bareFolder()).run("rev-parse", "main~1:dir/file0.txt").strip();
        var wants = java.util.List.of(ObjectId.fromString(id));
        try (var upload = new UploadPack(repository.store().jgit())) {
            upload.setAdvertisedRefs(null);
            for (int limit : new int[] {0, 3, 8}) {
                var wanted = new ReachableWants(TransportSettings.defaults(), limit);
                assertThatThrownBy(() -> wanted.checkWants(upload, wants))
                        .isInstanceOf(WantNotValidException.class);
            }
            new ReachableWants(TransportSettings.defaults(), 1000).checkWants(upload, wants);
        }
    }

    @Test
    void fetchesWhatIsNew() {
        var fixture = seed();
        var git = clone("fetching");
        fixture.file("new.txt", "new").commit("newer");
        git.run("fetch", "-q");
        assertThat(git.run("rev-parse", "origin/main").strip())
                .isEqualTo(fixture.commitOf("main").hex());
    }

    @Test
    void takesAPushOfSixtyMegabytes() throws IOException {
        var git = clone("large");
        var random = new Random(7);
        for (int i = 0; i < 6; i++) {
            var bytes = new byte[10 << 20];
            random.nextBytes(bytes);
            Files.write(folder.resolve("large/f" + i), bytes);
        }
        git.run("add", ".");
        git.run("commit", "-q", "-m", "large");
        git.run("push", "-q", "origin", "HEAD:main");
        assertThat(server.reports.getFirst().outcomes()).isEmpty();
        assertThat(server.reports.getLast().moved()).isEqualTo(1);
        var again = clone("again");
        assertThat(again.run("rev-parse", "HEAD")).isEqualTo(git.run("rev-parse", "HEAD"));
    }

    @Test
    void refusesAPackLargerThanTheLimitAndKeepsNothingOfIt() throws IOException {
        var defaults = TransportSettings.defaults();
        var small =
                new TransportSettings(
                        1 << 20,
                        1 << 20,
                        1 << 20,
                        defaults.idle(),
                        defaults.hiddenRefs(),
                        defaults.readOnlyRefs());
        server.close();
        server = new TransportServer(repositories, small, () -> hook);
        var git = clone("toolarge");
        var bytes = new byte[3 << 20];
        new Random(7).nextBytes(bytes);
        Files.write(folder.resolve("toolarge/f"), bytes);
        git.run("add", ".");
        git.run("commit", "-q", "-m", "large");
        var result = git.attempt("push", "origin", "HEAD:main");
        assertThat(result.exit()).isNotZero();
        assertThat(repository.isEmpty()).isTrue();
        assertThat(hook.pushes).isEmpty();
        assertThat(packs()).isZero();
    }

    private long packs() throws IOException {
        var pack = bareFolder().resolve("objects/pack");
        if (!Files.isDirectory(pack)) {
            return 0;
        }
        try (var files = Files.list(pack)) {
            return files.filter(f -> f.toString().endsWith(".pack")).count();
        }
    }

    @Test
    void tellsFastForwardForcedCreateAndDeleteApart() throws IOException {
        seed();
        var git = clone("effects");
        var at = folder.resolve("effects");
        commit(git, at, "one", "1");
        git.run("push", "-q", "origin", "HEAD:main", "HEAD:other");
        git.run("reset", "-q", "--hard", "HEAD~2");
        commit(git, at, "two", "2");
        git.run("push", "-q", "-f", "origin", "HEAD:main");
        git.run("push", "-q", "origin", ":other");
        git.run("push", "-q", "-f", "origin", "HEAD:refs/tags/v1");
        var seen = new HashMap<String, Effect>();
        hook.pushes.forEach(p ->
                p.updates()
                        .forEach(u ->
                                seen.merge(u.ref() + " " + u.effect(), u.effect(), (a, b) -> b)));
        assertThat(seen.keySet())
                .containsExactlyInAnyOrder(
                        "refs/heads/main FAST_FORWARD",
                        "refs/heads/other CREATE",
                        "refs/heads/main FORCED",
                        "refs/heads/other DELETE",
                        "refs/tags/v1 FORCED");
        assertThat(repository.refs().find(RefName.branch("other"))).isEmpty();
    }

    @Test
    void movesTheRefsThatPassAndTellsTheReasonOfTheOthers() throws IOException {
        seed();
        hook =
                new RecordingHook(push -> {
                    push.remote().accept("Hello from the server");
                    var verdicts = RecordingHook.all(push, Verdict.ACCEPTED);
                    verdicts.put(RefName.branch("bad"), Verdict.refused("not on a Monday"));
                    return verdicts;
                });
        var git = clone("some");
        commit(git, folder.resolve("some"), "x", "x");
        var result = git.attempt("push", "origin", "HEAD:good", "HEAD:bad");
        assertThat(result.exit()).isNotZero();
        assertThat(result.text())
                .contains("remote: Hello from the server", "HEAD -> good", "not on a Monday");
        assertThat(repository.refs().find(RefName.branch("good"))).isPresent();
        assertThat(repository.refs().find(RefName.branch("bad"))).isEmpty();
        var report = server.reports.getLast();
        assertThat(report.moved()).isEqualTo(1);
        assertThat(report.packBytes()).isPositive();
        assertThat(report.outcomes())
                .anySatisfy(o ->
                        assertThat(o)
                                .isInstanceOfSatisfying(
                                        io.slipway.git.ref.RefOutcome.Refused.class,
                                        r -> assertThat(r.reason()).isEqualTo("not on a Monday")));
    }

    @Test
    void anAtomicPushMovesNothingWhenOneRefIsRefused() throws IOException {
        seed();
        hook =
                new RecordingHook(push -> {
                    assertThat(push.atomic()).isTrue();
                    var verdicts = RecordingHook.all(push, Verdict.ACCEPTED);
                    verdicts.put(RefName.branch("bad"), Verdict.refused("no"));
                    return verdicts;
                });
        var git = clone("atomic");
        commit(git, folder.resolve("atomic"), "x", "x");
        assertThat(git.attempt("push", "--atomic", "origin", "HEAD:good", "HEAD:bad").exit())
                .isNotZero();
        assertThat(repository.refs().branches()).hasSize(1);
        assertThat(hook.announced).isEmpty();
        var before = packs();
        hook = new RecordingHook();
        git.run("push", "-q", "--atomic", "origin", "HEAD:good", "HEAD:better");
        assertThat(repository.refs().branches()).hasSize(3);
        assertThat(packs()).isEqualTo(before + 1);
    }

    @Test
    void keepsNoObjectOfARefusedPush() throws IOException {
        seed();
        hook = new RecordingHook(push -> RecordingHook.all(push, Verdict.refused("no")));
        var git = clone("refused");
        commit(git, folder.resolve("refused"), "secret", "secret");
        var id = git.run("rev-parse", "HEAD:secret").strip();
        assertThat(git.attempt("push", "origin", "HEAD:main").text()).contains("no");
        assertThat(repository.commits().has(new io.slipway.git.object.ObjectHash(id))).isFalse();
        var seen = hook.pushes.getFirst();
        assertThat(seen.updates().getFirst().effect()).isEqualTo(Effect.FAST_FORWARD);
    }

    @Test
    void theCheckSeesTheNewObjects() throws IOException {
        seed();
        var titles = new ArrayList<String>();
        hook =
                new RecordingHook(push -> {
                    var next = push.updates().getFirst().update().next();
                    var commit = new io.slipway.git.object.CommitId(next);
                    titles.add(push.objects().commit(commit).orElseThrow().title());
                    assertThat(push.objects().treeAt(commit).read(io.slipway.tree.TreePath.of("x")))
                            .asString()
                            .isEqualTo("x");
                    assertThat(repository.commit(commit)).isEmpty();
                    return RecordingHook.all(push, Verdict.ACCEPTED);
                });
        var git = clone("checked");
        commit(git, folder.resolve("checked"), "x", "x");
        git.run("push", "-q", "origin", "HEAD:main");
        assertThat(titles).containsExactly("add x");
    }

    @Test
    void pushOptionsArrive() throws IOException {
        seed();
        var git = clone("options");
        commit(git, folder.resolve("options"), "x", "x");
        git.run("push", "-q", "-o", "ci.skip", "-o", "note=a b", "origin", "HEAD:main");
        assertThat(hook.pushes.getFirst().options()).containsExactly("ci.skip", "note=a b");
    }

    @Test
    void nothingMovesWhenTheIntentCannotBeWritten() throws IOException {
        seed();
        var git = clone("nointent");
        commit(git, folder.resolve("nointent"), "x", "x");
        var failing =
                new ReceiveHook() {
                    @Override
                    public Map<RefName, Verdict> check(ReceivedPush push) {
                        return RecordingHook.all(push, Verdict.ACCEPTED);
                    }

                    @Override
                    public void beforeMove(java.util.List<io.slipway.git.ref.RefUpdate> updates) {
                        throw new IllegalStateException("no database");
                    }

                    @Override
                    public void afterMove(java.util.List<io.slipway.git.ref.RefUpdate> moved) {
                        throw new AssertionError("nothing moved");
                    }
                };
        server.close();
        server = new TransportServer(repositories, TransportSettings.defaults(), () -> failing);
        git.run("remote", "set-url", "origin", server.url(1));
        var before = repository.refs().commitOf(RefName.branch("main"));
        var result = git.attempt("push", "origin", "HEAD:main");
        assertThat(result.text()).contains("could not record the push");
        assertThat(repository.refs().commitOf(RefName.branch("main"))).isEqualTo(before);
    }

    @Test
    void hiddenRefsAreNeitherShownNorMoved() {
        var fixture = seed();
        var tip = fixture.commitOf("main").hash();
        repository
                .refs()
                .move(io.slipway.git.ref.RefUpdate.create(new RefName("refs/keep-around/x"), tip));
        repository
                .refs()
                .move(
                        io.slipway.git.ref.RefUpdate.create(
                                new RefName("refs/merge-requests/1/head"), tip));
        assertThat(GitCommand.in(folder).run("ls-remote", server.url(1)))
                .contains("refs/merge-requests/1/head")
                .doesNotContain("keep-around");
        var git = clone("hidden");
        assertThat(git.attempt("push", "origin", "HEAD:refs/keep-around/y").text())
                .contains("hidden ref");
        assertThat(git.attempt("push", "origin", "HEAD:refs/merge-requests/2/head").text())
                .contains("hidden ref");
    }

    @Test
    void gzippedRequestsAndManyRefsWork() {
        var fixture = seed();
        var tip = fixture.commitOf("main").hash();
        var updates = new ArrayList<io.slipway.git.ref.RefUpdate>();
        for (int i = 0; i < 2000; i++) {
            updates.add(io.slipway.git.ref.RefUpdate.create(RefName.branch("b" + i), tip));
        }
        var outcomes =
                repository.refs().move(updates, false, io.slipway.git.ref.RefMoveListener.NONE);
        assertThat(outcomes).allMatch(io.slipway.git.ref.RefOutcome.Moved.class::isInstance);
        var git = clone("many");
        assertThat(git.run("branch", "-r").lines().count()).isGreaterThan(2000);
        fixture.branch("main").file("y", "y").commit("y");
        // More than a kilobyte of haves makes git compress the request.
        git.run("fetch", "-q");
        assertThat(git.run("rev-parse", "origin/main").strip())
                .isEqualTo(fixture.commitOf("main").hex());
    }

    @Test
    void onlyOneOfManyConcurrentPushesToOneRefWins() throws Exception {
        seed();
        var wins = race(8, "main");
        assertThat(wins).isEqualTo(1);
        assertThat(hook.moved).hasSize(1);
    }

    @Test
    void concurrentPushesToDifferentRefsAllSucceed() throws Exception {
        seed();
        assertThat(race(8, "branch-%d")).isEqualTo(8);
        assertThat(repository.refs().branches()).hasSize(9);
    }

    private long race(int clients, String branch) throws Exception {
        for (int i = 0; i < clients; i++) {
            var git = clone("race" + i);
            commit(git, folder.resolve("race" + i), "f" + i, "text " + i);
        }
        try (var threads = Executors.newFixedThreadPool(clients)) {
            var pushes = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < clients; i++) {
                var git = GitCommand.in(folder.resolve("race" + i));
                var to = branch.formatted(i);
                pushes.add(() -> git.attempt("push", "origin", "HEAD:" + to).exit() == 0);
            }
            long wins = 0;
            for (var push : threads.invokeAll(pushes)) {
                wins += push.get() ? 1 : 0;
            }
            return wins;
        }
    }

    @Test
    void aPushThatIsCutOffLeavesNothingBehind() throws Exception {
        seed();
        var git = clone("cut");
        var bytes = new byte[30 << 20];
        new Random(3).nextBytes(bytes);
        Files.write(folder.resolve("cut/f"), bytes);
        git.run("add", ".");
        git.run("commit", "-q", "-m", "large");
        var before = packs();
        var push = git.start("push", "-q", "origin", "HEAD:main");
        var objects = bareFolder().resolve("objects");
        Await.until("the push is under way", () -> contains(objects, "quarantine-"));
        push.descendants().forEach(ProcessHandle::destroyForcibly);
        push.destroyForcibly().waitFor();
        Await.until("nothing is left of it", () -> !contains(objects, "quarantine-"));
        assertThat(packs()).isEqualTo(before);
        git.run("push", "-q", "origin", "HEAD:main");
    }

    @Test
    void deletingAndRecreatingUnderADeletedNameWorks() throws IOException {
        seed();
        var git = clone("names");
        git.run("push", "-q", "origin", "HEAD:refs/heads/a");
        assertThat(git.attempt("push", "origin", "HEAD:refs/heads/a/b").exit()).isNotZero();
        git.run("push", "-q", "origin", ":refs/heads/a");
        git.run("push", "-q", "origin", "HEAD:refs/heads/a/b");
        assertThat(repository.refs().find(RefName.branch("a/b"))).isPresent();
    }

    @Test
    void malformedObjectsAreRefused() throws IOException {
        seed();
        var git = clone("bad");
        var tree = git.run("rev-parse", "HEAD^{tree}").strip();
        var file = folder.resolve("commit");
        Files.writeString(file, "tree " + tree + "\nauthor nobody\ncommitter nobody\n\nbad\n");
        var id =
                git.run("hash-object", "-t", "commit", "-w", "--literally", file.toString())
                        .strip();
        var result = git.attempt("push", "origin", id + ":refs/heads/bad");
        assertThat(result.exit()).isNotZero();
        assertThat(repository.refs().find(RefName.branch("bad"))).isEmpty();
    }

    /** Pushes a pack that git would not have made, of these objects of a work tree only. */
    private String pushOnly(Path work, String tip, String... objects) throws Exception {
        var packer =
                new ProcessBuilder("git", "pack-objects", "-q", "--stdout")
                        .directory(work.toFile())
                        .start();
        try (var in = packer.getOutputStream()) {
            in.write((String.join("\n", objects) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        var body = new ByteArrayOutputStream();
        var command = "0".repeat(40) + " " + tip + " refs/heads/lacking\0 report-status\n";
        body.writeBytes(
                "%04x%s0000"
                        .formatted(command.length() + 4, command)
                        .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(packer.getInputStream().readAllBytes());
        assertThat(packer.waitFor()).isZero();
        var request =
                HttpRequest.newBuilder(URI.create(server.url(1) + "/git-receive-pack"))
                        .header("Content-Type", "application/x-git-receive-pack-request")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                        .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    @Test
    void aPushThatLacksWhatItsObjectsNeedIsRefused() throws Exception {
        seed();
        var git = clone("lacking");
        var work = folder.resolve("lacking");
        commit(git, work, "new.txt", "new");
        var commit = git.run("rev-parse", "HEAD").strip();
        var tree = git.run("rev-parse", "HEAD^{tree}").strip();
        var file = git.run("rev-parse", "HEAD:new.txt").strip();
        git.run("checkout", "-q", "--orphan", "lonely");
        git.run("commit", "-q", "-m", "lonely");
        var lonely = git.run("rev-parse", "HEAD").strip();
        for (var objects :
                java.util.List.of(
                        new String[] {commit},
                        new String[] {commit, tree},
                        new String[] {commit, file},
                        new String[] {tree, file},
                        new String[] {lonely, file})) {
            assertThat(pushOnly(work, objects[0].equals(lonely) ? lonely : commit, objects))
                    .as("%s", java.util.List.of(objects))
                    .doesNotContain("ok refs/heads/lacking");
            assertThat(repository.refs().find(RefName.branch("lacking"))).isEmpty();
        }
        // Complete with what is there already, and complete by itself.
        assertThat(pushOnly(work, commit, commit, tree, file)).contains("ok refs/heads/lacking");
        git.run("push", "-q", "origin", ":lacking");
        var all = git.run("rev-list", "--objects", "--no-object-names", commit).lines();
        assertThat(pushOnly(work, commit, all.toArray(String[]::new)))
                .contains("ok refs/heads/lacking");
    }

    private static boolean contains(Path folder, String prefix) {
        try (var files = Files.list(folder)) {
            return files.anyMatch(f -> f.getFileName().toString().startsWith(prefix));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void repositoriesAreFoundByTheirNumber() {
        assertThat(repositories.open(new RepositoryId(2))).isEmpty();
        assertThat(repositories.list()).containsExactly(new RepositoryId(1));
    }
}
