package io.slipway.kustomize.kustomization;

import java.util.List;
import java.util.Map;

/** An entry of {@code helmCharts}, with the home of charts that applies to it. */
public record ChartEntry(
        String chartHome,
        String name,
        String version,
        String repo,
        String releaseName,
        String namespace,
        String nameTemplate,
        String valuesFile,
        List<String> additionalValuesFiles,
        Map<String, Object> valuesInline,
        String valuesMerge,
        boolean includeCrds,
        boolean skipHooks,
        boolean skipTests,
        List<String> apiVersions,
        String kubeVersion,
        boolean debug,
        boolean devel) {

    /** The fields of a chart; the home is that of {@code helmGlobals} unless they name one. */
    public static ChartEntry of(Fields fields, String home, boolean withDevel) {
        var own = fields.string("chartHome");
        fields.ignore("configHome");
        return new ChartEntry(
                own.isEmpty() ? home : own,
                fields.string("name"),
                fields.string("version"),
                fields.string("repo"),
                fields.string("releaseName"),
                fields.string("namespace"),
                fields.string("nameTemplate"),
                fields.string("valuesFile"),
                fields.strings("additionalValuesFiles"),
                fields.tree("valuesInline"),
                fields.string("valuesMerge"),
                fields.flag("includeCRDs"),
                fields.flag("skipHooks"),
                fields.flag("skipTests"),
                fields.strings("apiVersions"),
                fields.string("kubeVersion"),
                fields.flag("debug"),
                withDevel && fields.flag("devel"));
    }

    /** An entry of the old {@code helmChartInflationGenerator}. */
    static ChartEntry old(Fields fields, String home) {
        fields.ignore("chartHome", "configHome", "helmHome", "helmBin", "extraArgs");
        return new ChartEntry(
                home,
                fields.string("chartName"),
                fields.string("chartVersion"),
                fields.string("chartRepoUrl"),
                fields.string("releaseName"),
                fields.string("releaseNamespace"),
                "",
                fields.string("values"),
                List.of(),
                fields.tree("valuesLocal"),
                fields.string("valuesMerge"),
                false,
                false,
                false,
                List.of(),
                "",
                false,
                false);
    }

    /** The entry in a namespace. */
    public ChartEntry inNamespace(String other) {
        return new ChartEntry(
                chartHome,
                name,
                version,
                repo,
                releaseName,
                other,
                nameTemplate,
                valuesFile,
                additionalValuesFiles,
                valuesInline,
                valuesMerge,
                includeCrds,
                skipHooks,
                skipTests,
                apiVersions,
                kubeVersion,
                debug,
                devel);
    }
}
