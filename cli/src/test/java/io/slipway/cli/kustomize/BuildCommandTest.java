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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** What kustomize 5.8.1 itself prints for such a call, or begins with. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--foo|unknown flag: --foo",
                "-o|flag needs an argument: 'o' in -o",
                "--reorder|flag needs an argument: --reorder",
                "a b|specify one path to kustomization.yaml",
                "--reorder x|illegal flag value --reorder x; legal values: [legacy none]",
                "--load-restrictor x|illegal flag value --load-restrictor x; legal values: [LoadRestrictionsRootOnly LoadRestrictionsNone]",
                "--enable-helm=maybe|invalid argument \"maybe\" for \"--enable-helm\" flag",
                "/nope|must build at directory: not a valid directory: evalsymlink failure on '/nope' : lstat /nope: no such file or directory",
            })
    void aWrongCallIsRefusedInTheWordsOfTheOriginal(String call, String words) {
        var arguments = ("build " + call).split(" ");
        assertThat(run(arguments)).isEqualTo(1);
        assertThat(err.toString()).contains("Error: " + words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--enable-alpha-plugins",
                "--enable-exec",
                "--network",
                "--network-name=x",
                "--mount=x",
                "--env=x",
                "-e x",
                "--as-current-user",
                "--enable-managedby-label"
            })
    void whatThereIsNotIsRefusedByName(String option) {
        var arguments = ("build " + option).split(" ");
        assertThat(run(arguments)).isEqualTo(1);
        assertThat(err.toString()).contains("Error: --").contains(" is not supported: ");
    }

    @Test
    void unknownCompatibilityIsRefused() {
        assertThat(run("build", folder.resolve("overlay").toString(), "--compat", "4.0"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("illegal flag value --compat 4.0");
    }

    @Test
    void theDeprecatedOrderIsHeededWithTheWarningOfTheOriginal() throws IOException {
        Files.writeString(
                folder.resolve("base/kustomization.yaml"), "resources: [c.yaml, n.yaml]\n");
        Files.writeString(
                folder.resolve("base/n.yaml"),
                "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: n\n");
        assertThat(run("build", folder.resolve("base").toString(), "--reorder", "none")).isZero();
        assertThat(out.toString()).startsWith("apiVersion: v1\nkind: ConfigMap");
        assertThat(err.toString()).contains("Flag --reorder has been deprecated");
    }

    @Test
    void chartsNeedTheFlagAndHelm() throws IOException {
        Files.createDirectories(folder.resolve("base/charts/web"));
        Files.writeString(folder.resolve("base/kustomization.yaml"), "helmCharts: [{name: web}]\n");
        var base = folder.resolve("base").toString();
        assertThat(run("build", base)).isEqualTo(1);
        assertThat(err.toString()).contains("must specify --enable-helm");
        assertThat(run("build", base, "--enable-helm", "--helm-command", "no-such-helm"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("'no-such-helm'").contains("install Helm 3");
    }
}
