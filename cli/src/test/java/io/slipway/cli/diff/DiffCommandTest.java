package io.slipway.cli.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffCommandTest {

    private static final String CONFIG =
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: c, namespace: demo}
            data: {a: "1", b: "2"}
            """;

    @TempDir private Path folder = Path.of(".");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int diff(String config, String live, String... more) {
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("--config", file("config.yaml", config)));
        arguments.addAll(List.of("--live", file("live.yaml", live)));
        arguments.addAll(List.of(more));
        return run("", arguments.toArray(String[]::new));
    }

    private int run(String input, String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return DiffCommand.create(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private String file(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> answer() {
        return Json.readObject(out.toString());
    }

    private List<String> paths() {
        return Trees.listAt(answer(), "differences").stream()
                .flatMap(d -> Trees.stringAt(d, "path").stream())
                .toList();
    }

    @Test
    void equalObjectsEndWithStatusZero() {
        assertThat(diff(CONFIG, CONFIG)).isZero();
        assertThat(answer()).containsEntry("equal", true).containsEntry("differences", List.of());
        assertThat(Trees.stringAt(answer(), "predicted", "data", "a")).contains("1");
    }

    @Test
    void aDifferenceEndsWithStatusOneAndNamesFieldValuesAndManager() {
        var live =
                """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: c
                  namespace: demo
                  managedFields:
                    - manager: kubectl-edit
                      operation: Update
                      apiVersion: v1
                      fieldsType: FieldsV1
                      fieldsV1: {"f:data": {"f:a": {}}}
                data: {a: "7", b: "2"}
                """;
        assertThat(diff(CONFIG, live)).isEqualTo(1);
        assertThat(answer()).containsEntry("equal", false);
        assertThat(Trees.listAt(answer(), "differences"))
                .containsExactly(
                        Map.of(
                                "path", "/data/a",
                                "live", "7",
                                "desired", "1",
                                "managers", List.of("kubectl-edit")));
        assertThat(diff(CONFIG, live, "--ignore-manager", "kubectl-edit")).isZero();
        assertThat(diff(CONFIG, live, "--ignore-json-pointer", "/data/a")).isZero();
        assertThat(diff(CONFIG, live, "--ignore-jq", ".data.a")).isZero();
        assertThat(diff(CONFIG, live, "--ignore-json-pointer", "/data/b")).isEqualTo(1);
    }

    @Test
    void ignoreRulesComeFromAFileOrAnApplication() {
        var live = CONFIG.replace("a: \"1\"", "a: \"7\"");
        var rules = file("rules.yaml", "[{kind: ConfigMap, jsonPointers: [/data/a]}]");
        assertThat(diff(CONFIG, live, "--ignore", rules)).isZero();
        var application =
                file(
                        "app.yaml",
                        "kind: Application\nspec: {ignoreDifferences: [{group: '*', kind: '*', name: c,"
                                + " jqPathExpressions: ['.data[]']}]}\n");
        assertThat(diff(CONFIG, live, "--ignore", application)).isZero();
        var other = file("other.yaml", "[{kind: Secret, jsonPointers: [/data/a]}]");
        assertThat(diff(CONFIG, live, "--ignore", other)).isEqualTo(1);
        for (var wrong :
                List.of(
                        "[{jsonPointers: [/a]}]",
                        "[{kind: A, jsonPointers: 7}]",
                        "[{kind: A, nope: 1}]",
                        "[1]",
                        "{ignoreDifferences: 1}",
                        "{}")) {
            assertThat(diff(CONFIG, live, "--ignore", file("wrong.yaml", wrong))).isEqualTo(2);
            assertThat(err.toString()).startsWith("Error: ").contains("wrong.yaml");
        }
    }

    @Test
    void valuesOfSecretsAreNeverPrinted() {
        var config =
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: s}
                stringData: {password: correct-horse}
                """;
        var live =
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: s}
                data: {password: YmF0dGVyeS1zdGFwbGU=}
                """;
        assertThat(diff(config, live)).isEqualTo(1);
        assertThat(paths()).containsExactly("/data/password");
        assertThat(out.toString())
                .doesNotContain("correct-horse", "YmF0dGVyeS1zdGFwbGU=", "Y29ycmVjdC1ob3JzZQ==")
                .contains("++++++++");
        assertThat(diff(config, "")).isEqualTo(1);
        assertThat(out.toString()).doesNotContain("correct-horse");
        assertThat(diff("", live)).isZero();
        assertThat(out.toString()).doesNotContain("YmF0dGVyeS1zdGFwbGU=");
    }

    @Test
    void secretsThatAreNoneAreComparedAndHidden() {
        var bare = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n";
        assertThat(diff(bare, bare)).isZero();
        for (var wrong :
                List.of(
                        "data: [correct-horse]\n",
                        "data: correct-horse\n",
                        "stringData: [correct-horse]\n",
                        "data: {a: {b: correct-horse}}\n",
                        "stringData: {a: [correct-horse]}\n")) {
            for (var strategy : List.of("three-way", "structured-merge")) {
                assertThat(diff(bare + wrong, bare, "--strategy", strategy))
                        .as(wrong + err)
                        .isIn(1, 2);
                assertThat(out.toString() + err).as(wrong).doesNotContain("correct-horse");
                assertThat(diff(bare, bare + wrong, "--strategy", strategy)).isIn(0, 1, 2);
                assertThat(out.toString() + err).as(wrong).doesNotContain("correct-horse");
            }
        }
    }

    @Test
    void aMissingObjectIsACreationOrExtra() {
        assertThat(diff(CONFIG, "")).isEqualTo(1);
        assertThat(answer()).containsEntry("action", "create").containsEntry("live", null);
        assertThat(diff("", CONFIG)).isZero();
        assertThat(answer()).containsEntry("action", "extra").containsEntry("predicted", null);
        assertThat(diff("", "")).isEqualTo(2);
    }

    @Test
    void serverSideTakesTheAnswerOfTheDryRun() {
        var answer =
                file(
                        "answer.yaml",
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata:
                          name: c
                          namespace: demo
                          managedFields:
                            - manager: slipway
                              operation: Apply
                              apiVersion: v1
                              fieldsType: FieldsV1
                              fieldsV1: {"f:data": {"f:a": {}, "f:b": {}}}
                        data: {a: "1", b: "2", webhook: added}
                        """);
        assertThat(diff(CONFIG, CONFIG, "--dry-run", answer)).isZero();
        assertThat(
                        diff(
                                CONFIG,
                                CONFIG,
                                "--dry-run",
                                answer,
                                "--compare-options",
                                "IncludeMutationWebhook=true"))
                .isEqualTo(1);
        assertThat(paths()).containsExactly("/data/webhook");
        assertThat(diff(CONFIG, CONFIG, "--strategy", "server-side")).isEqualTo(2);
        assertThat(err.toString()).contains("--dry-run");
    }

    @Test
    void structuredMergeRemovesWhatTheReferencesManagerOwnedBefore() {
        var live =
                """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: c
                  namespace: demo
                  managedFields:
                    - manager: argocd-controller
                      operation: Apply
                      apiVersion: v1
                      fieldsType: FieldsV1
                      fieldsV1: {"f:data": {"f:a": {}, "f:b": {}, "f:old": {}}}
                data: {a: "1", b: "2", old: x}
                """;
        assertThat(diff(CONFIG, live, "--strategy", "structured-merge")).isEqualTo(1);
        assertThat(paths()).containsExactly("/data/old");
        assertThat(diff(CONFIG, live, "--strategy", "structured-merge", "--manager", "somebody"))
                .isZero();
    }

    @Test
    void statusCountsOnlyWhenToldSo() {
        var config = "apiVersion: example.com/v1\nkind: W\nmetadata: {name: w}\nstatus: {a: 1}\n";
        var live = config.replace("a: 1", "a: 2");
        assertThat(diff(config, live)).isZero();
        assertThat(diff(config, live, "--ignore-status", "crd")).isEqualTo(1);
        assertThat(diff(config, live, "--ignore-status", "none")).isEqualTo(1);
        assertThat(diff(config, live, "--ignore-status", "some")).isEqualTo(2);
    }

    @Test
    void oneSideMayBeStandardInput() {
        var live = file("live.yaml", CONFIG);
        assertThat(run(CONFIG, "--config", "-", "--live", live)).isZero();
        assertThat(run(CONFIG, "--config", "-", "--live", "-")).isEqualTo(2);
    }

    @Test
    void wrongInputIsRefusedByName() {
        assertThat(diff("a: [", CONFIG)).isEqualTo(2);
        assertThat(err.toString()).contains("config.yaml");
        assertThat(diff(CONFIG, "kind: ConfigMap\n")).isEqualTo(2);
        assertThat(diff(CONFIG, CONFIG + "---\n" + CONFIG)).isEqualTo(2);
        assertThat(err.toString()).contains("one is compared at a time");
        assertThat(diff(CONFIG, CONFIG.replace("ConfigMap", "Secret"))).isEqualTo(2);
        assertThat(diff(CONFIG, CONFIG, "--strategy", "guess")).isEqualTo(2);
        assertThat(run("", "--config", folder.resolve("none").toString(), "--live", "-"))
                .isEqualTo(2);
        assertThat(run("")).isEqualTo(2);
        assertThat(run("", "--help")).isZero();
        assertThat(out.toString()).contains("--ignore-manager", "Exit status:");
    }
}
