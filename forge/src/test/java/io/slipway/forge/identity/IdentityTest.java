package io.slipway.forge.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.TestClock;
import io.slipway.forge.access.Role;
import io.slipway.forge.project.NewProject;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.store.DatabaseKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class IdentityTest {

    private static final Origin HOME = new Origin("192.0.2.7", "r1");
    private static final Secret WRONG = new Secret("not the password");

    private final TestClock clock = new TestClock();
    private final ForgeFixture forge;

    IdentityTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind, clock);
    }

    @AfterEach
    void close() {
        forge.close();
    }

    @Test
    void aRightPasswordStartsASessionThatSurvivesARestartAndEndsInTime() {
        forge.user("ada");
        var signedIn = signIn("ADA", ForgeFixture.PASSWORD);
        assertThat(signedIn).isInstanceOf(SignIn.Result.SignedIn.class);
        Secret token = ((SignIn.Result.SignedIn) signedIn).token();
        forge.restart();
        assertThat(session(token)).map(Caller::label).contains("ada");
        clock.pass(Duration.ofMinutes(59));
        assertThat(session(token)).isPresent();
        clock.pass(Duration.ofMinutes(1));
        assertThat(session(token)).isEmpty();
    }

    @Test
    void aSessionIsRenewedAndTheOldOneEnds() {
        forge.user("ada");
        Secret token = ((SignIn.Result.SignedIn) signIn("ada", ForgeFixture.PASSWORD)).token();
        var renewed = forge.forge().sessions().renew(token, Duration.ofHours(1), HOME);
        assertThat(session(token)).isEmpty();
        assertThat(session(renewed.orElseThrow().token())).isPresent();
        forge.forge().sessions().end(renewed.orElseThrow().token());
        assertThat(session(renewed.orElseThrow().token())).isEmpty();
    }

    @Test
    void wrongNamePasswordAndBlockedUsersGetNoSession() {
        Caller ada = forge.user("ada");
        assertThat(check("ada", WRONG)).isInstanceOf(PasswordCheck.Wrong.class);
        assertThat(check("nobody", WRONG)).isInstanceOf(PasswordCheck.Wrong.class);
        assertThat(check("ada@forge.test", ForgeFixture.PASSWORD))
                .isInstanceOf(PasswordCheck.Right.class);
        forge.forge().users().block(forge.root(), ada.requirePerson().id());
        assertThat(check("ada", ForgeFixture.PASSWORD)).isInstanceOf(PasswordCheck.Blocked.class);
    }

    @Test
    void manyWrongPasswordsFromOneAddressAreHeardNoMoreEvenIfRight() {
        forge.user("ada");
        for (int i = 0; i < 10; i++) {
            assertThat(check("nobody" + i, WRONG)).isInstanceOf(PasswordCheck.Wrong.class);
        }
        assertThat(check("ada", ForgeFixture.PASSWORD)).isInstanceOf(PasswordCheck.Throttled.class);
        assertThat(
                        forge.forge()
                                .signIn()
                                .check("ada", ForgeFixture.PASSWORD, new Origin("192.0.2.8", "r2")))
                .isInstanceOf(PasswordCheck.Right.class);
        clock.pass(Duration.ofHours(1));
        assertThat(check("ada", ForgeFixture.PASSWORD)).isInstanceOf(PasswordCheck.Right.class);
    }

    @Test
    void wrongPasswordsForOneAccountFromManyAddressesMakeItWait() {
        forge.user("ada");
        for (int i = 0; i < 30; i++) {
            forge.forge().signIn().check("ada", WRONG, new Origin("198.51.100." + i, "r"));
        }
        assertThat(check("ada", ForgeFixture.PASSWORD)).isInstanceOf(PasswordCheck.Throttled.class);
        clock.pass(Duration.ofMinutes(1));
        assertThat(check("ada", ForgeFixture.PASSWORD)).isInstanceOf(PasswordCheck.Right.class);
    }

    @Test
    void thePrivateTokenIsShownAgainAndStandsForItsUserUntilReset() {
        Caller ada = forge.user("ada");
        Secret token = forge.forge().users().privateToken(ada);
        assertThat(token.reveal()).hasSize(20);
        assertThat(token.toString()).isEqualTo("[secret]");
        assertThat(byToken(token)).map(Caller::label).contains("ada");
        Secret other = forge.forge().users().resetPrivateToken(ada);
        assertThat(byToken(token)).isEmpty();
        assertThat(byToken(other)).map(Caller::credential).contains(Credential.PRIVATE_TOKEN);
    }

    @Test
    void aPersonalAccessTokenHasItsScopesItsEndAndIsRevoked() {
        Caller ada = forge.user("ada");
        var tokens = forge.forge().personalAccessTokens();
        Instant end = clock.instant().plus(Duration.ofDays(1));
        var made = tokens.create(ada, "ci", Set.of(Scope.READ_API), Optional.of(end));
        Caller reader = byToken(made.text()).orElseThrow();
        assertThat(reader.has(Scope.READ_REPOSITORY)).isTrue();
        assertThat(reader.has(Scope.WRITE_REPOSITORY)).isFalse();
        assertThatThrownBy(() -> forge.forge().projects().create(reader, NewProject.of("x")))
                .isInstanceOf(Denied.class);
        clock.pass(Duration.ofDays(1));
        assertThat(byToken(made.text())).isEmpty();
        var other = tokens.create(ada, "cd", Set.of(Scope.API), Optional.empty());
        assertThat(byToken(other.text())).isPresent();
        assertThatThrownBy(() -> tokens.revoke(forge.user("eve"), other.token().id()))
                .isInstanceOf(NotFound.class);
        tokens.revoke(ada, other.token().id());
        assertThat(byToken(other.text())).isEmpty();
        assertThat(tokens.own(ada)).hasSize(2);
    }

    @Test
    void gitTakesAPasswordOrATokenOfTheNamedUser() {
        Caller ada = forge.user("ada");
        forge.user("eve");
        var token =
                forge.forge()
                        .personalAccessTokens()
                        .create(ada, "git", Set.of(Scope.WRITE_REPOSITORY), Optional.empty());
        assertThat(basic("ada", ForgeFixture.PASSWORD))
                .isInstanceOf(Authentication.Basic.Known.class);
        assertThat(basic("ada", token.text())).isInstanceOf(Authentication.Basic.Known.class);
        assertThat(basic("oauth2", token.text())).isInstanceOf(Authentication.Basic.Known.class);
        assertThat(basic("eve", token.text())).isInstanceOf(Authentication.Basic.Refused.class);
        assertThat(basic("ada", WRONG)).isInstanceOf(Authentication.Basic.Refused.class);
    }

    @Test
    void noCredentialOfABlockedUserWorksUntilTheyAreUnblocked() {
        Caller ada = forge.user("ada");
        UserId id = ada.requirePerson().id();
        Secret token = forge.forge().users().privateToken(ada);
        Secret session = ((SignIn.Result.SignedIn) signIn("ada", ForgeFixture.PASSWORD)).token();
        assertThat(forge.forge().users().block(forge.root(), id)).isTrue();
        assertThat(forge.forge().users().block(forge.root(), id)).isFalse();
        assertThat(byToken(token)).isEmpty();
        assertThat(session(session)).isEmpty();
        assertThat(basic("ada", token)).isInstanceOf(Authentication.Basic.Refused.class);
        assertThat(forge.forge().users().unblock(forge.root(), id)).isTrue();
        assertThat(byToken(token)).isPresent();
    }

    @Test
    void sudoIsForAdministratorsAndRemembersThem() {
        Caller ada = forge.user("ada");
        Caller as = forge.forge().authentication().sudo(forge.root(), "ada");
        assertThat(as.label()).isEqualTo("ada");
        assertThat(as.isAdmin()).isFalse();
        assertThat(as.impersonator()).isEqualTo(forge.root().userId());
        String number = Long.toString(ada.requirePerson().id().value());
        assertThat(forge.forge().authentication().sudo(forge.root(), number).label())
                .isEqualTo("ada");
        assertThatThrownBy(() -> forge.forge().authentication().sudo(ada, "root"))
                .isInstanceOf(Denied.class)
                .hasMessage("Must be admin to use sudo");
        assertThatThrownBy(() -> forge.forge().authentication().sudo(forge.root(), "xyz"))
                .isInstanceOf(NotFound.class)
                .hasMessage("No user id or username for: xyz");
    }

    @Test
    void everyRuleOfANewUserHasItsMessage() {
        forge.user("ada");
        forge.group("demo");
        assertThat(invalid(NewUser.of("demo", "", "nonsense", new Secret("short"))))
                .isEqualTo(
                        java.util.Map.of(
                                "email", List.of("is invalid"),
                                "password", List.of("is too short (minimum is 8 characters)"),
                                "name", List.of("can't be blank"),
                                "username", List.of("has already been taken")));
        assertThat(invalid(NewUser.of("ADA", "A", "ADA@forge.test", ForgeFixture.PASSWORD)))
                .isEqualTo(
                        java.util.Map.of(
                                "email", List.of("has already been taken"),
                                "username", List.of("has already been taken")));
        assertThat(invalid(NewUser.of("api", "A", "a@x.test", ForgeFixture.PASSWORD)))
                .isEqualTo(java.util.Map.of("username", List.of("api is a reserved name")));
        assertThat(invalid(NewUser.of("a/b", "A", "a@x.test", ForgeFixture.PASSWORD)))
                .containsOnlyKeys("username");
    }

    @Test
    void aRenamedUserHasARenamedNamespaceAndANewPasswordEndsSessions() {
        Caller ada = forge.user("ada");
        Secret session = ((SignIn.Result.SignedIn) signIn("ada", ForgeFixture.PASSWORD)).token();
        forge.forge().projects().create(ada, NewProject.of("tools"));
        UserChange none = UserChange.none();
        UserChange change =
                new UserChange(
                        Optional.of("lovelace"),
                        none.name(),
                        none.email(),
                        Optional.of(new Secret("another long one")),
                        none.bio(),
                        none.location(),
                        none.skype(),
                        none.linkedin(),
                        none.twitter(),
                        none.websiteUrl(),
                        none.admin(),
                        none.external(),
                        none.canCreateGroup(),
                        none.projectsLimit(),
                        none.identity());
        forge.forge().users().update(forge.root(), ada.requirePerson().id(), change);
        assertThat(forge.forge().projects().byPath(ada, "lovelace/tools").path())
                .isEqualTo("tools");
        assertThat(session(session)).isEmpty();
        assertThat(check("lovelace", ForgeFixture.PASSWORD))
                .isInstanceOf(PasswordCheck.Wrong.class);
    }

    @Test
    void aDeletedUsersProjectsGoButNotWhileTheyAreAGroupsOnlyOwner() {
        Caller ada = forge.user("ada");
        UserId id = ada.requirePerson().id();
        var project = forge.forge().projects().create(ada, NewProject.of("tools"));
        var group = forge.forge().groups().create(ada, io.slipway.forge.group.NewGroup.of("crew"));
        assertThatThrownBy(() -> forge.forge().users().delete(forge.root(), id))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("crew");
        forge.forge()
                .groups()
                .addMember(forge.root(), group.id(), forge.root().requirePerson().id(), Role.OWNER);
        forge.forge().users().delete(forge.root(), id);
        assertThatThrownBy(() -> forge.forge().users().get(forge.root(), id))
                .isInstanceOf(NotFound.class);
        assertThat(forge.repositories().exists(project.repositoryId())).isFalse();
    }

    @Test
    void usersAreListedAndSearchedByAnybodySignedIn() {
        Caller ada = forge.user("ada");
        forge.user("bob");
        var users = forge.forge().users();
        assertThat(users.list(ada, UserQuery.all(), PageRequest.first()).items())
                .extracting(User::username)
                .containsExactly("bob", "ada", "root");
        var search = new UserQuery(Optional.of("BOB@"), Optional.empty(), true);
        assertThat(users.list(ada, search, PageRequest.first()).total()).isEqualTo(1);
        var percent = new UserQuery(Optional.of("%"), Optional.empty(), true);
        assertThat(users.list(ada, percent, PageRequest.first()).total()).isZero();
        assertThatThrownBy(
                        () -> users.list(forge.anonymous(), UserQuery.all(), PageRequest.first()))
                .isInstanceOf(Denied.class);
    }

    @Test
    void theFirstAdministratorIsMadeOnce() {
        assertThat(forge.forge().users().createFirstAdministrator(Optional.empty())).isEmpty();
    }

    private SignIn.Result signIn(String login, Secret password) {
        return forge.forge()
                .signIn()
                .signIn(login, password, SessionKind.WEAVE, Duration.ofHours(1), HOME);
    }

    private PasswordCheck check(String login, Secret password) {
        return forge.forge().signIn().check(login, password, HOME);
    }

    private Optional<Caller> session(Secret token) {
        return forge.forge().authentication().session(token, HOME);
    }

    private Optional<Caller> byToken(Secret token) {
        return forge.forge().authentication().privateToken(token, HOME);
    }

    private Authentication.Basic basic(String username, Secret password) {
        return forge.forge().authentication().basic(username, password, HOME);
    }

    private java.util.Map<String, List<String>> invalid(NewUser user) {
        return catchThrowableOfType(
                        Invalid.class, () -> forge.forge().users().create(forge.root(), user))
                .messages();
    }
}
