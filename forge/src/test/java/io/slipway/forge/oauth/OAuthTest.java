package io.slipway.forge.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.TestClock;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Origin;
import io.slipway.forge.identity.Scope;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.store.DatabaseKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class OAuthTest {

    private static final String BACK = "https://app.test/back";
    private static final Origin HERE = new Origin("192.0.2.5", "r");

    private final TestClock clock = new TestClock();
    private final ForgeFixture forge;
    private final OAuth oauth;
    private final Caller ada;
    private final OAuthApplications.Made app;
    private final Client client;

    OAuthTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind, clock);
        oauth = forge.forge().oauth();
        ada = forge.user("ada");
        app = forge.forge().oauthApplications().create(ada, "App", List.of(BACK));
        client = new Client(app.application().uid(), Optional.of(app.secret()));
    }

    @AfterEach
    void close() {
        forge.close();
    }

    @Test
    void aCodeBecomesATokenThatStandsForThePersonOnce() {
        assertThat(oauth.consent(ada, wish()).given()).isFalse();
        Secret code = oauth.approve(ada, wish());
        Secret token = issued(oauth.exchange(client, code, BACK, Optional.empty()));
        assertThat(bearer(token)).map(Caller::label).contains("ada");
        assertThat(oauth.consent(ada, wish()).given()).isTrue();
        assertThat(oauth.info(token).orElseThrow().applicationUid())
                .contains(app.application().uid());
        assertRefused(oauth.exchange(client, code, BACK, Optional.empty()), "invalid_grant");
        assertThatThrownBy(() -> bearer(token)) // the code was stolen: its token ends
                .isInstanceOf(Denied.class)
                .hasMessageContaining("revoked");
    }

    @Test
    void aCodeEndsAfterTenMinutesAndIsForItsClientAndAddressOnly() {
        Secret code = oauth.approve(ada, wish());
        assertRefused(
                oauth.exchange(client, code, "https://evil.test", Optional.empty()),
                "invalid_grant");
        assertRefused(
                oauth.exchange(
                        new Client(client.id(), Optional.of(new Secret("wrong"))),
                        code,
                        BACK,
                        Optional.empty()),
                "invalid_client");
        assertRefused(
                oauth.exchange(
                        new Client(client.id(), Optional.empty()), code, BACK, Optional.empty()),
                "invalid_client");
        clock.pass(Duration.ofMinutes(10));
        assertRefused(oauth.exchange(client, code, BACK, Optional.empty()), "invalid_grant");
    }

    @Test
    void aProgramWithoutASecretProvesItselfByItsVerifier() {
        // The pair of RFC 7636, appendix B.
        Authorization wish =
                new Authorization(
                        client.id(),
                        BACK,
                        Optional.of("read_api"),
                        Optional.of("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
                        Optional.of("S256"));
        Client open = new Client(client.id(), Optional.empty());
        Secret code = oauth.approve(ada, wish);
        assertRefused(oauth.exchange(open, code, BACK, Optional.of("wrong")), "invalid_grant");
        Secret token =
                issued(
                        oauth.exchange(
                                open,
                                code,
                                BACK,
                                Optional.of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")));
        assertThat(bearer(token).orElseThrow().scopes()).isEqualTo(Set.of(Scope.READ_API));
    }

    @Test
    void aRefreshedTokenReplacesTheOldOne() {
        Secret code = oauth.approve(ada, wish());
        var first = (TokenAnswer.Issued) oauth.exchange(client, code, BACK, Optional.empty());
        Secret next = issued(oauth.refresh(client, first.refreshToken()));
        assertThat(bearer(next)).isPresent();
        assertThatThrownBy(() -> bearer(first.accessToken())).isInstanceOf(Denied.class);
        assertRefused(oauth.refresh(client, first.refreshToken()), "invalid_grant");
    }

    @Test
    void aPasswordGivesATokenAndAWrongOneDoesNot() {
        Secret token =
                issued(
                        oauth.password(
                                Optional.empty(),
                                "ada",
                                ForgeFixture.PASSWORD,
                                Optional.empty(),
                                HERE));
        assertThat(bearer(token)).isPresent();
        assertRefused(
                oauth.password(Optional.empty(), "ada", new Secret("no"), Optional.empty(), HERE),
                "invalid_grant");
        oauth.revoke(token);
        assertThatThrownBy(() -> bearer(token)).isInstanceOf(Denied.class);
        assertThat(oauth.info(token)).isEmpty();
        oauth.revoke(new Secret("unknown"));
    }

    @Test
    void nothingIsSentToAnAddressThatIsNotTheApplications() {
        assertThatThrownBy(() ->
                        oauth.consent(
                                ada,
                                new Authorization(
                                        client.id(),
                                        "https://evil.test",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty())))
                .isInstanceOf(Invalid.class);
        assertThatThrownBy(() ->
                        oauth.consent(
                                ada,
                                new Authorization(
                                        "unknown",
                                        BACK,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty())))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void anApplicationIsRemovedWithItsTokensByItsOwnerOnly() {
        Secret token =
                issued(oauth.exchange(client, oauth.approve(ada, wish()), BACK, Optional.empty()));
        long id = app.application().id();
        assertThatThrownBy(() -> forge.forge().oauthApplications().delete(forge.user("eve"), id))
                .isInstanceOf(NotFound.class);
        forge.forge().oauthApplications().delete(ada, id);
        assertThat(bearer(token)).isEmpty();
        assertThat(forge.forge().oauthApplications().own(ada)).isEmpty();
    }

    private Authorization wish() {
        return new Authorization(
                client.id(), BACK, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Optional<Caller> bearer(Secret token) {
        return forge.forge().authentication().bearer(token, HERE);
    }

    private static Secret issued(TokenAnswer answer) {
        assertThat(answer).isInstanceOf(TokenAnswer.Issued.class);
        return ((TokenAnswer.Issued) answer).accessToken();
    }

    private static void assertRefused(TokenAnswer answer, String error) {
        assertThat(answer).isInstanceOf(TokenAnswer.Refused.class);
        assertThat(((TokenAnswer.Refused) answer).error()).isEqualTo(error);
    }
}
