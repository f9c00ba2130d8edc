package io.slipway.forge.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Role;
import io.slipway.forge.activity.Activity;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.forge.release.Release;
import io.slipway.forge.release.Releases;
import io.slipway.git.RepositoryFixture;
import io.slipway.git.object.CommitId;
import io.slipway.git.object.ObjectHash;
import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefUpdate;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.problem.Conflict;
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
class CommitFactsTest {

    private final ForgeFixture forge;
    private final CommitStatuses statuses;
    private final Releases releases;
    private final Project web;
    private final CommitId head;
    private final Caller developer;

    CommitFactsTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind);
        statuses = forge.forge().commitStatuses();
        releases = forge.forge().releases();
        web = forge.project("demo/web");
        head =
                RepositoryFixture.of(forge.forge().projects().openOrCreate(web))
                        .branch("trunk")
                        .file("a", "a")
                        .commit("one");
        developer = forge.member("dan", "demo", Role.DEVELOPER);
    }

    @AfterEach
    void close() {
        forge.close();
    }

    @Test
    void aStatusGoesOnUntilItIsDoneAndThenANewOneBegins() {
        CommitStatus pending = post(CommitState.PENDING, "ci");
        assertThat(pending.ref()).isEqualTo("trunk");
        assertThat(pending.startedAt()).isEmpty();
        CommitStatus running = post(CommitState.RUNNING, "ci");
        assertThat(running.id()).isEqualTo(pending.id());
        assertThat(running.startedAt()).isPresent();
        CommitStatus done = post(CommitState.SUCCESS, "ci");
        assertThat(done.id()).isEqualTo(pending.id());
        assertThat(done.finishedAt()).isPresent();
        CommitStatus again = post(CommitState.FAILED, "ci");
        assertThat(again.id()).isNotEqualTo(done.id());
        post(CommitState.SUCCESS, "lint");
        assertThat(list(StatusQuery.latest()))
                .extracting(CommitStatus::name)
                .containsExactly("lint", "ci");
        assertThat(
                        list(
                                new StatusQuery(
                                        Optional.of("trunk"),
                                        Optional.empty(),
                                        Optional.of("ci"),
                                        true)))
                .extracting(CommitStatus::state)
                .containsExactly(CommitState.FAILED, CommitState.SUCCESS);
        assertThat(statuses.aggregate(developer, web, head)).contains(CommitState.FAILED);
    }

    @Test
    void statusesAreForDevelopersAndOfCommitsThatAreThere() {
        Caller reporter = forge.member("rob", "demo", Role.REPORTER);
        assertThatThrownBy(() -> statuses.post(reporter, web, head, wish(CommitState.PENDING, "x")))
                .isInstanceOf(Denied.class);
        CommitId missing = new CommitId(new ObjectHash("1".repeat(40)));
        assertThatThrownBy(() ->
                        statuses.post(developer, web, missing, wish(CommitState.PENDING, "x")))
                .isInstanceOf(NotFound.class);
        assertThat(statuses.aggregate(developer, web, head)).isEmpty();
    }

    @Test
    void aReleaseIsToldOfATagOnceChangedAndGoesWithIt() {
        RefName tag = RefName.tag("v1");
        assertThatThrownBy(() -> releases.create(developer, web, "v1", "first"))
                .isInstanceOf(NotFound.class)
                .hasMessage("Tag does not exist");
        forge.forge().pushes().move(developer, web, List.of(RefUpdate.create(tag, head.hash())));
        assertThatThrownBy(() -> releases.update(developer, web, "v1", "x"))
                .isInstanceOf(NotFound.class)
                .hasMessage("Release does not exist");
        assertThatThrownBy(() -> releases.create(developer, web, "v1", " "))
                .isInstanceOf(Invalid.class);
        releases.create(developer, web, "v1", "first");
        assertThatThrownBy(() -> releases.create(developer, web, "v1", "again"))
                .isInstanceOf(Conflict.class)
                .hasMessage("Release already exists");
        releases.update(developer, web, "v1", "the first");
        assertThat(releases.all(developer, web).values())
                .extracting(Release::description)
                .containsExactly("the first");
        forge.forge().pushes().move(forge.root(), web, List.of(RefUpdate.delete(tag, head.hash())));
        assertThat(releases.find(developer, web, "v1")).isEmpty();
    }

    @Test
    void whatHappenedIsListedNewestFirst() {
        forge.forge()
                .pushes()
                .move(
                        developer,
                        web,
                        List.of(
                                RefUpdate.create(RefName.branch("first"), head.hash()),
                                RefUpdate.create(RefName.branch("topic"), head.hash())));
        forge.forge()
                .pushes()
                .move(
                        developer,
                        web,
                        List.of(RefUpdate.delete(RefName.branch("topic"), head.hash())));
        assertThat(forge.forge().activities().list(developer, web, PageRequest.first()).items())
                .extracting(Activity::action)
                .containsExactly("deleted", "pushed new", "pushed new", "created");
    }

    private CommitStatus post(CommitState state, String name) {
        return statuses.post(developer, web, head, wish(state, name));
    }

    private static NewStatus wish(CommitState state, String name) {
        return new NewStatus(state, Optional.empty(), name, Optional.empty(), Optional.empty());
    }

    private List<CommitStatus> list(StatusQuery query) {
        return statuses.list(developer, web, head, query, PageRequest.first()).items();
    }
}
