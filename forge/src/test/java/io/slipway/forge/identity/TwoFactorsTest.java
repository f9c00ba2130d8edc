package io.slipway.forge.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.forge.ForgeFixture;
import io.slipway.forge.TestClock;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.store.DatabaseKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class TwoFactorsTest {

    private static final Origin HOME = new Origin("192.0.2.7", "request");

    private final TestClock clock = new TestClock();
    private final ForgeFixture forge;
    private final TwoFactors twoFactors;
    private final Caller ada;

    TwoFactorsTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind, clock);
        twoFactors = forge.forge().twoFactors();
        ada = forge.user("ada");
    }

    @AfterEach
    void close() {
        forge.close();
    }

    /** The appendix of RFC 6238, its last six digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void codesAreThoseOfTheStandard(long second, String code) {
        byte[] secret = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
        assertThat(Totp.code(secret, Totp.step(Instant.ofEpochSecond(second)))).isEqualTo(code);
        assertThat(Totp.bytes(Totp.base32(secret))).isEqualTo(secret);
        assertThat(Totp.base32("foobar".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("MZXW6YTBOI");
    }

    private String code() {
        return Totp.code(Totp.bytes(secret), Totp.step(clock.instant()));
    }

    private String secret = "";

    private List<Secret> turnOn() {
        secret = ((TwoFactors.Status.Off) twoFactors.own(ada)).secret().reveal();
        List<Secret> codes = twoFactors.confirm(ada, code());
        clock.pass(Duration.ofSeconds(30));
        return codes;
    }

    private SignIn.Result password() {
        return forge.forge()
                .signIn()
                .signIn("ada", ForgeFixture.PASSWORD, SessionKind.WEB, Duration.ofHours(1), HOME);
    }

    private Secret ticket() {
        return password() instanceof SignIn.Result.Refused(PasswordCheck.NeedsToken(_, var ticket))
                ? ticket
                : new Secret("");
    }

    private SignIn.Result with(Secret ticket, String code) {
        return forge.forge()
                .signIn()
                .signIn(ticket, code, SessionKind.WEB, Duration.ofHours(1), HOME);
    }

    @Test
    void theSecondFactorIsOnOnlyAfterItsFirstCode() {
        twoFactors.own(ada);
        assertThat(password()).isInstanceOf(SignIn.Result.SignedIn.class);
        assertThatThrownBy(() -> twoFactors.confirm(ada, "000000")).isInstanceOf(Invalid.class);
        assertThat(turnOn()).hasSize(10).doesNotHaveDuplicates();
        assertThat(twoFactors.own(ada)).isEqualTo(new TwoFactors.Status.On(10));
        assertThat(forge.forge().users().get(ada, ada.requirePerson().id()).twoFactor()).isTrue();
        assertThatThrownBy(() -> twoFactors.confirm(ada, code())).isInstanceOf(Conflict.class);
    }

    @Test
    void aPasswordAloneSignsNobodyIn() {
        turnOn();
        Secret ticket = ticket();
        assertThat(ticket.isEmpty()).isFalse();
        assertThat(with(ticket, "123"))
                .isEqualTo(new SignIn.Result.Refused(new PasswordCheck.Wrong()));
        assertThat(with(new Secret("forged"), code()))
                .isEqualTo(new SignIn.Result.Refused(new PasswordCheck.TooLate()));
        assertThat(with(ticket, code())).isInstanceOf(SignIn.Result.SignedIn.class);
    }

    @Test
    void aCodeWorksOnce() {
        turnOn();
        Secret ticket = ticket();
        String code = code();
        assertThat(with(ticket, code)).isInstanceOf(SignIn.Result.SignedIn.class);
        assertThat(with(ticket, code)).isInstanceOf(SignIn.Result.Refused.class);
        clock.pass(Duration.ofSeconds(30));
        assertThat(with(ticket, code)).isInstanceOf(SignIn.Result.Refused.class);
        assertThat(with(ticket, code())).isInstanceOf(SignIn.Result.SignedIn.class);
    }

    @Test
    void aTicketEndsWithTimeAndWithThePassword() {
        turnOn();
        Secret early = ticket();
        clock.pass(Duration.ofMinutes(11));
        assertThat(with(early, code()))
                .isEqualTo(new SignIn.Result.Refused(new PasswordCheck.TooLate()));
        Secret old = ticket();
        forge.forge()
                .users()
                .update(
                        forge.root(),
                        ada.requirePerson().id(),
                        UserChange.password(new Secret("another password")));
        assertThat(with(old, code()))
                .isEqualTo(new SignIn.Result.Refused(new PasswordCheck.TooLate()));
    }

    @Test
    void aRecoveryCodeWorksOnceHoweverItIsTyped() {
        List<Secret> codes = turnOn();
        String typed = codes.getFirst().reveal().toUpperCase(java.util.Locale.ROOT);
        String grouped = typed.substring(0, 4) + "-" + typed.substring(4);
        assertThat(with(ticket(), grouped)).isInstanceOf(SignIn.Result.SignedIn.class);
        assertThat(with(ticket(), grouped)).isInstanceOf(SignIn.Result.Refused.class);
        assertThat(twoFactors.own(ada)).isEqualTo(new TwoFactors.Status.On(9));
        List<Secret> fresh = twoFactors.renewRecoveryCodes(ada, codes.get(1).reveal());
        assertThat(with(ticket(), codes.get(2).reveal())).isInstanceOf(SignIn.Result.Refused.class);
        assertThat(with(ticket(), fresh.getFirst().reveal()))
                .isInstanceOf(SignIn.Result.SignedIn.class);
    }

    @Test
    void guessingIsStoppedSoon() {
        turnOn();
        Secret ticket = ticket();
        for (int i = 0; i < 5; i++) {
            with(ticket, "00000" + i);
        }
        assertThat(with(ticket, code()))
                .isInstanceOfSatisfying(
                        SignIn.Result.Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .isInstanceOf(PasswordCheck.Throttled.class));
        clock.pass(Duration.ofMinutes(6));
        assertThat(with(ticket, code())).isInstanceOf(SignIn.Result.SignedIn.class);
    }

    @Test
    void itIsTurnedOffWithACodeOrByAnAdministrator() {
        turnOn();
        assertThatThrownBy(() -> twoFactors.disable(ada, "1")).isInstanceOf(Invalid.class);
        twoFactors.disable(ada, code());
        assertThat(password()).isInstanceOf(SignIn.Result.SignedIn.class);
        turnOn();
        assertThatThrownBy(() -> twoFactors.reset(ada, ada.requirePerson().id()))
                .isInstanceOf(Denied.class);
        twoFactors.reset(forge.root(), ada.requirePerson().id());
        assertThat(password()).isInstanceOf(SignIn.Result.SignedIn.class);
        assertThatThrownBy(() -> twoFactors.reset(forge.root(), ada.requirePerson().id()))
                .isInstanceOf(Conflict.class);
    }
}
