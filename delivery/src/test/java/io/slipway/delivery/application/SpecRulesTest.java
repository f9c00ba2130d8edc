package io.slipway.delivery.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.delivery.duration.GoDuration;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.Violations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecRulesTest {

    private static ApplicationSpec spec(String yaml) {
        var tree = Map.<String, Object>of("spec", Trees.map(Yaml.document(yaml)).orElseThrow());
        return ApplicationFormat.read(tree, true).application().spec();
    }

    private static void check(ApplicationSpec spec) {
        var violations = new Violations();
        SpecRules.check(spec, violations);
        violations.throwIfAny();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{destination: {name: a}, source: {repoURL: u, path: p}}",
                "{destination: {server: a}, source: {repoURL: u, chart: c, targetRevision: 1.2.3}}",
                "{destination: {name: a}, sources: [{repoURL: u, ref: values}, {repoURL: u, path: .}]}",
                "{destination: {name: a}, sources: [{repoURL: u, path: p}], source: {repoURL: ''}}",
                "{destination: {name: a}, sourceHydrator: {drySource: {repoURL: u, path: p, targetRevision: main}, syncSource: {targetBranch: env, path: p}}}",
            })
    void aCompleteSpecIsAccepted(String yaml) {
        check(spec(yaml));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {destination: {}, source: {repoURL: u, path: p}}                          | spec.destination
                    {destination: {name: a, server: b}, source: {repoURL: u, path: p}}        | spec.destination
                    {destination: {name: a}}                                                  | spec.source
                    {destination: {name: a}, source: {path: p}}                               | spec.source.repoURL
                    {destination: {name: a}, source: {repoURL: u}}                            | spec.source.path
                    {destination: {name: a}, source: {repoURL: u, path: /etc}}                | spec.source.path
                    {destination: {name: a}, source: {repoURL: u, path: ../x}}                | spec.source.path
                    {destination: {name: a}, source: {repoURL: u, chart: c}}                  | spec.source.targetRevision
                    {destination: {name: a}, source: {repoURL: u, path: p, ref: r}}           | spec.source.ref
                    {destination: {name: a}, sources: [{repoURL: u}]}                         | spec.sources[0].path
                    {destination: {name: a}, sources: [{repoURL: u, ref: a b}]}               | spec.sources[0].ref
                    {destination: {name: a}, sources: [{repoURL: u, ref: a}, {repoURL: u, ref: a}]} | spec.sources[1].ref
                    {destination: {name: a}, sources: [{repoURL: u, path: a, name: same}, {repoURL: u, path: b, name: same}]} | spec.sources[1].name
                    {destination: {name: a}, source: {repoURL: u, path: p, kustomize: {namePrefix: x}, directory: {recurse: true}}} | spec.source
                    {destination: {name: a}, source: {repoURL: u, path: p}, syncPolicy: {retry: {backoff: {duration: soon}}}} | spec.syncPolicy.retry.backoff.duration
                    {destination: {name: a}, source: {repoURL: u, path: p}, ignoreDifferences: [{group: apps}]} | spec.ignoreDifferences[0].kind
                    {destination: {name: a}, sourceHydrator: {drySource: {repoURL: u, path: p, targetRevision: m}, syncSource: {targetBranch: e, path: .}}} | spec.sourceHydrator.syncSource.path
                    {destination: {name: a}, sourceHydrator: {drySource: {repoURL: u, path: p}, syncSource: {targetBranch: e, path: p}}} | spec.sourceHydrator.drySource.targetRevision
                    """)
    void aBrokenSpecNamesTheField(String yaml, String field) {
        assertThatThrownBy(() -> check(spec(yaml)))
                .isInstanceOfSatisfying(
                        Invalid.class, e -> assertThat(e.messages()).containsKey(field));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    helm: {}                            |
                    helm: {skipCrds: false}             |
                    kustomize: {forceCommonLabels: true} |
                    directory: {recurse: false, jsonnet: {}} |
                    directory: {recurse: false, include: '*.yaml'} | directory
                    kustomize: {images: [a=b]}          | kustomize
                    helm: {releaseName: x}              | helm
                    """)
    void toolOptionsThatSayNothingAreDropped(String options, String kept) {
        var source =
                SpecRules.normalised(
                                spec(
                                        "{destination: {name: a}, source: {repoURL: u, path: p, "
                                                + options
                                                + "}}"),
                                "demo")
                        .source()
                        .orElseThrow();
        assertThat(source.tools()).isEqualTo(kept == null ? List.of() : List.of(kept));
    }

    @Test
    void theProjectIsFilledInAndAnEmptyPolicyDropped() {
        var normal =
                SpecRules.normalised(
                        spec(
                                "{destination: {server: https://a//}, source: {repoURL: u, path: p}, syncPolicy: {}}"),
                        "demo");
        assertThat(normal.project()).isEqualTo("demo");
        assertThat(normal.syncPolicy()).isEmpty();
        assertThat(normal.destination().server()).isEqualTo("https://a");
        assertThat(SpecRules.normalised(normal, "demo")).isEqualTo(normal);
    }

    @Test
    void aListOfSourcesBeatsTheSingleOneAndTheHydratorBeatsBoth() {
        var both =
                spec(
                        "{destination: {name: a}, source: {repoURL: one, path: p}, sources: [{repoURL: two, path: p}]}");
        assertThat(both.effectiveSources())
                .extracting(ApplicationSource::repoURL)
                .containsExactly("two");
        var hydrated =
                spec(
                        "{destination: {name: a}, source: {repoURL: one, path: p}, sourceHydrator: {drySource: {repoURL: dry, path: p, targetRevision: m}, syncSource: {targetBranch: e, path: q}}}");
        assertThat(hydrated.effectiveSources())
                .containsExactly(ApplicationSource.of("dry", "q", "e"));
        assertThat(hydrated.hasManySources()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"5,5000", "30s,30000", "1h30m,5400000", "1.5s,1500", "500ms,500", "0,0"})
    void durationsAreReadAsGoWritesThem(String text, long millis) {
        assertThat(GoDuration.parse(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5s", "5 s", "1d", "s", "5s5", "99999999999h"})
    void otherTextsAreNoDuration(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }
}
