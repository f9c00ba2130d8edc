package io.slipway.delivery.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.platform.problem.Invalid;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationFormatTest {

    private static final String GUESTBOOK =
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: guestbook
            spec:
              project: demo
              source: {repoURL: http://localhost/demo/a.git, path: apps, targetRevision: HEAD}
              destination: {name: sandbox, namespace: guestbook}
            """;

    private static Map<String, Object> tree(String yaml) {
        return Trees.map(Yaml.document(yaml)).orElseThrow();
    }

    private static Application read(String yaml) {
        return ApplicationFormat.read(tree(yaml), false).application();
    }

    private static Map<String, Object> sourceOf(String options) {
        var tree = tree(GUESTBOOK);
        var source = Trees.mapAt(tree, "spec", "source");
        source.putAll(tree(options));
        var application = ApplicationFormat.read(tree, false).application();
        return Trees.mapAt(ApplicationFormat.write(application), "spec", "source");
    }

    @Test
    void whatIsWrittenIsWhatWasRead() {
        var written = ApplicationFormat.write(read(GUESTBOOK));
        assertThat(Json.write(written))
                .isEqualTo(
                        """
                        {"apiVersion":"argoproj.io/v1alpha1","kind":"Application",\
                        "metadata":{"name":"guestbook"},\
                        "spec":{"destination":{"name":"sandbox","namespace":"guestbook"},\
                        "source":{"repoURL":"http://localhost/demo/a.git","path":"apps","targetRevision":"HEAD"},\
                        "project":"demo"}}\
                        """);
        assertThat(ApplicationFormat.read(written, true).application()).isEqualTo(read(GUESTBOOK));
    }

    @Test
    void anEmptyAutomatedObjectSwitchesAutomationOn() {
        var application = read(GUESTBOOK + "  syncPolicy: {automated: {}}\n");
        assertThat(application.spec().automation()).isPresent();
        assertThat(
                        Trees.at(
                                ApplicationFormat.write(application),
                                "spec",
                                "syncPolicy",
                                "automated"))
                .contains(Map.of());
    }

    @Test
    void automationThatIsSwitchedOffKeepsItsObject() {
        var application =
                read(GUESTBOOK + "  syncPolicy: {automated: {enabled: false, prune: true}}\n");
        assertThat(application.spec().automation()).isEmpty();
        assertThat(
                        Trees.at(
                                ApplicationFormat.write(application),
                                "spec",
                                "syncPolicy",
                                "automated"))
                .contains(Map.of("prune", true, "enabled", false));
    }

    @Test
    void emptyArraysAndMapsOfPluginParametersStay() {
        var source =
                sourceOf(
                        "plugin: {parameters: [{name: a, array: []}, {name: b, map: {}}, {name: c, string: ''}]}");
        assertThat(Trees.listAt(source, "plugin", "parameters"))
                .containsExactly(
                        Map.of("name", "a", "array", List.of()),
                        Map.of("name", "b", "map", Map.of()),
                        Map.of("name", "c", "string", ""));
    }

    @Test
    void wrapperNamesOfPluginParametersAreUnderstood() {
        var source =
                sourceOf(
                        "plugin: {parameters: [{name: a, OptionalArray: {array: [x]}, OptionalMap: {map: {k: v}}}]}");
        assertThat(Trees.listAt(source, "plugin", "parameters"))
                .containsExactly(
                        Map.of("name", "a", "array", List.of("x"), "map", Map.of("k", "v")));
    }

    @Test
    void replicaCountsAreNumbersOrTextsAndAnsweredAsNumbers() {
        var source =
                sourceOf("kustomize: {replicas: [{name: a, count: 2}, {name: b, count: '0'}]}");
        assertThat(Trees.listAt(source, "kustomize", "replicas"))
                .containsExactly(
                        Map.of("name", "a", "count", 2L), Map.of("name", "b", "count", 0L));
    }

    @Test
    void valuesObjectIsAnObjectOrYamlText() {
        assertThat(sourceOf("helm: {valuesObject: 'a: {b: 1}'}"))
                .isEqualTo(sourceOf("helm: {valuesObject: {a: {b: 1}}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    spec: {source: {repoURL: 5}}                                | spec.source.repoURL      | must be a text
                    spec: {source: {kustomize: {replicas: [{count: many}]}}}    | spec.source.kustomize.replicas[0].count | must be a whole number, not "many"
                    spec: {sources: {a: b}}                                     | spec.sources             | must be a list
                    spec: text                                                  | spec                     | must be an object
                    spec: {syncPolicy: {automated: {prune: 'yes'}}}             | spec.syncPolicy.automated.prune | must be true or false
                    spec: {revisionHistoryLimit: 1.5}                           | spec.revisionHistoryLimit | must be a whole number
                    kind: Deployment                                            | kind                     | must be Application
                    metadata: {generateName: a}                                 | metadata.generateName    | is not supported: set metadata.name
                    """)
    void aFieldOfTheWrongTypeIsNamed(String yaml, String field, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOfSatisfying(
                        Invalid.class,
                        e -> assertThat(e.messages()).containsEntry(field, List.of(message)));
    }

    @Test
    void unknownFieldsAreReportedWithTheirPlace() {
        var parsed = ApplicationFormat.read(tree(GUESTBOOK + "  sorce: {}\nstatsu: 1\n"), false);
        assertThat(parsed.unknown()).containsExactlyInAnyOrder("spec.sorce", "statsu");
    }

    @Test
    void unknownFieldsAreRefusedWhenAskedFor() {
        assertThatThrownBy(() -> ApplicationFormat.read(tree(GUESTBOOK + "  sorce: {}\n"), true))
                .isInstanceOfSatisfying(
                        Invalid.class,
                        e -> assertThat(e.messages()).containsOnlyKeys("spec.sorce"));
    }

    @Test
    void fieldsOfLaterVersionsAreKept() {
        var source =
                sourceOf(
                        "{tagPrefix: app-, kustomize: {labelIncludeTemplates: true, ignoreMissingComponents: true, namePrefix: x}}");
        assertThat(source)
                .containsEntry("tagPrefix", "app-")
                .containsEntry(
                        "kustomize",
                        Map.of(
                                "namePrefix",
                                "x",
                                "labelIncludeTemplates",
                                true,
                                "ignoreMissingComponents",
                                true));
    }

    @Test
    void aStatusSurvivesStorage() {
        var yaml =
                GUESTBOOK
                        + """
                        status:
                          sync: {status: OutOfSync, revision: abc, comparedTo: {destination: {name: sandbox}}}
                          health: {status: Healthy, lastTransitionTime: '2026-11-23T10:00:00Z'}
                          history: [{id: 0, revision: abc, deployedAt: '2026-11-23T10:00:00Z', initiatedBy: {automated: true}}]
                          operationState:
                            phase: Succeeded
                            startedAt: '2026-11-23T10:00:00Z'
                            operation: {sync: {revision: abc}, retry: {limit: 5}}
                        """;
        var application = read(yaml);
        assertThat(application.status().sync().status())
                .contains(ApplicationStatus.SyncCode.OUT_OF_SYNC);
        assertThat(application.status().operationState().orElseThrow().phase())
                .isEqualTo(ApplicationStatus.Phase.SUCCEEDED);
        assertThat(read(Json.write(ApplicationFormat.write(application)))).isEqualTo(application);
    }
}
