package io.slipway.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretBoxTest {

    @TempDir Path folder;

    @Test
    void whatIsSealedOpensAgainAfterARestartForTheSamePurposeOnly() {
        Path file = folder.resolve("secret.key");
        String sealed = SecretBox.open(file).seal("a.token", new Secret("s3cret"));
        assertThat(sealed).doesNotContain("s3cret");
        SecretBox again = SecretBox.open(file);
        assertThat(again.open("a.token", sealed).reveal()).isEqualTo("s3cret");
        assertThatThrownBy(() -> again.open("b.token", sealed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("b.token");
        assertThat(again.seal("a.token", new Secret("s3cret"))).isNotEqualTo(sealed);
    }

    @Test
    void theKeyFileIsItsOwnersAlone() throws Exception {
        Path file = folder.resolve("secret.key");
        SecretBox.open(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatHoldsNoKeyIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("secret.key"), "c2hvcnQ=");
        assertThatThrownBy(() -> SecretBox.open(file))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("holds no 256-bit key");
    }

    @Test
    void anotherKeyOpensNothing() {
        String sealed = SecretBox.ephemeral().seal("p", new Secret("s"));
        assertThatThrownBy(() -> SecretBox.ephemeral().open("p", sealed))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSecretNeverPrints() {
        record Login(String name, Secret password) {}
        assertThat(new Login("ada", new Secret("hunter2")).toString())
                .contains("[secret]")
                .doesNotContain("hunter2");
        assertThat(new Secret("a")).isEqualTo(new Secret("a")).isNotEqualTo(new Secret("b"));
    }

    @Test
    void tokensHaveTheirLengthAndAlphabetAndDiffer() {
        Tokens tokens = new Tokens();
        assertThat(tokens.next(20).reveal()).matches("[A-Za-z0-9_-]{20}");
        assertThat(tokens.nextHex(64).reveal()).matches("[0-9a-f]{64}");
        assertThat(tokens.next(20)).isNotEqualTo(tokens.next(20));
        assertThat(Tokens.hash(new Secret("abc"))).startsWith("ba7816bf8f01cfea");
    }
}
