package io.slipway.forge.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Role;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.git.object.CommitId;
import io.slipway.git.object.FileChange;
import io.slipway.git.object.NewCommit;
import io.slipway.git.object.Person;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefOutcome;
import io.slipway.git.ref.RefUpdate;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.DatabaseKind;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class FileLocksTest {

    private final ForgeFixture forge;
    private final FileLocks locks;
    private final Project project;
    private final Caller mia;
    private final Caller dan;
    private final Caller rob;

    FileLocksTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind);
        locks = forge.forge().fileLocks();
        project = forge.project("demo/web");
        mia = forge.member("mia", "demo", Role.MASTER);
        dan = forge.member("dan", "demo", Role.DEVELOPER);
        rob = forge.member("rob", "demo", Role.REPORTER);
    }

    @AfterEach
    void close() {
        forge.close();
    }

    private FileLock lock(Caller caller, String path) {
        return switch (locks.lock(caller, project, path)) {
            case FileLocks.Locked.Yes(var lock) -> lock;
            case FileLocks.Locked.Already(var lock) ->
                    throw new AssertionError("locked already: " + lock);
        };
    }

    @Test
    void aFileHasOneLock() {
        var first = lock(dan, "art/logo.psd");
        assertThat(first.ownerName()).isEqualTo("dan");
        assertThat(first.path().value()).isEqualTo("art/logo.psd");
        for (var caller : List.of(mia, dan)) {
            assertThat(locks.lock(caller, project, "art/logo.psd"))
                    .isEqualTo(new FileLocks.Locked.Already(first));
        }
        var other = forge.project("demo/other");
        assertThat(locks.lock(mia, other, "art/logo.psd")).isInstanceOf(FileLocks.Locked.Yes.class);
    }

    @Test
    void ofManyWhoLockAtOnceOneGetsIt() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Callable<FileLocks.Locked>> tries =
                    List.of(
                            () -> locks.lock(mia, project, "a"),
                            () -> locks.lock(dan, project, "a"),
                            () -> locks.lock(mia, project, "a"),
                            () -> locks.lock(dan, project, "a"));
            int won = 0;
            for (var result : threads.invokeAll(tries)) {
                won += result.get() instanceof FileLocks.Locked.Yes ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        }
        assertThat(locks.list(rob, project, FileLockQuery.all())).hasSize(1);
    }

    @Test
    void listsByPathIdAndPage() {
        var a = lock(dan, "a");
        var b = lock(mia, "b");
        var c = lock(dan, "c");
        assertThat(locks.list(rob, project, FileLockQuery.all())).containsExactly(a, b, c);
        assertThat(list(Optional.of("b"), Optional.empty(), 0, 10)).containsExactly(b);
        assertThat(list(Optional.empty(), Optional.of(c.id()), 0, 10)).containsExactly(c);
        assertThat(list(Optional.of("b"), Optional.of(c.id()), 0, 10)).isEmpty();
        assertThat(list(Optional.of("nope"), Optional.empty(), 0, 10)).isEmpty();
        assertThat(list(Optional.empty(), Optional.empty(), 0, 2)).containsExactly(a, b);
        assertThat(list(Optional.empty(), Optional.empty(), b.id(), 2)).containsExactly(c);
        assertThat(list(Optional.empty(), Optional.empty(), 0, 0)).hasSize(1);
        assertThatThrownBy(() -> locks.list(forge.user("eve"), project, FileLockQuery.all()))
                .isInstanceOf(NotFound.class);
    }

    private List<FileLock> list(Optional<String> path, Optional<Long> id, long after, int limit) {
        return locks.list(rob, project, new FileLockQuery(path, id, after, limit));
    }

    @Test
    void theOwnerUnlocksAndMastersDoByForce() {
        var own = lock(dan, "a");
        assertThat(locks.unlock(dan, project, own.id(), false)).isEqualTo(own);
        assertThatThrownBy(() -> locks.unlock(dan, project, own.id(), false))
                .isInstanceOf(NotFound.class);

        var masters = lock(mia, "a");
        assertThatThrownBy(() -> locks.unlock(dan, project, masters.id(), false))
                .isInstanceOf(Denied.class)
                .hasMessage("a is locked by mia, not by you");
        assertThatThrownBy(() -> locks.unlock(dan, project, masters.id(), true))
                .isInstanceOf(Denied.class)
                .hasMessage("Only masters take away the locks of others: a is locked by mia");
        locks.unlock(mia, project, masters.id(), false);

        var developers = lock(dan, "a");
        assertThatThrownBy(() -> locks.unlock(mia, project, developers.id(), false))
                .isInstanceOf(Denied.class);
        assertThatThrownBy(
                        () -> locks.unlock(mia, forge.project("demo/other"), developers.id(), true))
                .isInstanceOf(NotFound.class);
        locks.unlock(mia, project, developers.id(), true);
        assertThat(locks.list(rob, project, FileLockQuery.all())).isEmpty();
    }

    @Test
    void onlyWhoMayPushLocks() {
        assertThatThrownBy(() -> lock(rob, "a")).isInstanceOf(Denied.class);
        assertThatThrownBy(() -> lock(forge.user("eve"), "a")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> locks.unlock(rob, project, lock(dan, "a").id(), false))
                .isInstanceOf(Denied.class);
    }

    @Test
    void aPathIsOneOfARepository() {
        for (var path :
                List.of(
                        "",
                        " ",
                        ".",
                        "/etc/passwd",
                        "../x",
                        "a/../b",
                        "a//b",
                        "a/",
                        "a\0b",
                        "x".repeat(5_000))) {
            assertThatThrownBy(() -> lock(dan, path)).as(path).isInstanceOf(Invalid.class);
        }
        assertThat(lock(dan, "ordner/größe 1.psd").path().value()).isEqualTo("ordner/größe 1.psd");
    }

    @Test
    void aLockKeepsOthersFromChangingTheFileOnEveryBranch() {
        var master = RefName.branch("master");
        var start = commit(List.of(), "art/logo.psd", "1");
        move(mia, RefUpdate.create(master, start.hash()));
        lock(mia, "art/logo.psd");

        var other = commit(List.of(start), "readme", "1");
        assertThat(move(dan, RefUpdate.create(RefName.branch("fine"), other.hash())))
                .isInstanceOf(RefOutcome.Moved.class);

        var change = commit(List.of(other), "art/logo.psd", "2");
        var hidden = commit(List.of(change), "art/logo.psd", "1");
        for (var tip : List.of(change, hidden)) {
            var refused = move(dan, RefUpdate.create(RefName.branch("topic"), tip.hash()));
            assertThat(refused)
                    .isInstanceOfSatisfying(
                            RefOutcome.Refused.class,
                            r ->
                                    assertThat(r.reason())
                                            .isEqualTo(
                                                    "The path 'art/logo.psd' is locked by mia;"
                                                            + " unlock it, or ask them to."));
        }
        assertThat(move(mia, RefUpdate.create(RefName.branch("topic"), change.hash())))
                .isInstanceOf(RefOutcome.Moved.class);
        // What the owner pushed others may merge: it is not their change.
        var merge = commit(List.of(other, change), "readme", "2");
        assertThat(move(dan, RefUpdate.create(RefName.branch("merged"), merge.hash())))
                .isInstanceOf(RefOutcome.Moved.class);
        assertThat(move(dan, RefUpdate.delete(RefName.branch("merged"), merge.hash())))
                .isInstanceOf(RefOutcome.Moved.class);
    }

    @Test
    void aLockOfAFolderHoldsForWhatIsInIt() {
        lock(mia, "art");
        var inside = commit(List.of(), "art/new.psd", "1");
        assertThat(move(dan, RefUpdate.create(RefName.branch("topic"), inside.hash())))
                .isInstanceOf(RefOutcome.Refused.class);
        var beside = commit(List.of(), "artist", "1");
        assertThat(move(dan, RefUpdate.create(RefName.branch("topic"), beside.hash())))
                .isInstanceOf(RefOutcome.Moved.class);
    }

    private CommitId commit(List<CommitId> parents, String path, String text) {
        var person = new Person("Ada", "ada@forge.test", OffsetDateTime.parse("2026-01-01T00:00Z"));
        return forge.forge()
                .projects()
                .openOrCreate(project)
                .commits()
                .write(
                        new NewCommit(
                                parents,
                                List.of(FileChange.write(path, text)),
                                person,
                                person,
                                "change " + path));
    }

    private RefOutcome move(Caller caller, RefUpdate update) {
        return forge.forge().pushes().move(caller, project, List.of(update)).getFirst();
    }
}
