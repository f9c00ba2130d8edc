package io.slipway.forge.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Role;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.git.RepositoryFixture;
import io.slipway.git.object.CommitId;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.DatabaseKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class CommitNotesTest {

    private final ForgeFixture forge;
    private final CommitNotes notes;
    private final Project web;
    private final CommitId head;
    private final Caller reporter;

    CommitNotesTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind);
        notes = forge.forge().commitNotes();
        web = forge.project("demo/web");
        head =
                RepositoryFixture.of(forge.forge().projects().openOrCreate(web))
                        .branch("trunk")
                        .file("a", "1\n2\n")
                        .commit("one");
        reporter = forge.member("rita", "demo", Role.REPORTER);
    }

    @AfterEach
    void close() {
        forge.close();
    }

    @Test
    void notesAreListedOldestFirstAndFoundByNumber() {
        var line = new NotePosition("a", 2, NotePosition.Side.NEW);
        var first = notes.add(reporter, web, head, "First", Optional.of(line));
        var second = notes.add(reporter, web, head, "Second", Optional.empty());
        assertThat(first.position()).contains(line);
        var page = notes.list(reporter, web, head, PageRequest.first());
        assertThat(page.items()).containsExactly(first, second);
        assertThat(page.total()).isEqualTo(2);
        assertThat(notes.byIds(reporter, web, List.of(second.id(), 99L)))
                .containsOnlyKeys(second.id());
        assertThat(notes.byIds(forge.user("eve"), web, List.of(second.id()))).isEmpty();
    }

    @Test
    void linesThatTheCommitDoesNotChangeAreLeftOut() {
        for (var odd :
                List.of(
                        new NotePosition("a", 3, NotePosition.Side.NEW),
                        new NotePosition("a", 1, NotePosition.Side.OLD),
                        new NotePosition("b", 1, NotePosition.Side.NEW))) {
            assertThat(notes.add(reporter, web, head, "x", Optional.of(odd)).position()).isEmpty();
        }
    }

    @Test
    void whoMayNotReadTheCodeSaysNothing() {
        var guest = forge.member("gus", "demo", Role.GUEST);
        assertThatThrownBy(() -> notes.add(guest, web, head, "x", Optional.empty()))
                .isInstanceOf(Denied.class);
        assertThatThrownBy(() -> notes.add(forge.user("eve"), web, head, "x", Optional.empty()))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> notes.add(reporter, web, head, " ", Optional.empty()))
                .isInstanceOf(Invalid.class);
        var none = CommitId.of("1".repeat(40));
        assertThatThrownBy(() -> notes.list(reporter, web, none, PageRequest.first()))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void notesOutliveTheirAuthorAndGoWithTheProject() {
        notes.add(reporter, web, head, "x", Optional.empty());
        forge.forge().users().delete(forge.root(), reporter.requirePerson().id());
        assertThat(notes.list(forge.root(), web, head, PageRequest.first()).items())
                .singleElement()
                .matches(note -> note.author().isEmpty());
        forge.forge().projects().delete(forge.root(), web.id());
        long left = forge.database().read(r -> r.count("select count(*) from notes"));
        assertThat(left).isZero();
    }
}
