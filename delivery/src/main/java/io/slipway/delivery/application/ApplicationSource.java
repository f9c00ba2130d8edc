package io.slipway.delivery.application;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where manifests come from and how they are made of it (spec gitops-engine-schema S3). Absent
 * texts are empty.
 *
 * @param repoURL as its author wrote it
 * @param path of a directory from the root of the repository
 * @param targetRevision empty means HEAD
 * @param chart set for a chart of a chart repository, and then path has no meaning
 * @param ref the name by which other sources of the application read files of this one
 */
public record ApplicationSource(
        @Always String repoURL,
        String path,
        String targetRevision,
        Optional<Helm> helm,
        Optional<Kustomize> kustomize,
        Optional<Directory> directory,
        Optional<Plugin> plugin,
        String chart,
        String ref,
        String name,
        String tagPrefix) {

    /** A source without options. */
    public static ApplicationSource of(String repoURL, String path, String targetRevision) {
        return new ApplicationSource(
                repoURL,
                path,
                targetRevision,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                "",
                "",
                "");
    }

    /** Whether it only lends files to other sources and yields no manifests itself. */
    public boolean isOnlyReference() {
        return !ref.isEmpty() && path.isEmpty() && chart.isEmpty();
    }

    /** The revision that is followed, HEAD when none is named. */
    public String revisionOrHead() {
        return targetRevision.isEmpty() ? "HEAD" : targetRevision;
    }

    /** The names of the tools whose options are set. */
    public List<String> tools() {
        var tools = new ArrayList<String>();
        helm.ifPresent(_ -> tools.add("helm"));
        kustomize.ifPresent(_ -> tools.add("kustomize"));
        directory.ifPresent(_ -> tools.add("directory"));
        plugin.ifPresent(_ -> tools.add("plugin"));
        return List.copyOf(tools);
    }

    /** A copy with other tool options. */
    public ApplicationSource withTools(
            Optional<Helm> newHelm,
            Optional<Kustomize> newKustomize,
            Optional<Directory> newDirectory) {
        return new ApplicationSource(
                repoURL,
                path,
                targetRevision,
                newHelm,
                newKustomize,
                newDirectory,
                plugin,
                chart,
                ref,
                name,
                tagPrefix);
    }

    /** Options of a Helm chart (S3a). */
    public record Helm(
            List<String> valueFiles,
            List<HelmParameter> parameters,
            String releaseName,
            String values,
            List<HelmFileParameter> fileParameters,
            String version,
            boolean passCredentials,
            boolean ignoreMissingValueFiles,
            boolean skipCrds,
            @YamlText Optional<Map<String, Object>> valuesObject,
            String namespace,
            String kubeVersion,
            List<String> apiVersions,
            boolean skipTests,
            boolean skipSchemaValidation) {}

    /** One value by dotted path. */
    public record HelmParameter(String name, String value, boolean forceString) {}

    /** One value that is the content of a file. */
    public record HelmFileParameter(String name, String path) {}

    /** Options of a Kustomize overlay (S3b). */
    public record Kustomize(
            String namePrefix,
            String nameSuffix,
            List<String> images,
            Map<String, String> commonLabels,
            String version,
            Map<String, String> commonAnnotations,
            boolean forceCommonLabels,
            boolean forceCommonAnnotations,
            String namespace,
            boolean commonAnnotationsEnvsubst,
            List<KustomizeReplica> replicas,
            List<KustomizePatch> patches,
            List<String> components,
            boolean ignoreMissingComponents,
            boolean labelWithoutSelector,
            boolean labelIncludeTemplates,
            String kubeVersion,
            List<String> apiVersions) {}

    /** How many copies of a workload. */
    public record KustomizeReplica(@Always String name, @Always @NumberOrText long count) {}

    /** A patch, by file or in place. */
    public record KustomizePatch(
            String path,
            String patch,
            Optional<KustomizeSelector> target,
            Map<String, Boolean> options) {}

    /** Which objects a patch changes. */
    public record KustomizeSelector(
            String group,
            String version,
            String kind,
            String name,
            String namespace,
            String annotationSelector,
            String labelSelector) {}

    /** Options of a plain directory (S3c). */
    public record Directory(
            boolean recurse,
            Jsonnet jsonnet,
            String exclude,
            String include,
            boolean disableExtensionFilter) {}

    /** Options of Jsonnet files in a plain directory. */
    public record Jsonnet(List<JsonnetVar> extVars, List<JsonnetVar> tlas, List<String> libs) {}

    /** A variable of Jsonnet: text, or code when so marked. */
    public record JsonnetVar(@Always String name, @Always String value, boolean code) {}

    /** Options of a plugin (S3d). */
    public record Plugin(String name, List<InfoItem> env, List<PluginParameter> parameters) {}

    /** A parameter of a plugin; an array or map that is there but empty stays. */
    public record PluginParameter(
            String name,
            Optional<String> string,
            Optional<List<String>> array,
            Optional<Map<String, String>> map) {}
}
