package io.slipway.forge.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Role;
import io.slipway.forge.project.Project;
import io.slipway.forge.queue.Queue;
import io.slipway.git.RecordingHook;
import io.slipway.git.RepositoryFixture;
import io.slipway.git.TransportServer;
import io.slipway.git.repository.Repositories;
import io.slipway.git.repository.RepositorySettings;
import io.slipway.git.transport.TransportSettings;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.store.DatabaseKind;
import io.slipway.platform.store.Durability;
import io.slipway.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
@ParameterizedClass
@EnumSource(DatabaseKind.class)
class ImportsTest {

    @TempDir Path folder;
    private final ForgeFixture forge;
    private final Project web;
    private Repositories there;
    private TransportServer git;

    ImportsTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind);
        web = forge.project("demo/web");
    }

    @BeforeEach
    void serve() throws IOException {
        there = new Repositories(folder, RepositorySettings.defaults());
        git = new TransportServer(there, TransportSettings.defaults(), RecordingHook::new);
        RepositoryFixture.in(there, 1).file("a", "a").commit("one");
    }

    @AfterEach
    void close() {
        forge.forge().imports().close();
        git.close();
        there.close();
        forge.close();
    }

    private Import state() {
        return forge.forge()
                .imports()
                .of(forge.root(), List.of(web.id()))
                .getOrDefault(
                        web.id(),
                        new Import(
                                web.id(),
                                "",
                                ImportState.SCHEDULED,
                                java.util.Optional.empty(),
                                forge.clock().instant()));
    }

    private void begin(String url) {
        forge.forge().imports().begin(forge.root(), web, ImportAddress.parse(url));
    }

    @Test
    void anImportThatAStopCutOffGoesOnAfterTheNextStart() {
        begin(git.url(1));
        Await.until("it is over", () -> state().state().isOver());
        assertThat(state().state()).isEqualTo(ImportState.FINISHED);
        forge.database()
                .execute(
                        Durability.FULL,
                        tx -> tx.execute("update project_imports set state = ?", "started"));
        forge.forge().imports().start();
        Await.until("it went on", () -> state().state() == ImportState.FINISHED);
        assertThat(state().error()).isEmpty();
        assertThat(forge.forge().queues().all(forge.root()))
                .filteredOn(queue -> queue.name().equals("imports"))
                .singleElement()
                .extracting(Queue::waiting, Queue::busy, Queue::done, Queue::failed)
                .containsExactly(0L, 0L, 1L, 0L);
    }

    @Test
    void onlyMastersBeginOne() {
        var developer = forge.member("dan", "demo", Role.DEVELOPER);
        var address = ImportAddress.parse(git.url(1));
        assertThatThrownBy(() -> forge.forge().imports().begin(developer, web, address))
                .isInstanceOf(Denied.class);
        assertThat(forge.forge().imports().of(developer, List.of(web.id()))).isEmpty();
        assertThatThrownBy(() -> forge.forge().queues().all(developer)).isInstanceOf(Denied.class);
    }

    @Test
    void whoLostTheirRightsMeanwhileBringsNothing() {
        var master = forge.member("mia", "demo", Role.MASTER);
        forge.database()
                .execute(
                        Durability.FULL,
                        tx ->
                                tx.execute(
                                        """
                                        insert into project_imports (project_id, url, state,
                                          user_id, created_at, updated_at)
                                        values (?, ?, 'scheduled', ?, ?, ?)
                                        """,
                                        web.id().value(),
                                        git.url(1),
                                        master.requirePerson().id().value(),
                                        forge.clock().instant(),
                                        forge.clock().instant()));
        forge.forge()
                .groups()
                .removeMember(forge.root(), web.namespaceId(), master.requirePerson().id());
        forge.forge().imports().start();
        Await.until("it is over", () -> state().state() == ImportState.FAILED);
        assertThat(state().error().orElse("")).contains("may not write");
        assertThat(forge.forge().projects().openOrCreate(web).isEmpty()).isTrue();
    }

    @Test
    void addressesLoseTheirCredentials() {
        var address = ImportAddress.parse("https://ann:s3cret@Example.org:8443/a/b.git?x=1#y");
        assertThat(address.url()).hasToString("https://Example.org:8443/a/b.git?x=1");
        assertThat(address.toString()).doesNotContain("s3cret");
        assertThat(address.login().map(io.slipway.platform.secret.Secret::reveal))
                .contains("ann:s3cret");
    }
}
