package io.slipway.git.lfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.git.RepositoryFixture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeFilesTest {

    @TempDir Path folder;

    private static LargeFileId id(byte[] content) throws Exception {
        return new LargeFileId(
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    }

    @Test
    void keepsWhatIsWhatItsIdSays() throws Exception {
        var files = new LargeFiles(RepositoryFixture.in(folder).repository());
        var content = "large".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        var id = id(content);
        assertThat(files.size(id)).isEmpty();
        assertThatThrownBy(() -> files.copy(id, 0, new ByteArrayOutputStream()))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(files.store(id, content.length, new ByteArrayInputStream(content)))
                .isInstanceOf(LargeFiles.Stored.Yes.class);
        assertThat(files.size(id)).contains((long) content.length);
        var out = new ByteArrayOutputStream();
        files.copy(id, content.length - 5L, out);
        assertThat(out).hasToString("large");
    }

    @Test
    void keepsNothingOfWhatIsNot() throws Exception {
        var files = new LargeFiles(RepositoryFixture.in(folder).repository());
        var content = "abc".getBytes(StandardCharsets.UTF_8);
        for (long size : new long[] {2, 4}) {
            assertThat(files.store(id(content), size, new ByteArrayInputStream(content)))
                    .isInstanceOf(LargeFiles.Stored.Different.class);
        }
        var other = new LargeFileId("0".repeat(64));
        assertThat(files.store(other, 3, new ByteArrayInputStream(content)))
                .isInstanceOf(LargeFiles.Stored.Different.class);
        assertThat(files.size(other)).isEmpty();
        try (var left = Files.list(folder.resolve("01/1.git/lfs/incoming"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void idsAreDigits() {
        for (var text : new String[] {"", "../x", "A".repeat(64), "0".repeat(63)}) {
            assertThatThrownBy(() -> new LargeFileId(text))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
