package io.slipway.kustomize.option;

import io.slipway.tree.FileTree;
import io.slipway.tree.TreePath;
import java.util.List;
import java.util.Optional;

/**
 * Renders the charts that kustomizations name under {@code helmCharts}. The caller implements it.
 */
@FunctionalInterface
public interface ChartInflator {

    /**
     * The manifests of a chart as YAML text.
     *
     * @throws RuntimeException when it cannot be rendered; the message is shown
     */
    String inflate(Chart chart);

    /**
     * One chart to render, as {@code helm template} would.
     *
     * @param tree where {@code directory} stands
     * @param directory of the chart; empty when it must be fetched from {@code repository}
     * @param name of the chart
     * @param version of the chart; may be empty
     * @param repository URL; may be empty
     * @param releaseName may be empty: then generate one
     * @param namespace may be empty
     * @param values texts of values files, later ones win; empty when the chart's own apply
     */
    record Chart(
            FileTree tree,
            Optional<TreePath> directory,
            String name,
            String version,
            String repository,
            String releaseName,
            String namespace,
            String nameTemplate,
            List<String> values,
            boolean includeCrds,
            boolean skipHooks,
            boolean skipTests,
            List<String> apiVersions,
            String kubeVersion,
            boolean debug,
            boolean devel) {
        public Chart {
            values = List.copyOf(values);
            apiVersions = List.copyOf(apiVersions);
        }
    }
}
