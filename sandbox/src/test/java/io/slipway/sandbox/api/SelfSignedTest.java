package io.slipway.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfSignedTest {

    @TempDir Path folder;

    @Test
    void aFolderKeepsItsCertificateAndKeyForItsOwner() throws Exception {
        var first = SelfSigned.in(Optional.of(folder), Clock.systemUTC());
        var second = SelfSigned.in(Optional.of(folder), Clock.systemUTC());
        assertThat(second.pem()).isEqualTo(first.pem());
        assertThat(key(second)).isEqualTo(key(first));
        var file = folder.resolve("tls.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryContaining(file::equals);
    }

    @Test
    void withoutAFolderEachIsNew() {
        var first = SelfSigned.in(Optional.empty(), Clock.systemUTC());
        assertThat(SelfSigned.in(Optional.empty(), Clock.systemUTC()).pem())
                .isNotEqualTo(first.pem());
    }

    @Test
    void aDamagedFileSaysWhatToRemove() throws Exception {
        SelfSigned.in(Optional.of(folder), Clock.systemUTC());
        for (var text :
                new String[] {
                    "", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
                }) {
            Files.writeString(folder.resolve("tls.pem"), text);
            assertThatThrownBy(() -> SelfSigned.in(Optional.of(folder), Clock.systemUTC()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("remove tls.pem");
        }
    }

    private static byte[] key(SelfSigned certificate) throws GeneralSecurityException {
        return certificate
                .store()
                .getKey("sandbox", SelfSigned.password().toCharArray())
                .getEncoded();
    }
}
