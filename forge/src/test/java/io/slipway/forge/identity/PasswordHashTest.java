package io.slipway.forge.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.platform.secret.Secret;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {

    private static final byte[] SALT = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final Secret PASSWORD = new Secret("correct horse");

    /** Made by another implementation of argon2id, password4j 1.8.4. */
    private static final String KNOWN =
            "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$rk2Mi3E4dgRMg0fHaYaptWVZRKqs//6b6k3/nntqGJk";

    @Test
    void isWhatAnotherImplementationMakes() {
        assertThat(PasswordHash.make(PASSWORD, SALT, PasswordCost.defaults())).hasToString(KNOWN);
    }

    @Test
    void matchesOnlyThePasswordThatWasHashed() {
        var hash = PasswordHash.parse(KNOWN);
        assertThat(hash.matches(PASSWORD)).isTrue();
        assertThat(hash.matches(new Secret("correct horsf"))).isFalse();
        assertThat(hash.matches(new Secret(""))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
                "$argon2i$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$rk2Mi3E4dgRMg0fHaYaptWVZRKqs",
                "$argon2id$v=19$m=99999999,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$rk2Mi3E4dgRMg0fHaYaptWVZ"
            })
    void refusesTextThatIsNoSuchHash(String text) {
        assertThatThrownBy(() -> PasswordHash.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .satisfies(m -> assertThat(text.isEmpty() || !m.contains(text)).isTrue());
    }
}
