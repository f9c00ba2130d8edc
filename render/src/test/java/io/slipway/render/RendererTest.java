package io.slipway.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.render.directory.DirectoryLimits;
import io.slipway.render.source.BuildVariables;
import io.slipway.render.source.RenderException;
import io.slipway.render.source.SourceTree;
import io.slipway.render.source.SourceType;
import io.slipway.tree.MapTree;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RendererTest {

    private final Renderer renderer = new Renderer(RenderSettings.defaults());

    private static String configMap(String name) {
        return "{apiVersion: v1, kind: ConfigMap, metadata: {name: " + name + "}}\n";
    }

    private RenderResult render(Map<String, String> files, String source) {
        return render(files, source, "1111111111111111111111111111111111111111");
    }

    private RenderResult render(Map<String, String> files, String source, String revision) {
        return renderer.render(
                new RenderRequest(
                        "1",
                        MapTree.of(files),
                        new SourceTree(Trees.map(Yaml.document(source)).orElseThrow()),
                        "web",
                        BuildVariables.of("web", "ns", "demo", revision, "url", "app", "main"),
                        false));
    }

    private static String names(RenderResult result) {
        return String.join(",", result.objects().stream().map(ResourceObject::name).toList());
    }

    @Test
    void aDirectoryYieldsItsManifestsInTheOrderOfTheirPaths() {
        var result =
                render(
                        Map.of(
                                "app/b.yaml",
                                configMap("b1") + "---\n" + configMap("b2") + "---\n",
                                "app/a.json",
                                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"}}",
                                "app/readme.md",
                                "kind: nothing",
                                "app/sub/c.yml",
                                configMap("c")),
                        "path: app");
        assertThat(names(result)).isEqualTo("a,b1,b2");
        assertThat(result.type()).isEqualTo(SourceType.DIRECTORY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {recurse: true}                                  | a,b,c
                    {recurse: false}                                 | a
                    {recurse: true, include: '*.yaml'}               | a,b
                    {recurse: true, include: '{a,sub/c}.*'}          | a,c
                    {recurse: true, exclude: 'sub/**'}               | a
                    {recurse: true, include: '*', exclude: '*.yml'}  | a,b
                    {recurse: true, include: '[broken'}              | ''
                    """)
    void directoriesAreFiltered(String directory, String names) {
        var files =
                Map.of(
                        "app/a.yaml", configMap("a"),
                        "app/sub/b.yaml", configMap("b"),
                        "app/sub/c.yml", configMap("c"));
        assertThat(names(render(files, "{path: app, directory: " + directory + "}")))
                .isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {path: /app}                              | must stay inside the repository
                    {path: ../app}                            | must stay inside the repository
                    {path: nowhere}                           | nowhere: app path does not exist
                    {path: app/a.yaml}                        | app/a.yaml: app path is not a directory
                    {path: broken}                            | Failed to unmarshal "broken/x.yaml"
                    {path: half}                              | Failed to unmarshal "half/x.yaml"
                    {path: two}                               | Failed to unmarshal "two/x.json"
                    {path: jsonnet}                           | not rendered yet: Jsonnet (jsonnet/x.jsonnet)
                    {path: chart}                             | not rendered yet: Helm charts
                    {chart: nginx, path: app}                 | not rendered yet: charts of a chart repository (nginx)
                    {path: app, plugin: {name: x}}            | not rendered yet: plugins
                    {path: app, helm: {}, directory: {}}      | keep one: helm, directory
                    {path: override}                          | override/.argocd-source.yaml cannot be read
                    """)
    void whatCannotBeRenderedSaysWhy(String source, String message) {
        var files = new HashMap<String, String>();
        files.put("app/a.yaml", configMap("a"));
        files.put("broken/x.yaml", "apiVersion: v1\nkind: A\nmetadata: {name: [}");
        files.put("half/x.yaml", configMap("a") + "---\n{broken");
        files.put("two/x.json", "{\"apiVersion\":\"v1\",\"kind\":\"A\"} {}");
        files.put("jsonnet/x.jsonnet", "{}");
        files.put("chart/Chart.yaml", "name: x");
        files.put("override/.argocd-source.yaml", "{broken");
        assertThatThrownBy(() -> render(files, source))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining(message);
    }

    @Test
    void otherYamlInTheDirectoryIsPassedOver() {
        var files =
                Map.of(
                        "app/a.yaml",
                        configMap("a"),
                        "app/ci.yaml",
                        "steps: {broken",
                        "app/values.yaml",
                        "- 1\n",
                        "app/skipped.yaml",
                        configMap("s") + "# +argocd:skip-file-rendering\n");
        assertThat(names(render(files, "path: app"))).isEqualTo("a");
    }

    @Test
    void listsAreExpanded() {
        var list =
                "{apiVersion: v1, kind: ConfigMapList, items: ["
                        + configMap("a")
                        + ","
                        + configMap("b")
                        + "]}";
        var empty = "{apiVersion: v1, kind: List, items: null}";
        assertThat(names(render(Map.of("l.yaml", list, "m.yaml", empty), "path: .")))
                .isEqualTo("a,b");
    }

    @Test
    void tooMuchIsRefused() {
        var small =
                new Renderer(
                        new RenderSettings(
                                new DirectoryLimits(40, 10, 10),
                                RenderSettings.defaults().kustomize(),
                                1,
                                10));
        var request =
                new RenderRequest(
                        "1",
                        MapTree.of(Map.of("a.yaml", configMap("a"))),
                        new SourceTree(Map.of("path", ".")),
                        "web",
                        new BuildVariables(Map.of()),
                        false);
        assertThatThrownBy(() -> small.render(request))
                .hasMessageContaining("larger than 40 bytes");
    }

    @Test
    void overridesBesideTheManifestsChangeOptionsButNotThePlace() {
        var files =
                Map.of(
                        "app/a.yaml", configMap("a"),
                        "app/sub/b.yaml", configMap("b"),
                        "app/.argocd-source.yaml",
                                "{path: other, directory: {recurse: true, exclude: x}}",
                        "app/.argocd-source-web.yaml", "{directory: {exclude: a.yaml}}",
                        "app/.argocd-source-other.yaml", "{directory: {recurse: false}}");
        assertThat(names(render(files, "path: app"))).isEqualTo("b");
    }

    @Test
    void aCommitThatChangesNothingThatWasReadCostsNothing() {
        var files = new HashMap<>(Map.of("app/a.yaml", configMap("a"), "other/x", "1"));
        assertThat(render(files, "path: app").cached()).isFalse();
        files.put("other/x", "2");
        files.put("new/file.yaml", configMap("n"));
        assertThat(render(files, "path: app", "2222").cached()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"app/a.yaml", "app/b.yaml", "app/kustomization.yaml", "app/.argocd-source.yaml"})
    void aChangeOfWhatWasReadOrFoundAbsentIsRenderedAnew(String path) {
        var files = new HashMap<>(Map.of("app/a.yaml", configMap("a")));
        var first = render(files, "path: app");
        files.put(path, path.endsWith("kustomization.yaml") ? "resources: []" : "# changed");
        assertThat(first.readSet().holdsIn(MapTree.of(files))).isFalse();
    }

    @Test
    void variablesAreReplaced() {
        var variables = BuildVariables.of("web", "ns", "demo", "0123456789", "url", "p", "main");
        assertThat(variables.substitute("$ARGOCD_APP_NAME-${ARGOCD_APP_REVISION_SHORT}-$$X-$NOPE."))
                .isEqualTo("web-0123456-$X-.");
        assertThat(variables.asked())
                .containsOnlyKeys("ARGOCD_APP_NAME", "ARGOCD_APP_REVISION_SHORT", "NOPE");
    }
}
