package io.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kustomize.option.ChartInflator.Chart;
import io.slipway.kustomize.option.Compatibility;
import io.slipway.kustomize.option.KustomizeOptions;
import io.slipway.tree.MapTree;
import io.slipway.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each field of an entry of {@code helmCharts} hands to whoever renders it. */
class ChartFieldsTest {

    private static Chart seen(String kustomization, Compatibility compatibility) {
        var seen = new ArrayList<Chart>();
        var files =
                MapTree.of(
                        Map.of(
                                "kustomization.yaml", kustomization,
                                "charts/web/values.yaml",
                                        "size: 1\nlist: [a, b]\ninner: {x: 1, w: 2}\n",
                                "charts/web/Chart.yaml", "name: web\n",
                                "mine.yaml", "size: 2\ninner: {x: 3}\n",
                                "more.yaml", "extra: true\n",
                                "elsewhere/web/values.yaml", "size: 9\n"));
        new Kustomizer()
                .build(
                        files,
                        TreePath.ROOT,
                        KustomizeOptions.defaults()
                                .withCompatibility(compatibility)
                                .withCharts(chart -> {
                                    seen.add(chart);
                                    return "apiVersion: v1\nkind: Foo\nmetadata: {name: made}\n";
                                }));
        return seen.getFirst();
    }

    private static Arguments row(String field, Function<Chart, Object> part, Object expected) {
        return Arguments.of(field, part, expected);
    }

    static Stream<Arguments> fields() {
        return Stream.of(
                row("releaseName: r", Chart::releaseName, "r"),
                row("namespace: shop", Chart::namespace, "shop"),
                row("nameTemplate: t-1", Chart::nameTemplate, "t-1"),
                row("version: 1.2.3", Chart::version, "1.2.3"),
                row("repo: https://example.com", Chart::repository, "https://example.com"),
                row("includeCRDs: true", Chart::includeCrds, true),
                row("skipHooks: true", Chart::skipHooks, true),
                row("skipTests: true", Chart::skipTests, true),
                row("apiVersions: [a/v1, b/v2]", Chart::apiVersions, List.of("a/v1", "b/v2")),
                row("kubeVersion: '1.31'", Chart::kubeVersion, "1.31"),
                row("debug: true", Chart::debug, true),
                row("devel: true", Chart::devel, true),
                row("skipTests: false", Chart::skipTests, false),
                row("valuesFile: mine.yaml", Chart::values, List.of("inner:\n  x: 3\nsize: 2\n")),
                row(
                        "additionalValuesFiles: [more.yaml]",
                        c -> c.values().getLast(),
                        "extra: true\n"),
                row(
                        "valuesInline: {size: 5, list: [c]}",
                        Chart::values,
                        List.of("inner:\n  w: 2\n  x: 1\nlist:\n- c\nsize: 5\n")),
                row(
                        "valuesFile: mine.yaml, valuesInline: {size: 5, inner: {z: 4}}, valuesMerge: override",
                        Chart::values,
                        List.of("inner:\n  x: 3\n  z: 4\nsize: 5\n")),
                row(
                        "valuesFile: mine.yaml, valuesInline: {size: 5, inner: {z: 4}}, valuesMerge: merge",
                        Chart::values,
                        List.of("inner:\n  x: 3\n  z: 4\nsize: 2\n")),
                row(
                        "valuesFile: mine.yaml, valuesInline: {size: 5}, valuesMerge: replace",
                        Chart::values,
                        List.of("size: 5\n")));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aFieldReachesTheOneThatRenders(
            String field, Function<Chart, Object> part, Object expected) {
        var chart = seen("helmCharts: [{name: web, " + field + "}]\n", Compatibility.V5_8);
        assertThat(chart.name()).isEqualTo("web");
        assertThat(part.apply(chart)).isEqualTo(expected);
    }

    @Test
    void theHomeOfChartsIsThatOfTheGlobals() {
        var globals = "helmGlobals: {chartHome: elsewhere}\n";
        assertThat(seen(globals + "helmCharts: [{name: web}]\n", Compatibility.V5_8).directory())
                .contains(TreePath.of("elsewhere/web"));
        assertThat(seen("helmCharts: [{name: web}]\n", Compatibility.V5_8).directory())
                .contains(TreePath.of("charts/web"));
    }

    @Test
    void theNamespaceOfTheLayerIsThatOfTheChartInNewVersions() {
        var text = "namespace: shop\nhelmCharts: [{name: web}]\n";
        assertThat(seen(text, Compatibility.V5_8).namespace()).isEqualTo("shop");
        assertThat(seen(text, Compatibility.V5_5).namespace()).isEmpty();
    }

    @Test
    void anUnknownWayToMergeIsRefused() {
        assertThatThrownBy(() ->
                        seen("helmCharts: [{name: web, valuesMerge: x}]\n", Compatibility.V5_8))
                .hasMessageContaining("valuesMerge must be one of merge, override, replace");
    }
}
