package io.slipway.git.ref;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.git.RepositoryFixture;
import io.slipway.git.object.CommitId;
import io.slipway.git.object.ObjectHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefsTest {

    @TempDir Path folder;
    private RepositoryFixture fixture;
    private Refs refs;
    private CommitId first;
    private CommitId second;

    @BeforeEach
    void fill() {
        fixture = RepositoryFixture.in(folder);
        refs = fixture.repository().refs();
        first = fixture.file("a", "1").commit("first");
        fixture.annotatedTag("v1.0.0", "one").tag("light");
        second = fixture.file("a", "2").commit("second");
    }

    private CommitId resolved(String revision) {
        return refs.resolve(revision).asCommit().orElseThrow();
    }

    @Test
    void resolvesEveryFormOfARevision() {
        assertThat(resolved("")).isEqualTo(second);
        assertThat(resolved("HEAD")).isEqualTo(second);
        assertThat(resolved("main")).isEqualTo(second);
        assertThat(resolved(" main ")).isEqualTo(second);
        assertThat(resolved("refs/heads/main")).isEqualTo(second);
        assertThat(resolved("v1.0.0")).isEqualTo(first);
        assertThat(resolved("refs/tags/v1.0.0")).isEqualTo(first);
        assertThat(resolved("light")).isEqualTo(first);
        assertThat(resolved(first.hex())).isEqualTo(first);
        assertThat(resolved(first.hex().substring(0, 7))).isEqualTo(first);
        assertThat(resolved(first.hex().substring(0, 10).toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(first);
    }

    @Test
    void saysWhatCannotBeResolved() {
        for (var revision :
                List.of(
                        "nope",
                        first.hex().substring(0, 6),
                        "f".repeat(40),
                        "refs/heads/none",
                        "a..b",
                        "-x",
                        "1.2.3")) {
            assertThat(refs.resolve(revision)).isInstanceOf(Resolution.NotFound.class);
        }
        assertThat(((Resolution.NotFound) refs.resolve("nope")).reason()).contains("nope");
    }

    @Test
    void takesTheBranchWhenATagHasTheSameName() {
        fixture.branch("light", "main");
        assertThat(refs.resolve("light"))
                .isInstanceOfSatisfying(
                        Resolution.Found.class,
                        found -> {
                            assertThat(found.commit()).isEqualTo(second);
                            assertThat(found.warnings()).hasSize(1);
                            assertThat(found.ref()).hasValue(RefName.branch("light"));
                        });
    }

    @Test
    void resolvesARangeToTheHighestTag() {
        fixture.tag("v1.2.0").file("a", "3");
        var third = fixture.commit("third");
        fixture.tag("v1.10.0").tag("v2.0.0-rc.1").tag("not-a-version");
        assertThat(resolved("1.x")).isEqualTo(third);
        assertThat(resolved("~1.2")).isEqualTo(second);
        assertThat(resolved("^1.0.0")).isEqualTo(third);
        assertThat(resolved(">=1 <1.10")).isEqualTo(second);
        assertThat(resolved("*")).isEqualTo(third);
        assertThat(refs.resolve(">=2")).isInstanceOf(Resolution.NotFound.class);
        assertThat(resolved(">=2.0.0-0")).isEqualTo(third);
    }

    @Test
    void anExactVersionIsAName() {
        fixture.branch("1.2", "main");
        assertThat(resolved("1.2")).isEqualTo(second);
    }

    @Test
    void anEmptyRepositoryHasNoHead(@TempDir Path other) {
        var empty = RepositoryFixture.in(other).repository();
        assertThat(empty.isEmpty()).isTrue();
        assertThat(empty.refs().head()).isEqualTo(RefName.branch("main"));
        assertThat(empty.refs().resolve("HEAD")).isInstanceOf(Resolution.NotFound.class);
    }

    @Test
    void headCanNameAnotherBranch() {
        fixture.branch("next", "main");
        refs.setHead(RefName.branch("next"));
        assertThat(refs.head()).isEqualTo(RefName.branch("next"));
        assertThatThrownBy(() -> refs.setHead(RefName.tag("v1.0.0")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void listsBranchesAndTagsByName() {
        fixture.branch("a", "main").branch("a.b", "main").branch("b/c", "main");
        assertThat(refs.branches())
                .extracting(r -> r.name().shortName())
                .containsExactly("a", "a.b", "b/c", "main");
        assertThat(refs.tags())
                .satisfiesExactly(
                        light -> assertThat(light.isAnnotated()).isFalse(),
                        tag -> {
                            assertThat(tag.isAnnotated()).isTrue();
                            assertThat(tag.target()).isEqualTo(first.hash());
                        });
    }

    @Test
    void movesOnlyWhatStillHasItsOldValue() {
        var stale = new RefUpdate(RefName.branch("main"), first.hash(), first.hash());
        assertThat(refs.move(stale)).isInstanceOf(RefOutcome.Stale.class);
        var exists = RefUpdate.create(RefName.branch("main"), first.hash());
        assertThat(refs.move(exists)).isInstanceOf(RefOutcome.Stale.class);
        var missing =
                new RefUpdate(
                        RefName.branch("main"), second.hash(), new ObjectHash("1".repeat(40)));
        assertThat(refs.move(missing)).isInstanceOf(RefOutcome.Failed.class);
        var back = new RefUpdate(RefName.branch("main"), second.hash(), first.hash());
        assertThat(refs.move(back)).isInstanceOf(RefOutcome.Moved.class);
        assertThat(resolved("main")).isEqualTo(first);
    }

    @Test
    void aMoveOfSeveralIsAllOrNothingOnlyWhenAsked() {
        var good = RefUpdate.create(RefName.branch("good"), first.hash());
        var bad = RefUpdate.create(RefName.branch("main"), first.hash());
        assertThat(refs.move(List.of(good, bad), true, RefMoveListener.NONE))
                .noneMatch(RefOutcome.Moved.class::isInstance);
        assertThat(refs.find(RefName.branch("good"))).isEmpty();
        assertThat(refs.move(List.of(good, bad), false, RefMoveListener.NONE))
                .satisfiesExactly(
                        o -> assertThat(o).isInstanceOf(RefOutcome.Moved.class),
                        o -> assertThat(o).isInstanceOf(RefOutcome.Stale.class));
    }

    @Test
    void oneConflictingNameAmongManyDoesNotKeepTheOthers() {
        var updates = new ArrayList<RefUpdate>();
        for (int i = 0; i < 30; i++) {
            updates.add(RefUpdate.create(RefName.branch("many/" + i), first.hash()));
        }
        updates.add(RefUpdate.create(RefName.branch("main/x"), first.hash()));
        var outcomes = refs.move(updates, false, RefMoveListener.NONE);
        assertThat(outcomes.subList(0, 30)).allMatch(RefOutcome.Moved.class::isInstance);
        assertThat(outcomes.getLast()).isInstanceOf(RefOutcome.Failed.class);
        assertThat(refs.branches()).hasSize(31);
    }

    @Test
    void theListenerHearsBeforeAndAfter() {
        var heard = new ArrayList<String>();
        var listener =
                new RefMoveListener() {
                    @Override
                    public void beforeMove(List<RefUpdate> updates) {
                        heard.add(
                                "before " + updates.size() + " " + resolved("main").equals(second));
                    }

                    @Override
                    public void afterMove(List<RefUpdate> moved) {
                        heard.add("after " + moved.size() + " " + resolved("main").equals(first));
                    }
                };
        var update = new RefUpdate(RefName.branch("main"), second.hash(), first.hash());
        refs.move(List.of(update), true, listener);
        assertThat(heard).containsExactly("before 1 true", "after 1 true");
        refs.move(List.of(update), true, listener);
        assertThat(heard).hasSize(2);
    }

    @Test
    void effectsAreToldApart() {
        var main = RefName.branch("main");
        assertThat(refs.propose(new RefUpdate(main, first.hash(), second.hash())).effect())
                .isEqualTo(ProposedUpdate.Effect.FAST_FORWARD);
        assertThat(refs.propose(new RefUpdate(main, second.hash(), first.hash())).effect())
                .isEqualTo(ProposedUpdate.Effect.FORCED);
        assertThat(refs.propose(RefUpdate.delete(main, second.hash())).effect())
                .isEqualTo(ProposedUpdate.Effect.DELETE);
        assertThat(refs.propose(RefUpdate.create(main, second.hash())).effect())
                .isEqualTo(ProposedUpdate.Effect.CREATE);
    }

    @Test
    void locksOfAKilledProcessAreRemovedWhenARepositoryIsFirstOpened() throws IOException {
        var stale = folder.resolve("01/1.git/refs/heads/main.lock");
        Files.createFile(stale);
        var left = Files.createDirectories(folder.resolve("01/1.git/objects/quarantine-x/pack"));
        Files.createFile(left.resolve("x.pack"));
        var again =
                new io.slipway.git.repository.Repositories(
                        folder, io.slipway.git.repository.RepositorySettings.defaults());
        var repository = again.open(new io.slipway.git.repository.RepositoryId(1)).orElseThrow();
        assertThat(stale).doesNotExist();
        assertThat(left).doesNotExist();
        assertThat(
                        repository
                                .refs()
                                .move(
                                        new RefUpdate(
                                                RefName.branch("main"),
                                                second.hash(),
                                                first.hash())))
                .isInstanceOf(RefOutcome.Moved.class);
    }

    @Test
    void namesThatGitDoesNotAcceptAreRefused() {
        for (var name :
                List.of(
                        "", "a..b", "a b", "a~", "/a", "a/", "a.lock", "x@{y", "HEAD", "-a",
                        "a\nb")) {
            assertThat(RefName.isValidBranch(name)).as(name).isFalse();
        }
        assertThat(RefName.isValidBranch("feature/ä-1")).isTrue();
        assertThatThrownBy(() -> new RefName("main")).isInstanceOf(IllegalArgumentException.class);
    }
}
