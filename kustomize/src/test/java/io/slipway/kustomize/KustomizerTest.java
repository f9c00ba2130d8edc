package io.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kustomize.option.ChartInflator;
import io.slipway.kustomize.option.Compatibility;
import io.slipway.kustomize.option.KustomizationEdits;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.option.KustomizeOptions;
import io.slipway.kustomize.option.RemoteFiles;
import io.slipway.tree.FileTree;
import io.slipway.tree.MapTree;
import io.slipway.tree.ReadSet;
import io.slipway.tree.RecordingTree;
import io.slipway.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KustomizerTest {

    private static final String CONFIG_MAP =
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
            data:
              a: b
            """;
    private static final String DEPLOYMENT =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              template:
                spec:
                  containers:
                  - name: web
                    image: nginx:1
            """;

    private static String build(KustomizeOptions options, Map<String, String> files) {
        return new Kustomizer().build(MapTree.of(files), TreePath.ROOT, options).yaml();
    }

    private static String build(Map<String, String> files) {
        return build(KustomizeOptions.defaults(), files);
    }

    private static KustomizationEdits.Patch jsonPatch() {
        return new KustomizationEdits.Patch(
                "",
                "- {op: add, path: /spec/paused, value: true}",
                Optional.of(new KustomizationEdits.Target("", "", "Deployment", "", "", "", "")),
                false,
                false);
    }

    @Test
    void theReadMesExampleRuns() {
        // README example begins
        var files =
                MapTree.of(
                        Map.of(
                                "kustomization.yaml", "resources: [web.yaml]\nnamePrefix: blue-\n",
                                "web.yaml",
                                        "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n"));
        var result = new Kustomizer().build(files, TreePath.ROOT, KustomizeOptions.defaults());
        assertThat(result.resources().getFirst().name()).isEqualTo("blue-web");
        assertThat(result.yaml())
                .isEqualTo("apiVersion: v1\nkind: Service\nmetadata:\n  name: blue-web\n");
        // README example ends
    }

    @Test
    void theReadSetHoldsWhatWasReadAndWhatWasLookedForInVain() {
        var tree =
                new RecordingTree(
                        MapTree.of(
                                Map.of(
                                        "app/kustomization.yaml",
                                        "resources: [../base]\n",
                                        "base/kustomization.yaml",
                                        "resources: [c.yaml]\n",
                                        "base/c.yaml",
                                        CONFIG_MAP,
                                        "other/secret.yaml",
                                        "x: y\n")));
        new Kustomizer().build(tree, TreePath.of("app"), KustomizeOptions.defaults());
        var seen = tree.readSet().observations();
        assertThat(seen.get(TreePath.of("base/c.yaml")))
                .isInstanceOf(ReadSet.Observation.Content.class);
        assertThat(seen.get(TreePath.of("base/kustomization.yml")))
                .isInstanceOf(ReadSet.Observation.Absent.class);
        assertThat(seen.keySet()).noneMatch(p -> p.value().startsWith("other"));
    }

    @Test
    void editsOfAnApplicationGoOnTopOfTheFile() {
        var edits =
                new KustomizationEdits(
                        Optional.of("p-"),
                        Optional.of("-s"),
                        Optional.of("ns"),
                        List.of("nginx=other/nginx:9"),
                        List.of(new KustomizationEdits.Replica("web", 4)),
                        Map.of("team", "blue"),
                        false,
                        true,
                        true,
                        Map.of("note", "x"),
                        false,
                        List.of(jsonPatch()),
                        List.of("comp", "missing"),
                        true);
        var text =
                build(
                        KustomizeOptions.defaults().withEdits(edits),
                        Map.of(
                                "kustomization.yaml",
                                "resources: [d.yaml]\nimages: [{name: nginx, newTag: '2'}]\n",
                                "d.yaml",
                                DEPLOYMENT,
                                "comp/kustomization.yaml",
                                "kind: Component\ncommonAnnotations: {comp: here}\n"));
        assertThat(text)
                .contains("name: p-web-s", "namespace: ns", "image: other/nginx:9", "replicas: 4")
                .contains("team: blue", "note: x", "comp: here", "paused: true")
                .doesNotContain("selector");
    }

    @Test
    void aLabelThatTheFileHasIsRefusedUnlessForced() {
        var files =
                Map.of(
                        "kustomization.yaml",
                        "resources: [d.yaml]\ncommonLabels: {team: red}\n",
                        "d.yaml",
                        DEPLOYMENT);
        var edits = labels(false);
        assertThatThrownBy(() -> build(KustomizeOptions.defaults().withEdits(edits), files))
                .isInstanceOf(KustomizeException.class)
                .hasMessageContaining("label team already in kustomization file");
        assertThat(build(KustomizeOptions.defaults().withEdits(labels(true)), files))
                .contains("team: blue");
    }

    private static KustomizationEdits labels(boolean force) {
        return new KustomizationEdits(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of("team", "blue"),
                force,
                false,
                false,
                Map.of(),
                false,
                List.of(),
                List.of(),
                false);
    }

    @Test
    void chartsAreRenderedByTheCaller() {
        var seen = new ArrayList<ChartInflator.Chart>();
        var options =
                KustomizeOptions.defaults()
                        .withCharts(chart -> {
                            seen.add(chart);
                            return CONFIG_MAP;
                        });
        var text =
                build(
                        options,
                        Map.of(
                                "kustomization.yaml",
                                """
                                namespace: ns
                                namePrefix: p-
                                helmCharts:
                                - name: c
                                  releaseName: r
                                  valuesInline: {a: {b: 2}, n: null}
                                """,
                                "charts/c/values.yaml",
                                "a: {b: 1, c: 3}\nn: 1\n"));
        assertThat(seen).hasSize(1);
        assertThat(seen.getFirst().namespace()).isEqualTo("ns");
        assertThat(seen.getFirst().directory()).contains(TreePath.of("charts/c"));
        assertThat(seen.getFirst().values()).containsExactly("a:\n  b: 2\n  c: 3\n");
        assertThat(text).contains("name: p-settings").doesNotContain("namespace");
    }

    @Test
    void remoteRootsComeFromTheCaller() {
        var remotes =
                new RemoteFiles() {
                    @Override
                    public FileTree repository(Repository repository) {
                        assertThat(repository.url()).isEqualTo("https://github.com/o/r");
                        assertThat(repository.ref()).isEqualTo("v1");
                        return MapTree.of(
                                Map.of(
                                        "base/kustomization.yaml",
                                        "resources: [c.yaml]\n",
                                        "base/c.yaml",
                                        CONFIG_MAP));
                    }

                    @Override
                    public byte[] file(String url) {
                        throw new IllegalStateException("404");
                    }
                };
        var text =
                build(
                        KustomizeOptions.defaults().withRemotes(remotes),
                        Map.of(
                                "kustomization.yaml",
                                "resources: ['github.com/o/r//base?ref=v1']\n"));
        assertThat(text)
                .isEqualTo(
                        CONFIG_MAP
                                .replace("metadata:\n  name: settings\ndata:\n  a: b\n", "")
                                .replace(
                                        "apiVersion: v1\nkind: ConfigMap\n",
                                        "apiVersion: v1\ndata:\n  a: b\nkind: ConfigMap\nmetadata:\n  name: settings\n"));
        assertThatThrownBy(() ->
                        build(
                                Map.of(
                                        "kustomization.yaml",
                                        "resources: ['https://github.com/o/r']\n")))
                .hasMessageContaining("remote");
    }

    @Test
    void errorsNameLayerFileLineAndField() {
        assertThatThrownBy(() ->
                        build(
                                Map.of(
                                        "kustomization.yaml",
                                        "resources: [base]\n",
                                        "base/kustomization.yaml",
                                        "resources: [c.yaml]\n",
                                        "base/c.yaml",
                                        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: x\n")))
                .isInstanceOfSatisfying(
                        KustomizeException.class,
                        e -> {
                            assertThat(e.place().layer()).contains("base");
                            assertThat(e.place().file()).contains("base/c.yaml");
                            assertThat(e.place().line()).contains(4);
                            assertThat(e.place().field()).contains("resources");
                        });
    }

    @Test
    void managedByNamesTheVersion() {
        var files =
                Map.of(
                        "kustomization.yaml",
                        "buildMetadata: [managedByLabel]\nresources: [c.yaml]\n",
                        "c.yaml",
                        CONFIG_MAP);
        assertThat(build(files)).contains("app.kubernetes.io/managed-by: kustomize-v5.8.1");
        assertThat(build(KustomizeOptions.defaults().withCompatibility(Compatibility.V5_5), files))
                .contains("app.kubernetes.io/managed-by: kustomize-(devel)");
    }

    @Test
    void deprecatedFieldsAreWarnedAbout() {
        var result =
                new Kustomizer()
                        .build(
                                MapTree.of(
                                        Map.of(
                                                "kustomization.yaml",
                                                "bases: [b]\n",
                                                "b/kustomization.yaml",
                                                "resources: []\n")),
                                TreePath.ROOT,
                                KustomizeOptions.defaults());
        assertThat(result.warnings())
                .containsExactly(
                        "# Warning: 'bases' is deprecated. Please use 'resources' instead."
                                + " Run 'kustomize edit fix' to update your Kustomization automatically.");
    }
}
