package io.slipway.forge.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Role;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Scope;
import io.slipway.forge.project.Project;
import io.slipway.forge.protection.ProtectedBranch;
import io.slipway.git.RepositoryFixture;
import io.slipway.git.object.CommitId;
import io.slipway.git.object.FileChange;
import io.slipway.git.object.NewCommit;
import io.slipway.git.object.ObjectHash;
import io.slipway.git.object.Person;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefOutcome;
import io.slipway.git.ref.RefUpdate;
import io.slipway.git.repository.GitRepository;
import io.slipway.platform.event.Delivered;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.DatabaseKind;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class PushesTest {

    private static final RefName MASTER = RefName.branch("master");
    private static final RefName TOPIC = RefName.branch("topic");

    private final ForgeFixture forge;
    private final Project project;
    private final BlockingQueue<Delivered<?>> got = new LinkedBlockingQueue<>();

    PushesTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind);
        project = forge.project("demo/web");
        follow();
    }

    @AfterEach
    void close() {
        forge.close();
    }

    @Test
    void theFirstPushMakesTheDefaultBranchAndProtectsItAndIsTold() throws Exception {
        CommitId first = commit(List.of(), "one");
        RefName trunk = RefName.branch("trunk");
        assertMoved(push(forge.root(), RefUpdate.create(trunk, first.hash())));
        Project now = forge.forge().projects().get(forge.root(), project.id());
        assertThat(now.defaultBranch()).contains("trunk");
        assertThat(repository().refs().head()).isEqualTo(trunk);
        assertThat(forge.forge().protectedBranches().list(forge.root(), project))
                .extracting(ProtectedBranch::name)
                .containsExactly("trunk");
        RefsUpdated told = next();
        assertThat(told.project()).isEqualTo(project.id());
        assertThat(told.updates()).containsExactly(RefUpdate.create(trunk, first.hash()));
        assertThat(told.pusherName()).isEqualTo("root");
        assertThat(told.pusher()).isEqualTo(forge.root().userId());
    }

    @Test
    void whoMayPushWhereIsDecidedByRoleAndProtection() {
        CommitId first = commit(List.of(), "one");
        CommitId second = commit(List.of(first), "two");
        CommitId other = commit(List.of(), "other");
        push(forge.root(), RefUpdate.create(MASTER, first.hash()));
        Caller reporter = forge.member("rob", "demo", Role.REPORTER);
        Caller developer = forge.member("dan", "demo", Role.DEVELOPER);
        Caller master = forge.member("mia", "demo", Role.MASTER);
        RefUpdate forward = new RefUpdate(MASTER, first.hash(), second.hash());
        RefUpdate forced = new RefUpdate(MASTER, first.hash(), other.hash());

        assertRefused(
                push(reporter, RefUpdate.create(TOPIC, first.hash())),
                "You are not allowed to push code to this project.");
        assertMoved(push(developer, RefUpdate.create(TOPIC, first.hash())));
        assertMoved(push(developer, new RefUpdate(TOPIC, first.hash(), other.hash())));
        assertMoved(push(developer, RefUpdate.delete(TOPIC, other.hash())));
        assertRefused(
                push(developer, forward),
                "You are not allowed to push code to protected branches on this project.");
        assertRefused(
                push(master, forced),
                "You are not allowed to force push code to a protected branch on this project.");
        assertRefused(
                push(forge.root(), RefUpdate.delete(MASTER, first.hash())),
                "You are not allowed to deleted protected branches from this project.");
        assertMoved(push(master, forward));
    }

    @Test
    void developersPushToAProtectedBranchThatLetsThem() {
        CommitId first = commit(List.of(), "one");
        CommitId second = commit(List.of(first), "two");
        push(forge.root(), RefUpdate.create(MASTER, first.hash()));
        Caller developer = forge.member("dan", "demo", Role.DEVELOPER);
        forge.forge()
                .protectedBranches()
                .protect(forge.root(), project, new ProtectedBranch("master", true, false));
        assertMoved(push(developer, new RefUpdate(MASTER, first.hash(), second.hash())));
    }

    @Test
    void onlyMastersChangeTagsThatAreThere() {
        CommitId first = commit(List.of(), "one");
        CommitId second = commit(List.of(first), "two");
        RefName tag = RefName.tag("v1");
        Caller developer = forge.member("dan", "demo", Role.DEVELOPER);
        Caller master = forge.member("mia", "demo", Role.MASTER);
        assertMoved(push(developer, RefUpdate.create(tag, first.hash())));
        assertRefused(
                push(developer, new RefUpdate(tag, first.hash(), second.hash())),
                "You are not allowed to change existing tags on this project.");
        assertMoved(push(master, new RefUpdate(tag, first.hash(), second.hash())));
    }

    @Test
    void aProjectThatIsNotSeenTakesNoPush() {
        assertThatThrownBy(() ->
                        push(
                                forge.user("eve"),
                                RefUpdate.create(TOPIC, commit(List.of(), "x").hash())))
                .isInstanceOf(NotFound.class);
        Project open = forge.project("demo/open", Visibility.PUBLIC);
        RepositoryFixture.of(forge.forge().projects().openOrCreate(open))
                .branch("master")
                .file("a", "a")
                .commit("one");
        CommitId head =
                forge.forge().projects().openOrCreate(open).refs().commitOf(MASTER).orElseThrow();
        assertRefused(
                forge.forge()
                        .pushes()
                        .move(
                                forge.user("eve"),
                                open,
                                List.of(RefUpdate.create(TOPIC, head.hash()))),
                "You are not allowed to push code to this project.");
    }

    @Test
    void aTokenForRepositoriesFindsItsProjectAndPushesButReadsNothingElse() {
        Caller developer = forge.member("dan", "demo", Role.DEVELOPER);
        var made =
                forge.forge()
                        .personalAccessTokens()
                        .create(developer, "git", Set.of(Scope.WRITE_REPOSITORY), Optional.empty());
        Caller git =
                forge.forge()
                        .authentication()
                        .privateToken(made.text(), developer.origin())
                        .orElseThrow();
        Project found = forge.forge().projects().byPath(git, "demo/web");
        assertMoved(
                forge.forge()
                        .pushes()
                        .move(
                                git,
                                found,
                                List.of(RefUpdate.create(TOPIC, commit(List.of(), "x").hash()))));
        assertThatThrownBy(() -> forge.forge().labels().list(git, found))
                .isInstanceOf(Denied.class)
                .hasMessageContaining("read_api");
    }

    @Test
    void anArchivedProjectTakesNoPush() {
        CommitId first = commit(List.of(), "one");
        Project archived = forge.forge().projects().setArchived(forge.root(), project.id(), true);
        assertRefused(
                forge.forge()
                        .pushes()
                        .move(
                                forge.root(),
                                archived,
                                List.of(RefUpdate.create(TOPIC, first.hash()))),
                "You are not allowed to push code to this project.");
    }

    @Test
    void aCrashBeforeTheRefsMoveTellsNothing() {
        RefUpdate update = RefUpdate.create(TOPIC, commit(List.of(), "one").hash());
        forge.forge().pushes().receiving(forge.root(), project).beforeMove(List.of(update));
        forge.restart();
        assertThat(forge.forge().pushes().recoverUnsettled()).isZero();
        assertThat(forge.forge().pushes().recoverUnsettled()).isZero();
    }

    @Test
    void aCrashAfterTheRefsMovedTellsItAtTheNextStartOnce() throws Exception {
        RefUpdate update = RefUpdate.create(TOPIC, commit(List.of(), "one").hash());
        forge.forge().pushes().receiving(forge.root(), project).beforeMove(List.of(update));
        repository().refs().move(update);
        forge.restart();
        follow();
        assertThat(forge.forge().pushes().recoverUnsettled()).isEqualTo(1);
        RefsUpdated told = next();
        assertThat(told.updates()).containsExactly(update);
        assertThat(told.pusherName()).isEqualTo("root");
        assertThat(forge.forge().pushes().recoverUnsettled()).isZero();
        Project now = forge.forge().projects().get(forge.root(), project.id());
        assertThat(now.defaultBranch()).contains("topic");
    }

    @Test
    void ofAPushThatHalfMovedOnlyThatHalfIsTold() throws Exception {
        CommitId first = commit(List.of(), "one");
        RefUpdate moved = RefUpdate.create(TOPIC, first.hash());
        RefUpdate stayed = RefUpdate.create(RefName.branch("never"), first.hash());
        forge.forge().pushes().receiving(forge.root(), project).beforeMove(List.of(moved, stayed));
        repository().refs().move(moved);
        forge.restart();
        follow();
        forge.forge().pushes().recoverUnsettled();
        assertThat(next().updates()).containsExactly(moved);
    }

    @Test
    void anUnsettledPushThatALaterOneBuiltOnIsToldToo() throws Exception {
        CommitId first = commit(List.of(), "one");
        CommitId second = commit(List.of(first), "two");
        RefUpdate one = RefUpdate.create(TOPIC, first.hash());
        RefUpdate back = RefUpdate.delete(TOPIC, first.hash());
        forge.forge().pushes().receiving(forge.root(), project).beforeMove(List.of(one));
        repository().refs().move(one);
        forge.forge().pushes().receiving(forge.root(), project).beforeMove(List.of(back));
        repository().refs().move(back);
        forge.restart();
        follow();
        assertThat(forge.forge().pushes().recoverUnsettled()).isEqualTo(2);
        assertThat(next().updates()).containsExactly(one);
        assertThat(next().updates()).containsExactly(back);
        assertThat(second).isNotNull();
    }

    @Test
    void aCrashAfterSettlingDeliversTheEventAtTheNextStart() throws Exception {
        forge.events().close(); // nobody listens any more
        RefUpdate update = RefUpdate.create(TOPIC, commit(List.of(), "one").hash());
        assertMoved(push(forge.root(), update));
        forge.restart();
        follow();
        assertThat(forge.forge().pushes().recoverUnsettled()).isZero();
        assertThat(next().updates()).containsExactly(update);
    }

    @Test
    void pushesAtTheSameTimeAreAllToldEachRefInItsOrder() throws Exception {
        int branches = 6;
        int pushes = 8;
        push(forge.root(), RefUpdate.create(MASTER, commit(List.of(), "one").hash()));
        next();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int b = 0; b < branches; b++) {
                RefName branch = RefName.branch("b" + b);
                all.add(threads.submit(() -> pushChain(branch, pushes)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        Map<RefName, ObjectHash> last = new HashMap<>();
        for (int i = 0; i < branches * pushes; i++) {
            RefUpdate update = next().updates().getFirst();
            assertThat(update.old()).isEqualTo(last.getOrDefault(update.ref(), ObjectHash.ZERO));
            last.put(update.ref(), update.next());
        }
        assertThat(last).hasSize(branches);
        assertThat(forge.forge().pushes().recoverUnsettled()).isZero();
    }

    private void pushChain(RefName branch, int pushes) {
        List<CommitId> parents = List.of();
        ObjectHash old = ObjectHash.ZERO;
        for (int i = 0; i < pushes; i++) {
            CommitId commit = commit(parents, branch + " " + i);
            assertMoved(push(forge.root(), new RefUpdate(branch, old, commit.hash())));
            old = commit.hash();
            parents = List.of(commit);
        }
    }

    @Test
    void aListenerIsToldInTheSameTransaction() throws Exception {
        List<Long> seen = new ArrayList<>();
        forge.forge()
                .pushes()
                .onPush((tx, push) ->
                        seen.add(
                                tx.count(
                                        "select count(*) from push_intents where id = ?",
                                        push.push())));
        push(forge.root(), RefUpdate.create(TOPIC, commit(List.of(), "one").hash()));
        assertThat(seen).containsExactly(0L);
        next();
    }

    private void follow() {
        forge.events().subscribe("test", List.of(RefsUpdated.class), got::add);
        forge.events().start();
    }

    private RefsUpdated next() throws InterruptedException {
        Delivered<?> event = got.poll(20, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return (RefsUpdated) event.event();
    }

    private List<RefOutcome> push(Caller caller, RefUpdate update) {
        return forge.forge().pushes().move(caller, project, List.of(update));
    }

    private GitRepository repository() {
        return forge.forge().projects().openOrCreate(project);
    }

    private CommitId commit(List<CommitId> parents, String text) {
        Person person =
                new Person(
                        "Ada", "ada@forge.test", OffsetDateTime.parse("2026-01-01T12:00:00+01:00"));
        return repository()
                .commits()
                .write(
                        new NewCommit(
                                parents,
                                List.of(FileChange.write("a", text)),
                                person,
                                person,
                                text));
    }

    private static void assertMoved(List<RefOutcome> outcomes) {
        assertThat(outcomes).allMatch(outcome -> outcome instanceof RefOutcome.Moved);
    }

    private static void assertRefused(List<RefOutcome> outcomes, String reason) {
        assertThat(outcomes)
                .singleElement()
                .satisfies(outcome -> {
                    assertThat(outcome).isInstanceOf(RefOutcome.Refused.class);
                    assertThat(((RefOutcome.Refused) outcome).reason()).isEqualTo(reason);
                });
    }
}
