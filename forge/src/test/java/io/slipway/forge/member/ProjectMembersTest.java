package io.slipway.forge.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Ability;
import io.slipway.forge.access.Role;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.group.GroupChange;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.project.NewProject;
import io.slipway.forge.project.Project;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.DatabaseKind;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class ProjectMembersTest {

    private final ForgeFixture forge;
    private final ProjectMembers members;
    private final Project web;

    ProjectMembersTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind);
        members = forge.forge().projectMembers();
        web = forge.project("demo/web");
    }

    @AfterEach
    void close() {
        forge.close();
    }

    @Test
    void aMemberHasTheirRoleAndAddingThemAgainChangesNothing() {
        Caller ada = forge.user("ada");
        members.add(forge.root(), web, id(ada), Role.DEVELOPER);
        assertThat(forge.forge().access().role(ada, web)).contains(Role.DEVELOPER);
        assertThat(members.add(forge.root(), web, id(ada), Role.MASTER).role())
                .isEqualTo(Role.DEVELOPER);
        members.change(forge.root(), web, id(ada), Role.MASTER);
        assertThat(forge.forge().access().role(ada, web)).contains(Role.MASTER);
        assertThat(members.list(ada, web, Optional.of("AD"), PageRequest.first()).items())
                .extracting(ProjectMember::user)
                .containsExactly(id(ada));
    }

    @Test
    void onlyMastersAddMembersAndOnlyOfRolesThatProjectsHave() {
        Caller developer = forge.member("dan", "demo", Role.DEVELOPER);
        UserId eve = id(forge.user("eve"));
        assertThatThrownBy(() -> members.add(developer, web, eve, Role.GUEST))
                .isInstanceOf(Denied.class);
        assertThatThrownBy(() -> members.add(forge.root(), web, eve, Role.OWNER))
                .isInstanceOf(Invalid.class)
                .hasMessage("access_level is not included in the list");
        assertThatThrownBy(() -> members.add(forge.root(), web, new UserId(4711), Role.GUEST))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void aMemberLeavesButTheOwnerOfAPersonalProjectDoesNot() {
        Caller ada = forge.user("ada");
        members.add(forge.root(), web, id(ada), Role.GUEST);
        assertThat(members.remove(ada, web, id(ada))).isPresent();
        assertThat(forge.forge().access().allows(ada, Ability.READ_PROJECT, web)).isFalse();
        Project own = forge.forge().projects().create(ada, NewProject.of("tools"));
        assertThat(members.find(ada, own, id(ada)).orElseThrow().role()).isEqualTo(Role.MASTER);
        assertThatThrownBy(() -> members.remove(ada, own, id(ada))).isInstanceOf(Denied.class);
        assertThat(members.remove(forge.root(), web, id(ada))).isEmpty();
    }

    @Test
    void sharingGivesAGroupsMembersTheLowerOfTwoRolesUnlessItIsLocked() {
        Caller ada = forge.member("ada", "crew", Role.MASTER);
        assertThat(forge.forge().access().role(ada, web)).isEmpty();
        members.share(forge.root(), web, forge.group("crew").id(), Role.REPORTER);
        assertThat(forge.forge().access().role(ada, web)).contains(Role.REPORTER);
        assertThat(members.team(forge.root(), web, Optional.of("ADA"), PageRequest.first()).items())
                .containsExactly(id(ada));
        assertThatThrownBy(() ->
                        members.share(forge.root(), web, forge.group("crew").id(), Role.GUEST))
                .isInstanceOf(Conflict.class);
        lock();
        assertThat(forge.forge().access().role(ada, web)).isEmpty();
        assertThatThrownBy(() ->
                        members.share(forge.root(), web, forge.group("other").id(), Role.GUEST))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("The project sharing with group is disabled");
        assertThat(members.unshare(forge.root(), web, forge.group("crew").id())).isTrue();
        assertThat(members.unshare(forge.root(), web, forge.group("crew").id())).isFalse();
    }

    @Test
    void theHighestOfSeveralRolesCounts() {
        Caller ada = forge.member("ada", "demo", Role.REPORTER);
        members.add(forge.root(), web, id(ada), Role.DEVELOPER);
        assertThat(forge.forge().access().role(ada, web)).contains(Role.DEVELOPER);
        assertThat(forge.forge().access().direct(ada, java.util.List.of(web.id())))
                .isEqualTo(
                        Map.of(
                                web.id(),
                                new io.slipway.forge.access.Access.Direct(
                                        Optional.of(Role.DEVELOPER), Optional.of(Role.REPORTER))));
    }

    private void lock() {
        forge.forge()
                .groups()
                .update(
                        forge.root(),
                        forge.group("demo").id(),
                        new GroupChange(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Visibility.PUBLIC),
                                Optional.of(true)));
    }

    private static UserId id(Caller caller) {
        return caller.requirePerson().id();
    }
}
