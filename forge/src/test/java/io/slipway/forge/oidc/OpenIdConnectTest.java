package io.slipway.forge.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.slipway.forge.ForgeFixture;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Identity;
import io.slipway.forge.identity.User;
import io.slipway.forge.identity.UserId;
import io.slipway.platform.secret.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sign-ins with a real provider on loopback. */
class OpenIdConnectTest {

    private static final String BACK = "http://slipway.test/users/auth/openid_connect/callback";

    private final TestProvider provider = new TestProvider();
    private final ForgeFixture forge = ForgeFixture.fresh();

    OpenIdConnectTest() {
        with(provider.settings());
        person("sub-1", "Ada.Stone", "ada@acme.test");
    }

    private void with(OidcSettings settings) {
        forge.restartWith(settings);
    }

    private OidcSettings settings(
            List<String> allowedGroups, boolean autoCreate, boolean linkByEmail) {
        OidcSettings all = provider.settings();
        return new OidcSettings(
                all.issuer(),
                all.clientId(),
                all.clientSecret(),
                all.scopes(),
                all.usernameClaim(),
                all.groupsClaim(),
                allowedGroups,
                autoCreate,
                linkByEmail,
                all.label());
    }

    private void person(String subject, String username, String email) {
        provider.person =
                claims ->
                        claims.subject(subject)
                                .claim("preferred_username", username)
                                .claim("name", "Ada Stone")
                                .claim("email", email)
                                .claim("email_verified", true)
                                .claim("groups", List.of("builders"));
    }

    @AfterEach
    void close() {
        forge.close();
        provider.close();
    }

    private OpenIdConnect door() {
        return forge.forge().openIdConnect().orElseThrow();
    }

    private static String parameter(URI uri, String name) {
        for (String part : uri.getRawQuery().split("&")) {
            if (part.startsWith(name + "=")) {
                return part.substring(name.length() + 1);
            }
        }
        return "";
    }

    private OpenIdConnect.Arrival signIn() {
        return signIn(Optional.empty(), Optional.empty());
    }

    private OpenIdConnect.Arrival signIn(Optional<Caller> link, Optional<Caller> caller) {
        var departure = door().begin(BACK, "/demo", link).orElseThrow();
        URI back = TestProvider.visit(departure.to());
        return door().finish(
                        Optional.of(departure.memory()),
                        parameter(back, "state"),
                        parameter(back, "code"),
                        caller);
    }

    private User user(OpenIdConnect.Arrival arrival) {
        assertThat(arrival).isInstanceOf(OpenIdConnect.Arrival.Known.class);
        UserId id = ((OpenIdConnect.Arrival.Known) arrival).user();
        return forge.forge().users().get(forge.root(), id);
    }

    private static OpenIdConnect.Stage failedAt(OpenIdConnect.Arrival arrival) {
        assertThat(arrival).isInstanceOf(OpenIdConnect.Arrival.Failed.class);
        return ((OpenIdConnect.Arrival.Failed) arrival).stage();
    }

    @Test
    void aNewPersonGetsAnAccountAndIsKnownTheNextTime() {
        var first = signIn();
        assertThat(((OpenIdConnect.Arrival.Known) first).returnTo()).isEqualTo("/demo");
        User made = user(first);
        assertThat(made.username()).isEqualTo("ada.stone");
        assertThat(made.email()).isEqualTo("ada@acme.test");
        assertThat(made.admin()).isFalse();
        person("sub-1", "renamed", "other@acme.test");
        assertThat(user(signIn()).id()).isEqualTo(made.id());
        person("sub-2", "Ada.Stone", "second@acme.test");
        assertThat(user(signIn()).username()).isEqualTo("ada.stone1");
    }

    @Test
    void aRotatedKeyIsFetchedAndAnUnknownOneRefused() {
        user(signIn());
        int reads = provider.keyReads();
        user(signIn());
        assertThat(provider.keyReads()).isEqualTo(reads);
        provider.rotate();
        user(signIn());
        assertThat(provider.keyReads()).isEqualTo(reads + 1);
        provider.signWithUnknownKey();
        assertThat(failedAt(signIn())).isEqualTo(OpenIdConnect.Stage.BAD_ID_TOKEN);
    }

