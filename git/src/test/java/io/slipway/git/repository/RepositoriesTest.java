package io.slipway.git.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.git.GitCommand;
import io.slipway.git.RepositoryFixture;
import io.slipway.git.maintenance.Maintenance;
import io.slipway.git.maintenance.MaintenanceSettings;
import io.slipway.git.maintenance.Progress;
import io.slipway.git.object.CommitId;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefUpdate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoriesTest {

    private static final RepositoryId SOURCE = new RepositoryId(1);
    private static final RepositoryId COPY = new RepositoryId(258);

    @TempDir Path folder;
    private Repositories repositories;
    private RepositoryFixture fixture;
    private CommitId tip;

    @BeforeEach
    void fill() {
        repositories = new Repositories(folder, RepositorySettings.defaults());
        fixture = RepositoryFixture.in(repositories, 1);
        fixture.file("a", "a").commit("first");
        tip = fixture.file("b", "b").commit("second");
        fixture.annotatedTag("v1", "one");
    }

    @AfterEach
    void close() {
        repositories.close();
    }

    private GitCommand git(String path) {
        return GitCommand.in(folder.resolve(path));
    }

    @Test
    void isMadeOpenedListedAndDeleted() {
        assertThat(repositories.exists(SOURCE)).isTrue();
        assertThat(repositories.list()).containsExactly(SOURCE);
        assertThatThrownBy(() -> repositories.create(SOURCE, RefName.branch("main")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(repositories.delete(SOURCE)).isTrue();
        assertThat(repositories.delete(SOURCE)).isFalse();
        assertThat(repositories.open(SOURCE)).isEmpty();
        assertThat(repositories.list()).isEmpty();
        assertThat(folder.resolve("01/1.git")).doesNotExist();
    }

    @Test
    void staysUsableWhenMoreAreOpenThanAreKept() {
        var few = new Repositories(folder, new RepositorySettings(2, trees()));
        var first = few.open(SOURCE).orElseThrow();
        for (int i = 10; i < 20; i++) {
            few.create(new RepositoryId(i), RefName.branch("main"));
        }
        assertThat(first.refs().resolve("main").asCommit()).contains(tip);
        assertThat(first.treeAt(tip).list(io.slipway.tree.TreePath.ROOT)).hasSize(2);
        assertThat(few.list()).hasSize(11);
    }

    private static io.slipway.git.object.TreeSettings trees() {
        return io.slipway.git.object.TreeSettings.defaults();
    }

    @Test
    void aForkBorrowsObjectsAndGoesItsOwnWay() throws Exception {
        var copy = repositories.fork(SOURCE, COPY);
        assertThat(copy.refs().resolve("v1").asCommit()).contains(tip);
        assertThat(copy.refs().head()).isEqualTo(RefName.branch("main"));
        assertThat(folder.resolve("02/258.git/objects/info/alternates"))
                .hasContent("../../../01/1.git/objects");
        assertThat(git("02/258.git").run("fsck", "--strict")).isEmpty();
        var own = RepositoryFixture.of(copy).file("c", "c").commit("mine");
        assertThat(fixture.repository().commit(own)).isEmpty();
        assertThat(copy.commits().isAncestor(tip, own)).isTrue();
        try (var files = Files.walk(folder.resolve("02/258.git/objects"))) {
            assertThat(files.filter(Files::isRegularFile).count()).as("own objects").isLessThan(6);
        }
    }

    @Test
    void whatAForkNeedsIsNeverPruned() {
        var copy = repositories.fork(SOURCE, COPY);
        var source = fixture.repository();
        source.refs()
                .move(
                        RefUpdate.delete(
                                RefName.tag("v1"), source.refs().tags().getFirst().object()));
        source.refs().move(RefUpdate.delete(RefName.branch("main"), tip.hash()));
        var late =
                new Maintenance(
                        MaintenanceSettings.defaults(),
                        Clock.offset(Clock.systemUTC(), Duration.ofDays(30)));
        assertThat(late.run(source, Progress.NONE)).isTrue();
        assertThat(late.run(source, Progress.NONE)).isTrue();
        assertThat(late.check(copy, Progress.NONE).isSound()).isTrue();
        assertThat(git("02/258.git").run("fsck", "--strict")).isEmpty();
    }

    @Test
    void aForkCanBeTidied() {
        var copy = repositories.fork(SOURCE, COPY);
        RepositoryFixture.of(copy).file("c", "c").commit("mine");
        var maintenance = new Maintenance(MaintenanceSettings.defaults(), Clock.systemUTC());
        assertThat(maintenance.run(copy, Progress.NONE)).isTrue();
        assertThat(maintenance.check(copy, Progress.NONE).isSound()).isTrue();
        assertThat(git("02/258.git").run("fsck", "--strict")).isEmpty();
    }

    @Test
    void aForkOutlivesWhatItCameFrom() {
        var copy = repositories.fork(SOURCE, COPY);
        assertThat(repositories.delete(SOURCE)).isTrue();
        assertThat(repositories.exists(SOURCE)).isFalse();
        assertThat(repositories.list()).containsExactly(COPY);
        assertThat(copy.treeAt(tip).isFile(io.slipway.tree.TreePath.of("a"))).isTrue();
        repositories.close();
        repositories = new Repositories(folder, RepositorySettings.defaults());
        assertThat(repositories.open(SOURCE)).isEmpty();
        assertThat(git("02/258.git").run("fsck", "--strict")).isEmpty();
        assertThat(repositories.delete(COPY)).isTrue();
        assertThat(folder.resolve("01/1.git")).doesNotExist();
        assertThat(folder.resolve("02/258.git")).doesNotExist();
    }

    @Test
    void aForkOfAForkWorks() {
        repositories.fork(SOURCE, COPY);
        var third = repositories.fork(COPY, new RepositoryId(3));
        assertThat(third.refs().resolve("main").asCommit()).contains(tip);
        assertThat(repositories.delete(SOURCE)).isTrue();
        assertThat(repositories.delete(COPY)).isTrue();
        assertThat(git("03/3.git").run("fsck", "--strict")).isEmpty();
        assertThat(repositories.delete(new RepositoryId(3))).isTrue();
        for (var gone : List.of("01/1.git", "02/258.git", "03/3.git")) {
            assertThat(folder.resolve(gone)).doesNotExist();
        }
    }
}
