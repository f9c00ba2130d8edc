package io.slipway.git.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.git.GitCommand;
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

    @ParameterizedTest
    @EnumSource(ArchiveFormat.class)
    void unpacksToWhatGitsOwnArchiveUnpacksTo(ArchiveFormat format) throws Exception {
        var fixture = filled();
        fixture.file("Ünï/ç d.txt", "u").file("empty", "").commit("second");
        var git = GitCommand.in(folder.resolve("store/01/1.git"));
        var index = git.with("GIT_INDEX_FILE", folder.resolve("index").toString());
        index.run("read-tree", "main");
        index.run("update-index", "--add", "--cacheinfo", "160000," + "1".repeat(40) + ",sub");
        var tree = index.run("write-tree").strip();
        var commit = CommitId.of(git.run("commit-tree", tree, "-m", "sub").strip());
        var ours = folder.resolve("ours." + format.suffix());
        try (var out = Files.newOutputStream(ours)) {
            fixture.repository().archives().write(commit, format, "web", Optional.empty(), out);
        }
        var theirs = folder.resolve("theirs.tar");
        git.run("archive", "--prefix=web/", "-o", theirs.toString(), commit.hex());
        unpack(theirs, "theirs");
        unpack(ours, "ours");
        var same =
                run(
                        "diff",
                        "-r",
                        "--no-dereference",
                        folder.resolve("ours").toString(),
                        folder.resolve("theirs").toString());
        assertThat(same).isEmpty();
        assertThat(modes("ours")).isEqualTo(modes("theirs"));
    }

    private void unpack(Path archive, String into) throws Exception {
        var out = Files.createDirectory(folder.resolve(into));
        if (archive.toString().endsWith(".zip")) {
            // Python's own reader knows names in UTF-8 and modes; its unpacking leaves both out.
            run("python3", "-c", UNZIP, archive.toString(), out.toString());
        } else {
            run("tar", "-x", "-p", "-f", archive.toString(), "-C", out.toString());
        }
    }

    private static final String UNZIP =
            """
            import os, stat, sys, zipfile
            with zipfile.ZipFile(sys.argv[1]) as z:
                for i in z.infolist():
                    path, mode = os.path.join(sys.argv[2], i.filename), i.external_attr >> 16
                    if i.is_dir():
                        os.makedirs(path, exist_ok=True)
                    elif stat.S_ISLNK(mode):
                        os.symlink(z.read(i).decode(), path)
                    else:
                        open(path, 'wb').write(z.read(i))
                        os.chmod(path, mode & 0o777)
            """;

    private java.util.Map<String, Boolean> modes(String unpacked) throws IOException {
        var modes = new java.util.TreeMap<String, Boolean>();
        var root = folder.resolve(unpacked);
        try (var all = Files.walk(root)) {
            all.forEach(
                    path -> modes.put(root.relativize(path).toString(), Files.isExecutable(path)));
        }
        return modes;
    }

    private static String run(String... command) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        var process = builder.start();
        var said =
                new String(
                        process.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor();
        return said;
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