    @Test
    void aForgedTokenIsRefusedWhateverIsWrongWithIt() {
        List<UnaryOperator<JWTClaimsSet.Builder>> forgeries =
                List.of(
                        claims -> claims.issuer("https://evil.test"),
                        claims -> claims.audience("another"),
                        claims -> claims.audience(List.of("slipway", "another")),
                        claims -> claims.claim("nonce", "replayed"),
                        claims -> claims.claim("nonce", null),
                        claims -> claims.subject(null),
                        claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(90))),
                        claims -> claims.claim("groups", List.of(1)));
        for (var forgery : forgeries) {
            provider.forgery = forgery;
            assertThat(failedAt(signIn())).isEqualTo(OpenIdConnect.Stage.BAD_ID_TOKEN);
        }
    }

    @Test
    void aBrowserThatDidNotBeginCannotFinish() {
        var departure = door().begin(BACK, "/", Optional.empty()).orElseThrow();
        URI back = TestProvider.visit(departure.to());
        String code = parameter(back, "code");
        String state = parameter(back, "state");
        var others = door().begin(BACK, "/", Optional.empty()).orElseThrow();
        assertThat(failedAt(door().finish(Optional.empty(), state, code, Optional.empty())))
                .isEqualTo(OpenIdConnect.Stage.STATE);
        assertThat(
                        failedAt(
                                door().finish(
                                                Optional.of(others.memory()),
                                                state,
                                                code,
                                                Optional.empty())))
                .isEqualTo(OpenIdConnect.Stage.STATE);
        assertThat(
                        failedAt(
                                door().finish(
                                                Optional.of(new Secret("forged")),
                                                state,
                                                code,
                                                Optional.empty())))
                .isEqualTo(OpenIdConnect.Stage.STATE);
        var memory = Optional.of(departure.memory());
        user(door().finish(memory, state, code, Optional.empty()));
        assertThat(failedAt(door().finish(memory, state, code, Optional.empty())))
                .isEqualTo(OpenIdConnect.Stage.EXCHANGE);
    }

    @Test
    void anExistingAccountIsNotTakenOverByItsAddress() {
        Caller ada = forge.user("ada");
        person("sub-1", "ada", "ada@forge.test");
        assertThat(failedAt(signIn())).isEqualTo(OpenIdConnect.Stage.ACCOUNT);
        with(settings(List.of(), true, true));
        assertThat(user(signIn()).id()).isEqualTo(ada.requirePerson().id());
        provider.forgery = claims -> claims.claim("email_verified", false).subject("sub-9");
        assertThat(failedAt(signIn())).isEqualTo(OpenIdConnect.Stage.ACCOUNT);
    }

    @Test
    void aSignedInPersonLinksTheirOwnAccountOnly() {
        Caller ada = forge.user("ada");
        Caller bob = forge.user("bob");
        assertThat(failedAt(signIn(Optional.of(ada), Optional.of(bob))))
                .isEqualTo(OpenIdConnect.Stage.ACCOUNT);
        assertThat(user(signIn(Optional.of(ada), Optional.of(ada))).username()).isEqualTo("ada");
        assertThat(forge.forge().users().identities(ada, List.of(ada.requirePerson().id())))
                .containsEntry(
                        ada.requirePerson().id(),
                        List.of(new Identity(OpenIdConnect.PROVIDER, "sub-1")));
        assertThat(user(signIn()).username()).isEqualTo("ada");
        assertThat(failedAt(signIn(Optional.of(bob), Optional.of(bob))))
                .isEqualTo(OpenIdConnect.Stage.ACCOUNT);
    }

    @Test
    void theSettingsSayWhoMaySignIn() {
        with(settings(List.of("admins"), true, false));
        assertThat(failedAt(signIn())).isEqualTo(OpenIdConnect.Stage.ACCOUNT);
        with(settings(List.of("admins", "builders"), false, false));
        assertThat(failedAt(signIn())).isEqualTo(OpenIdConnect.Stage.ACCOUNT);
        with(settings(List.of("admins", "builders"), true, false));
        user(signIn());
    }

    @Test
    void aProviderThatIsAwayBeginsNothing() {
        provider.close();
        assertThat(door().begin(BACK, "/", Optional.empty())).isEmpty();
    }
}
