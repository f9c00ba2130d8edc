package io.slipway.kustomize.build;

import io.slipway.kustomize.kustomization.ChartEntry;
import io.slipway.kustomize.load.Loader;
import io.slipway.kustomize.node.OldYaml;
import io.slipway.kustomize.option.ChartInflator;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.resource.Resource;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.tree.TreePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Renders the charts of a layer through the caller's inflator: spec section 14. */
final class Charts {

    private final Build build;
    private final Loader loader;

    Charts(Build build, Loader loader) {
        this.build = build;
        this.loader = loader;
    }

    /** The objects of a chart. */
    List<Resource> inflate(ChartEntry chart) {
        if (chart.name().isEmpty()) {
            throw new KustomizeException("chart name cannot be empty");
        }
        var inflator =
                build.options()
                        .charts()
                        .orElseThrow(() ->
                                new KustomizeException(
                                        "trouble configuring builtin HelmChartInflationGenerator: must specify --enable-helm"));
        var merge = chart.valuesMerge().isEmpty() ? "override" : chart.valuesMerge();
        if (!List.of("merge", "override", "replace").contains(merge)) {
            throw new KustomizeException(
                    "valuesMerge must be one of merge, override, replace: got '" + merge + "'");
        }
        var home = chart.chartHome().isEmpty() ? "charts" : chart.chartHome();
        var path =
                chart.repo().isEmpty() || chart.version().isEmpty()
                        ? home + "/" + chart.name()
                        : home + "/" + chart.name() + "-" + chart.version() + "/" + chart.name();
        var directory = directory(path);
        if (directory.isEmpty() && chart.repo().isEmpty()) {
            throw new KustomizeException(
                    "no repo specified for pull, no chart found at '" + path + "'");
        }
        var values = values(chart, merge, path, directory.isPresent());
        String text;
        try {
            text =
                    inflator.inflate(
                            new ChartInflator.Chart(
                                    loader.tree(),
                                    directory,
                                    chart.name(),
                                    chart.version(),
                                    chart.repo(),
                                    chart.releaseName(),
                                    chart.namespace(),
                                    chart.nameTemplate(),
                                    values,
                                    chart.includeCrds(),
                                    chart.skipHooks(),
                                    chart.skipTests(),
                                    chart.apiVersions(),
                                    chart.kubeVersion(),
                                    chart.debug(),
                                    chart.devel()));
        } catch (KustomizeException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new KustomizeException(
                    "unable to run helm for chart " + chart.name() + ": " + e.getMessage(),
                    KustomizeException.Place.UNKNOWN,
                    e);
        }
        var found = build.files().read(text, "", build.schema());
        found.forEach(r -> r.setHelmGenerated(build.options().compatibility().isNew()));
        return found;
    }

    private Optional<TreePath> directory(String path) {
        try {
            return Optional.of(loader.root().resolve(path)).filter(loader.tree()::isDirectory);
        } catch (TreePath.PathEscape e) {
            // Outside the tree there is no chart.
            return Optional.empty();
        }
    }

    private List<String> values(ChartEntry chart, String merge, String path, boolean isHere) {
        var texts = new ArrayList<String>();
        boolean inline = !chart.valuesInline().isEmpty();
        if (inline && merge.equals("replace")) {
            texts.add(Yaml.write(chart.valuesInline()));
        } else if (!chart.valuesFile().isEmpty() || inline) {
            var file = chart.valuesFile().isEmpty() ? path + "/values.yaml" : chart.valuesFile();
            var base =
                    chart.valuesFile().isEmpty() && !isHere
                            ? Map.<String, Object>of()
                            : Trees.map(OldYaml.read(loader.text(file), loader.budget().text()))
                                    .orElse(Map.of());
            texts.add(
                    Yaml.write(
                            merge.equals("merge")
                                    ? merged(chart.valuesInline(), base)
                                    : merged(base, chart.valuesInline())));
        }
        chart.additionalValuesFiles().forEach(file -> texts.add(loader.text(file)));
        return texts;
    }

    /** Maps are merged, null removes, everything else is replaced. */
    private static Map<String, Object> merged(Map<String, Object> base, Map<String, Object> over) {
        var both = new LinkedHashMap<String, Object>(base);
        over.forEach((k, v) -> {
            var old = Trees.map(both.get(k));
            var now = Trees.map(v);
            if (v == null) {
                both.remove(k);
            } else if (old.isPresent() && now.isPresent()) {
                both.put(k, merged(old.get(), now.get()));
            } else {
                both.put(k, v);
            }
        });
        return both;
    }
}
