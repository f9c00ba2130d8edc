package io.slipway.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
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

class KustomizeSourceTest {

    private static final String DEPLOYMENT =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 1
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: main, image: example/web:1}]}
            """;

    private final Renderer renderer = new Renderer(RenderSettings.defaults());
    private final Map<String, String> files =
            new HashMap<>(
                    Map.of(
                            "base/kustomization.yaml", "resources: [web.yaml]\n",
                            "base/web.yaml", DEPLOYMENT,
                            "overlay/kustomization.yaml",
                                    "resources: [../base]\nnamePrefix: file-\n",
                            "overlay/patch.yaml",
                                    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {paused: true}\n"));

    private RenderResult render(String kustomize) {
        return renderer.render(
                new RenderRequest(
                        "1",
                        MapTree.of(files),
                        new SourceTree(
                                Trees.map(
                                                Yaml.document(
                                                        "{path: overlay, kustomize: "
                                                                + kustomize
                                                                + "}"))
                                        .orElseThrow()),
                        "web",
                        BuildVariables.of(
                                "web", "ns", "demo", "0123456789abcdef", "url", "overlay", "main"),
                        false));
    }

    private ResourceObject only(String kustomize) {
        return render(kustomize).objects().getFirst();
    }

    @Test
    void anOverlayIsFoundAndBuilt() {
        var result =
                renderer.render(
                        new RenderRequest(
                                "1",
                                MapTree.of(files),
                                new SourceTree(Map.of("path", "overlay")),
                                "web",
                                new BuildVariables(Map.of()),
                                false));
        assertThat(result.type()).isEqualTo(SourceType.KUSTOMIZE);
        assertThat(result.objects()).extracting(ResourceObject::name).containsExactly("file-web");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {namePrefix: app-}                                   | metadata.name                          | app-web
                    {nameSuffix: -x}                                     | metadata.name                          | file-web-x
                    {namespace: other}                                   | metadata.namespace                     | other
                    {replicas: [{name: web, count: 5}]}                  | spec.replicas                          | 5
                    {replicas: [{name: web, count: '6'}]}                | spec.replicas                          | 6
                    {commonLabels: {rev: $ARGOCD_APP_REVISION_SHORT}}    | metadata.labels.rev                    | 0123456
                    {commonLabels: {a: b}, labelWithoutSelector: true}   | spec.selector.matchLabels              | {app=web}
                    {commonAnnotations: {a: $ARGOCD_APP_NAME}}           | metadata.annotations.a                 | $ARGOCD_APP_NAME
                    {commonAnnotations: {a: $ARGOCD_APP_NAME}, commonAnnotationsEnvsubst: true} | metadata.annotations.a | web
                    {patches: [{path: patch.yaml}]}                      | spec.paused                            | true
                    {patches: [{patch: '[{"op": "replace", "path": "/spec/replicas", "value": 9}]', target: {kind: Deployment}}]} | spec.replicas | 9
                    """)
    void editsComeOnTopOfTheFile(String kustomize, String field, String value) {
        assertThat(only(kustomize).at(field.split("\\.")).map(Object::toString)).contains(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    example/web:2                          | example/web:2
                    example/web=other/web                  | other/web:1
                    example/web=other/web:3                | other/web:3
                    example/web:$ARGOCD_APP_REVISION_SHORT_8 | example/web:01234567
                    """)
    void imagesAreReplaced(String edit, String image) {
        var object = only("{images: ['" + edit + "']}");
        var container =
                Trees.listAt(object.tree(), "spec", "template", "spec", "containers").getFirst();
        assertThat(Trees.stringAt(container, "image")).contains(image);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {replicas: [{name: web, count: many}]}   | is no whole number
                    {components: [nowhere]}                  | nowhere
                    {patches: [{path: missing.yaml}]}        | missing.yaml
                    {version: v1.0.0}                        | kustomize version v1.0.0 is not available
                    """)
    void whatCannotBeBuiltSaysWhy(String kustomize, String message) {
        assertThatThrownBy(() -> render(kustomize))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aMissingComponentMayBeIgnored() {
        assertThat(render("{components: [nowhere], ignoreMissingComponents: true}").objects())
                .hasSize(1);
    }

    @Test
    void aSharedBaseIsPartOfWhatWasRead() {
        var first = render("{namePrefix: a-}");
        files.put("elsewhere/x.yaml", "1");
        assertThat(render("{namePrefix: a-}").cached()).isTrue();
        files.put("base/web.yaml", DEPLOYMENT.replace("replicas: 1", "replicas: 3"));
        assertThat(first.readSet().holdsIn(MapTree.of(files))).isFalse();
        assertThat(render("{namePrefix: a-}").cached()).isFalse();
    }
}
