package io.slipway.forge.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Role;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.project.Project;
import io.slipway.forge.project.ProjectChange;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.DatabaseKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class GroupsTest {

    private final ForgeFixture forge;
    private final Groups groups;

    GroupsTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind);
        groups = forge.forge().groups();
    }

    @AfterEach
    void close() {
        forge.close();
    }

    @Test
    void whoMakesAGroupOwnsItAndItIsListedForItsMembers() {
        Caller ada = forge.user("ada");
        Namespace crew = groups.create(ada, NewGroup.of("Crew"));
        assertThat(groups.byPath(ada, "crew")).isEqualTo(crew);
        assertThat(groups.members(ada, crew.id()))
                .singleElement()
                .satisfies(member -> assertThat(member.role()).isEqualTo(Role.OWNER));
        assertThat(listed(ada, NamespaceQuery.groups(Optional.empty()))).containsExactly("Crew");
        assertThat(listed(ada, NamespaceQuery.namespaces(Optional.empty())))
                .containsExactly("Crew", "ada");
        Caller eve = forge.user("eve");
        assertThat(listed(eve, NamespaceQuery.groups(Optional.empty()))).isEmpty();
        assertThat(listed(forge.root(), NamespaceQuery.groups(Optional.of("RE"))))
                .containsExactly("Crew");
    }

    @Test
    void badAndTakenPathsAreToldByField() {
        forge.user("ada");
        groups.create(forge.root(), NewGroup.of("crew"));
        assertThat(messages(NewGroup.of("CREW")))
                .isEqualTo(Map.of("path", List.of("has already been taken")));
        assertThat(messages(new NewGroup("x", "ada", "", Visibility.PUBLIC)))
                .isEqualTo(Map.of("path", List.of("has already been taken")));
        assertThat(messages(new NewGroup("x", "admin", "", Visibility.PUBLIC)))
                .isEqualTo(Map.of("path", List.of("admin is a reserved name")));
        assertThat(messages(new NewGroup("x", "v1", "", Visibility.PUBLIC)))
                .isEqualTo(Map.of("path", List.of("v1 is a reserved name")));
        assertThat(messages(new NewGroup("a&b", "../x", "", Visibility.PUBLIC)))
                .containsOnlyKeys("name", "path");
        assertThat(messages(new NewGroup("", "", "", Visibility.PUBLIC)))
                .isEqualTo(
                        Map.of(
                                "name",
                                List.of("can't be blank"),
                                "path",
                                List.of("can't be blank")));
    }

    @Test
    void aPrivateGroupIsSeenByMembersAndByThoseWhoSeeOneOfItsProjects() {
        Namespace crew =
                groups.create(forge.root(), new NewGroup("crew", "crew", "", Visibility.PRIVATE));
        Caller eve = forge.user("eve");
        assertThatThrownBy(() -> groups.get(eve, crew.id())).isInstanceOf(NotFound.class);
        Project web = forge.project("crew/web");
        assertThatThrownBy(() -> groups.get(eve, crew.id())).isInstanceOf(NotFound.class);
        forge.forge().projectMembers().add(forge.root(), web, id(eve), Role.GUEST);
        assertThat(groups.get(eve, crew.id())).isEqualTo(crew);
    }

    @Test
    void aGroupKeepsAnOwnerAndMembersLeaveByThemselves() {
        Caller ada = forge.user("ada");
        Namespace crew = groups.create(ada, NewGroup.of("crew"));
        Caller bob = forge.user("bob");
        groups.addMember(ada, crew.id(), id(bob), Role.DEVELOPER);
        assertThatThrownBy(() -> groups.addMember(ada, crew.id(), id(bob), Role.GUEST))
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> groups.addMember(bob, crew.id(), id(bob), Role.OWNER))
                .isInstanceOf(Denied.class);
        assertThatThrownBy(() -> groups.removeMember(ada, crew.id(), id(ada)))
                .isInstanceOf(Denied.class);
        assertThatThrownBy(() -> groups.changeMember(ada, crew.id(), id(ada), Role.GUEST))
                .isInstanceOf(Denied.class);
        groups.changeMember(ada, crew.id(), id(bob), Role.OWNER);
        groups.removeMember(ada, crew.id(), id(ada));
        assertThat(groups.members(bob, crew.id()))
                .extracting(Member::user)
                .containsExactly(id(bob));
    }

    @Test
    void aGroupIsNotMorePrivateThanItsProjects() {
        forge.project("crew/open", Visibility.PUBLIC);
        assertThatThrownBy(() ->
                        groups.update(
                                forge.root(),
                                forge.group("crew").id(),
                                change(Visibility.INTERNAL)))
                .isInstanceOf(Invalid.class)
                .hasMessage(
                        "visibility_level internal is not allowed since there are projects"
                                + " with higher visibility.");
    }

    @Test
    void aDeletedGroupTakesItsProjectsAndRepositoriesWithIt() {
        Project web = forge.project("crew/web");
        groups.delete(forge.root(), forge.group("crew").id());
        assertThatThrownBy(() -> forge.forge().projects().get(forge.root(), web.id()))
                .isInstanceOf(NotFound.class);
        assertThat(forge.repositories().exists(web.repositoryId())).isFalse();
    }

    @Test
    void oldPathsLeadToRenamedThingsUntilSomebodyTakesThem() {
        Project web = forge.project("crew/web");
        Namespace crew = forge.group("crew");
        groups.update(
                forge.root(),
                crew.id(),
                new GroupChange(
                        Optional.of("team"),
                        Optional.of("team"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(found("team/web")).isEqualTo(web.id());
        assertThat(found("CREW/web")).isEqualTo(web.id());
        ProjectChange none = ProjectChange.none();
        forge.forge()
                .projects()
                .update(
                        forge.root(),
                        web.id(),
                        new ProjectChange(
                                Optional.of("site"),
                                Optional.of("site"),
                                none.description(),
                                none.defaultBranch(),
                                none.visibility(),
                                none.features()));
        assertThat(found("team/site")).isEqualTo(web.id());
        assertThat(found("team/web")).isEqualTo(web.id());
        assertThat(found("crew/web")).isEqualTo(web.id());
        assertThat(found("crew/site")).isEqualTo(web.id());
        Project other = forge.project("crew/web");
        assertThat(found("crew/web")).isEqualTo(other.id());
        assertThat(found("team/web")).isEqualTo(web.id());
    }

    private io.slipway.forge.access.ProjectId found(String path) {
        return forge.forge().projects().byPath(forge.root(), path).id();
    }

    private List<String> listed(Caller caller, NamespaceQuery query) {
        return forge.forge().namespaces().list(caller, query, PageRequest.first()).items().stream()
                .map(Namespace::path)
                .toList();
    }

    private Map<String, List<String>> messages(NewGroup group) {
        return catchThrowableOfType(Invalid.class, () -> groups.create(forge.root(), group))
                .messages();
    }

    private static GroupChange change(Visibility visibility) {
        return new GroupChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(visibility),
                Optional.empty());
    }

    private static UserId id(Caller caller) {
        return caller.requirePerson().id();
    }
}
