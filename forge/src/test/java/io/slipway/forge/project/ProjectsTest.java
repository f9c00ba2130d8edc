package io.slipway.forge.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Role;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.identity.Caller;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.DatabaseKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class ProjectsTest {

    private final ForgeFixture forge;
    private final Projects projects;

    ProjectsTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind);
        projects = forge.forge().projects();
    }

    @AfterEach
    void close() {
        forge.close();
    }

    @Test
    void aNewProjectHasARepositoryAndIsFoundByIdAndPath() {
        Caller ada = forge.user("ada");
        Project made = projects.create(ada, NewProject.of("My Tools!x".replace("!", "")));
        assertThat(made.fullPath()).isEqualTo("ada/my-toolsx");
        assertThat(projects.get(ada, made.id())).isEqualTo(made);
        assertThat(projects.find(ada, "ADA/My-Toolsx")).isEqualTo(made);
        assertThat(projects.find(ada, Long.toString(made.id().value()))).isEqualTo(made);
        assertThat(forge.repositories().exists(made.repositoryId())).isTrue();
    }

    @Test
    void aPrivateProjectDoesNotExistForOthers() {
        Project web = forge.project("demo/web");
        assertThatThrownBy(() -> projects.get(forge.user("eve"), web.id()))
                .isInstanceOf(NotFound.class)
                .hasMessage("Project not found");
        assertThatThrownBy(() -> projects.byPath(forge.anonymous(), "demo/web"))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void listsAndTotalsHoldOnlyWhatTheCallerMaySee() {
        forge.project("demo/hidden");
        forge.project("demo/inside", Visibility.INTERNAL);
        forge.project("demo/open", Visibility.PUBLIC);
        Caller ada = forge.user("ada");
        assertThat(paths(ada, ProjectQuery.of(ProjectQuery.Of.VISIBLE)))
                .containsExactly("open", "inside");
        assertThat(paths(forge.anonymous(), ProjectQuery.of(ProjectQuery.Of.VISIBLE)))
                .containsExactly("open");
        assertThat(paths(forge.root(), ProjectQuery.of(ProjectQuery.Of.VISIBLE))).hasSize(3);
        assertThat(paths(ada, ProjectQuery.of(ProjectQuery.Of.MEMBER))).isEmpty();
        forge.member("ada", "demo", Role.GUEST);
        assertThat(paths(ada, ProjectQuery.of(ProjectQuery.Of.MEMBER))).hasSize(3);
        assertThat(paths(ada, ProjectQuery.of(ProjectQuery.Of.OWNED))).isEmpty();
        assertThat(paths(ada, ProjectQuery.of(ProjectQuery.Of.VISIBLE).containing("INSI")))
                .containsExactly("inside");
    }

    @Test
    void duplicateAndBadNamesAreToldByField() {
        Caller ada = forge.user("ada");
        projects.create(ada, NewProject.of("tools"));
        Invalid taken =
                catchThrowableOfType(
                        Invalid.class, () -> projects.create(ada, NewProject.of("tools")));
        assertThat(taken.messages())
                .isEqualTo(
                        Map.of(
                                "name", List.of("has already been taken"),
                                "path", List.of("has already been taken")));
        assertThatThrownBy(() -> projects.create(ada, NewProject.of("-x/../y")))
                .isInstanceOf(Invalid.class);
    }

    @Test
    void theProjectLimitHoldsInOnesOwnNamespaceOnly() {
        Caller ada = forge.user("ada");
        for (int i = 0; i < 10; i++) {
            projects.create(ada, NewProject.of("p" + i));
        }
        assertThatThrownBy(() -> projects.create(ada, NewProject.of("p10")))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("Your project limit is 10 projects!");
        forge.member("ada", "demo", Role.MASTER);
        projects.create(ada, NewProject.of("p10").in(forge.group("demo").id()));
    }

    @Test
    void rolesDecideWhoChangesAndWhoRemoves() {
        Project web = forge.project("demo/web");
        Caller developer = forge.member("dan", "demo", Role.DEVELOPER);
        Caller master = forge.member("mia", "demo", Role.MASTER);
        assertThatThrownBy(() -> projects.update(developer, web.id(), ProjectChange.none()))
                .isInstanceOf(Denied.class);
        projects.update(master, web.id(), ProjectChange.none());
        assertThatThrownBy(() -> projects.delete(master, web.id())).isInstanceOf(Denied.class);
        projects.delete(forge.root(), web.id());
        assertThatThrownBy(() -> projects.get(forge.root(), web.id())).isInstanceOf(NotFound.class);
        assertThat(forge.repositories().exists(web.repositoryId())).isFalse();
    }

    @Test
    void aProjectInUseIsNotRemovedNorIsItsGroup() {
        Project web = forge.project("demo/web");
        projects.onRemoval((_, _, project) -> {
            throw new Conflict(
                    "project " + project.fullPath() + " has 1 application", "delete it first");
        });
        assertThatThrownBy(() -> projects.delete(forge.root(), web.id()))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("demo/web");
        assertThatThrownBy(
                        () -> forge.forge().groups().delete(forge.root(), forge.group("demo").id()))
                .isInstanceOf(Conflict.class);
        assertThat(projects.get(forge.root(), web.id())).isNotNull();
        assertThat(forge.repositories().exists(web.repositoryId())).isTrue();
    }

    @Test
    void aForkHasTheBranchesOfItsSourceAndIsCounted() {
        Project web = forge.project("demo/web", Visibility.PUBLIC);
        io.slipway.git.RepositoryFixture.of(projects.openOrCreate(web))
                .branch("trunk")
                .file("a", "a")
                .commit("one");
        Caller ada = forge.user("ada");
        Project fork = projects.fork(ada, web.id());
        assertThat(fork.fullPath()).isEqualTo("ada/web");
        assertThat(fork.forkedFrom()).contains(web.id());
        assertThat(projects.openOrCreate(fork).refs().branches())
                .extracting(ref -> ref.name().shortName())
                .containsExactly("trunk");
        assertThat(projects.get(ada, web.id()).forksCount()).isEqualTo(1);
        assertThatThrownBy(() -> projects.fork(ada, web.id()))
                .isInstanceOf(Invalid.class)
                .hasMessage("name has already been taken, path has already been taken");
        assertThatThrownBy(() -> projects.setForkedFrom(forge.root(), fork.id(), web.id()))
                .isInstanceOf(Conflict.class);
        assertThat(projects.forgetFork(ada, fork.id())).contains(web.id());
        assertThat(projects.get(ada, web.id()).forksCount()).isZero();
        projects.setForkedFrom(forge.root(), fork.id(), web.id());
        assertThat(projects.get(ada, web.id()).forksCount()).isEqualTo(1);
        projects.delete(ada, fork.id());
        assertThat(projects.get(ada, web.id()).forksCount()).isZero();
    }

    @Test
    void aProjectMovesToAnotherNamespaceWithItsRepository() {
        Project web = forge.project("demo/web");
        var crew = forge.group("crew");
        Project moved = projects.transfer(forge.root(), web.id(), crew.id());
        assertThat(moved.fullPath()).isEqualTo("crew/web");
        assertThat(projects.byPath(forge.root(), "crew/web").id()).isEqualTo(web.id());
        assertThat(moved.repositoryId()).isEqualTo(web.repositoryId());
        forge.project("demo/web");
        Project other = projects.byPath(forge.root(), "demo/web");
        assertThatThrownBy(() -> projects.transfer(forge.root(), other.id(), crew.id()))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("Project with same path in target namespace");
        Caller master = forge.member("mia", "demo", Role.MASTER);
        assertThatThrownBy(() ->
                        projects.transfer(
                                master, other.id(), forge.forge().namespaces().own(master).id()))
                .isInstanceOf(Denied.class);
    }

    @Test
    void starsAreCountedOnceEach() {
        Project web = forge.project("demo/web", Visibility.PUBLIC);
        Caller ada = forge.user("ada");
        assertThat(projects.star(ada, web.id())).isTrue();
        assertThat(projects.star(ada, web.id())).isFalse();
        assertThat(projects.get(ada, web.id()).starCount()).isEqualTo(1);
        assertThat(paths(ada, ProjectQuery.of(ProjectQuery.Of.STARRED))).containsExactly("web");
        assertThat(projects.unstar(ada, web.id())).isTrue();
        assertThat(projects.get(ada, web.id()).starCount()).isZero();
    }

    @Test
    void aRepositoryWithoutItsProjectIsSweptAtTheStart() {
        Project web = forge.project("demo/web");
        var orphan = new io.slipway.git.repository.RepositoryId(999);
        forge.repositories().create(orphan, io.slipway.git.ref.RefName.branch("master"));
        assertThat(projects.removeOrphanRepositories()).isEqualTo(1);
        assertThat(forge.repositories().exists(orphan)).isFalse();
        assertThat(forge.repositories().exists(web.repositoryId())).isTrue();
    }

    @Test
    void everyChangeLeavesAnAuditRow() {
        Project web = forge.project("demo/web");
        assertThat(forge.forge().audit().list(forge.root(), PageRequest.first()).items())
                .first()
                .satisfies(row -> {
                    assertThat(row.verb()).isEqualTo("project.created");
                    assertThat(row.actor()).isEqualTo("root");
                    assertThat(row.target().name()).isEqualTo(web.fullPath());
                    assertThat(row.address()).isEqualTo("192.0.2.1");
                });
    }

    private List<String> paths(Caller caller, ProjectQuery query) {
        var page = projects.list(caller, query, PageRequest.first());
        assertThat(page.total()).isEqualTo(page.items().size());
        return page.items().stream().map(Project::path).toList();
    }
}
