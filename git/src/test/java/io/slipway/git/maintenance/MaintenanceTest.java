package io.slipway.git.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.git.GitCommand;
import io.slipway.git.RecordingHook;
import io.slipway.git.RepositoryFixture;
import io.slipway.git.TransportServer;
import io.slipway.git.object.CommitId;
import io.slipway.git.object.NewCommit;
import io.slipway.git.object.Person;
import io.slipway.git.ref.RefName;
import io.slipway.git.repository.Repositories;
import io.slipway.git.repository.RepositorySettings;
import io.slipway.git.transport.TransportSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceTest {

    @TempDir Path folder;

    private final Maintenance maintenance =
            new Maintenance(MaintenanceSettings.defaults(), Clock.systemUTC());

    private RepositoryFixture filled(int commits) {
        var fixture = RepositoryFixture.in(folder);
        for (int i = 0; i < commits; i++) {
            fixture.file("f" + (i % 7), "text " + i).commit("commit " + i);
        }
        return fixture.annotatedTag("v1", "one");
    }

    private static CommitId orphan(RepositoryFixture fixture) {
        var who = new Person("E", "e@x", OffsetDateTime.parse("2026-01-01T00:00:00Z"));
        return fixture.repository()
                .commits()
                .write(new NewCommit(List.of(), List.of(), who, who, "nobody wants me"));
    }

    @Test
    void manyFilesBecomeOnePackWithBitmapsAndCommitGraph() throws IOException {
        var fixture = filled(60);
        var repository = fixture.repository();
        var tip = fixture.commitOf("main");
        assertThat(maintenance.run(repository, Progress.NONE)).isTrue();
        var state = maintenance.state(repository);
        assertThat(state.packs()).isEqualTo(1);
        assertThat(state.looseObjects()).isZero();
        assertThat(state.bitmaps()).isPositive();
        // HEAD is one.
        assertThat(state.looseRefs()).isLessThanOrEqualTo(1);
        assertThat(folder.resolve("01/1.git/objects/info/commit-graph")).exists();
        assertThat(fixture.commitOf("main")).isEqualTo(tip);
        assertThat(GitCommand.in(folder.resolve("01/1.git")).run("fsck", "--strict")).isEmpty();
        fixture.file("new", "x").commit("afterwards");
        assertThat(repository.refs().branches()).hasSize(1);
    }

    @Test
    void whatNothingRefersToGoesAfterItsGrace() {
        var fixture = filled(3);
        var orphan = orphan(fixture);
        assertThat(maintenance.run(fixture.repository(), Progress.NONE)).isTrue();
        assertThat(fixture.repository().commit(orphan)).isPresent();
        var later =
                new Maintenance(
                        MaintenanceSettings.defaults(),
                        Clock.offset(Clock.systemUTC(), Duration.ofDays(15)));
        assertThat(later.run(fixture.repository(), Progress.NONE)).isTrue();
        assertThat(fixture.repository().commit(orphan)).isEmpty();
    }

    @Test
    void isDueWhenThereAreManyFiles() {
        var fixture = filled(3);
        assertThat(maintenance.isDue(fixture.repository())).isFalse();
        var early =
                new Maintenance(
                        new MaintenanceSettings(24, 5, Duration.ofDays(1), Duration.ofHours(1)),
                        Clock.systemUTC());
        assertThat(early.isDue(fixture.repository())).isTrue();
    }

    @Test
    void canBeEndedEarly() {
        var fixture = filled(30);
        var cancelled =
                new Progress() {
                    @Override
                    public void at(String step, int done, int total) {}

                    @Override
                    public boolean isCancelled() {
                        return true;
                    }
                };
        assertThat(maintenance.run(fixture.repository(), cancelled)).isFalse();
        assertThat(maintenance.check(fixture.repository(), Progress.NONE).isSound()).isTrue();
    }

    @Test
    void aCheckFindsWhatIsMissingOrDamaged() throws IOException {
        var fixture = filled(5);
        var repository = fixture.repository();
        var sound = maintenance.check(repository, Progress.NONE);
        assertThat(sound.isSound()).isTrue();
        assertThat(sound.objects()).isGreaterThan(15);
        var git = GitCommand.in(folder.resolve("01/1.git"));
        var blob = git.run("rev-parse", "main:f1").strip();
        Files.delete(
                folder.resolve("01/1.git/objects")
                        .resolve(blob.substring(0, 2))
                        .resolve(blob.substring(2)));
        assertThat(maintenance.check(repository, Progress.NONE).problems())
                .anySatisfy(p -> assertThat(p).contains(blob));
    }

    @Test
    void pushesGoOnWhileItWorks() throws Exception {
        var repositories = new Repositories(folder, RepositorySettings.defaults());
        var fixture = RepositoryFixture.in(repositories, 1);
        fixture.file("a", "a").commit("first");
        var repository = fixture.repository();
        var hook = new RecordingHook();
        var often =
                new Maintenance(
                        new MaintenanceSettings(1, 1, Duration.ofDays(1), Duration.ZERO),
                        Clock.systemUTC());
        try (var server =
                new TransportServer(repositories, TransportSettings.defaults(), () -> hook)) {
            GitCommand.in(folder).run("clone", "-q", server.url(1), "work");
            var git = GitCommand.in(folder.resolve("work"));
            var done = new AtomicBoolean();
            var runs = new java.util.concurrent.atomic.AtomicInteger();
            var worker =
                    Thread.startVirtualThread(() -> {
                        while (!done.get()) {
                            often.run(repository, Progress.NONE);
                            runs.incrementAndGet();
                        }
                    });
            for (int i = 0; i < 15; i++) {
                Files.writeString(folder.resolve("work/f" + i), "text " + i);
                git.run("add", ".");
                git.run("commit", "-q", "-m", "push " + i);
                git.run("push", "-q", "origin", "HEAD:main", "HEAD:refs/heads/b" + i);
                git.run("push", "-q", "origin", ":refs/heads/b" + i);
            }
            done.set(true);
            worker.join();
            assertThat(runs.get()).isPositive();
            assertThat(repository.refs().commitOf(RefName.branch("main")).orElseThrow().hex())
                    .isEqualTo(git.run("rev-parse", "HEAD").strip());
            assertThat(hook.moved).hasSize(45);
        }
        assertThat(maintenance.check(repository, Progress.NONE).isSound()).isTrue();
        assertThat(GitCommand.in(folder.resolve("01/1.git")).run("fsck", "--strict"))
                .doesNotContain("error", "missing", "broken");
    }
}
