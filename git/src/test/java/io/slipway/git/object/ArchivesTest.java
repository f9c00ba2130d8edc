package io.slipway.git.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.git.RepositoryFixture;
import io.slipway.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArchivesTest {

    @TempDir Path folder;

    private RepositoryFixture filled() {
        var fixture = RepositoryFixture.in(folder.resolve("store"));
        fixture.file("a.txt", "a")
                .file("dir/" + "long".repeat(40) + "/b.txt", "b")
                .executable("run.sh", "run")
                .link("link", "a.txt")
                .commit("first");
        return fixture;
    }

    @ParameterizedTest
    @EnumSource(ArchiveFormat.class)
    void holdsTheFilesOfACommitAndIsTheSameEachTime(ArchiveFormat format) throws Exception {
        var fixture = filled();
        var commit = fixture.commitOf("main");
        var archives = fixture.repository().archives();
        var first = new ByteArrayOutputStream();
        archives.write(commit, format, "web-main", Optional.empty(), first);
        var second = new ByteArrayOutputStream();
        archives.write(commit, format, "web-main", Optional.empty(), second);
        assertThat(second.toByteArray()).isEqualTo(first.toByteArray());
        var file = folder.resolve("archive." + format.suffix());
        Files.write(file, first.toByteArray());
        if (format == ArchiveFormat.ZIP) {
            checkZip(file, commit);
        } else {
            checkTar(file);
        }
    }

    private static void checkZip(Path file, CommitId commit) throws IOException {
        try (var zip = new ZipFile(file.toFile())) {
            assertThat(zip.getComment()).isEqualTo(commit.hex());
            var entry = zip.getEntry("web-main/dir/" + "long".repeat(40) + "/b.txt");
            assertThat(zip.getInputStream(entry).readAllBytes()).asString().isEqualTo("b");
        }
    }

    private void checkTar(Path file) throws Exception {
        var out = Files.createDirectory(folder.resolve("out"));
        var process =
                new ProcessBuilder("tar", "-x", "-f", file.toString(), "-C", out.toString())
                        .redirectErrorStream(true)
                        .start();
        var said =
                new String(
                        process.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(out.resolve("web-main/a.txt")).hasContent("a");
        assertThat(out.resolve("web-main/dir").resolve("long".repeat(40)).resolve("b.txt"))
                .hasContent("b");
        assertThat(out.resolve("web-main/run.sh")).isExecutable();
        assertThat(Files.readSymbolicLink(out.resolve("web-main/link"))).hasToString("a.txt");
    }

    @Test
    void canHoldJustOneFolder() throws Exception {
        var fixture = filled();
        var bytes = new ByteArrayOutputStream();
        fixture.repository()
                .archives()
                .write(
                        fixture.commitOf("main"),
                        ArchiveFormat.ZIP,
                        "",
                        Optional.of(TreePath.of("dir")),
                        bytes);
        var file = Files.write(folder.resolve("x.zip"), bytes.toByteArray());
        try (var zip = new ZipFile(file.toFile())) {
            assertThat(zip.stream().map(java.util.zip.ZipEntry::getName))
                    .allMatch(n -> n.startsWith("dir/"));
        }
    }

    @Test
    void formatsHaveTheirUsualNames() {
        assertThat(ArchiveFormat.of("tgz")).contains(ArchiveFormat.TAR_GZ);
        assertThat(ArchiveFormat.of("tb2")).contains(ArchiveFormat.TAR_BZ2);
        assertThat(ArchiveFormat.of("rar")).isEmpty();
    }
}
