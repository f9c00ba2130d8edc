package io.slipway.cli.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildCommandTest {

    @TempDir private Path folder = Path.of(".");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(folder.resolve("base"));
        Files.createDirectories(folder.resolve("overlay"));
        Files.writeString(folder.resolve("base/kustomization.yaml"), "resources: [c.yaml]\n");
        Files.writeString(
                folder.resolve("base/c.yaml"),
                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n");
        Files.writeString(
                folder.resolve("overlay/kustomization.yaml"), "bases: [../base]\nnamePrefix: p-\n");
    }

    private int run(String... arguments) {
        return KustomizeCommand.create(Optional.empty())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void buildPrintsTheObjectsAndWarnings() {
        assertThat(run("build", folder.resolve("overlay").toString())).isZero();
        assertThat(out.toString())
                .isEqualTo("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: p-c\n");
        assertThat(err.toString()).contains("'bases' is deprecated");
    }

    @Test
    void whatIsRefusedEndsWithStatusOne() {
        assertThat(run("build", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("Error: unable to find one of 'kustomization.yaml'");
    }

    @Test
    void aFolderThatIsMissingIsRefused() {
        assertThat(run("build", folder.resolve("nope").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("not a valid directory");
    }

    @Test
    void outputGoesToAFileOrAFolder() throws IOException {
        var file = folder.resolve("out.yaml");
        assertThat(run("build", folder.resolve("overlay").toString(), "-o", file.toString()))
                .isZero();
        assertThat(file).content().contains("name: p-c");
        var each = Files.createDirectory(folder.resolve("each"));
        assertThat(run("build", folder.resolve("overlay").toString(), "-o", each.toString()))
                .isZero();
        assertThat(each.resolve("v1_configmap_p-c.yaml")).exists();
    }

    @Test
    void filesOutsideTheFolderNeedTheFlag() throws IOException {
        Files.writeString(
                folder.resolve("overlay/kustomization.yaml"), "resources: [../base/c.yaml]\n");
        var overlay = folder.resolve("overlay").toString();
        assertThat(run("build", overlay)).isEqualTo(1);
        assertThat(err.toString()).contains("security; file");
        assertThat(run("build", overlay, "--load-restrictor", "LoadRestrictionsNone")).isZero();
    }

    @Test
    void unknownWordsAreRefused() {
        var overlay = folder.resolve("overlay").toString();
        assertThat(run("build", overlay, "--reorder", "frob")).isEqualTo(1);
        assertThat(run("build", overlay, "--compat", "4.0")).isEqualTo(1);
        assertThat(run("build", overlay, "--enable-helm")).isEqualTo(1);
    }
}
