package io.slipway.kustomize.option;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes to the top kustomization before it is built, as an Application's {@code
 * spec.source.kustomize} holds them. The file itself stays as it is. Applied in the order: prefix,
 * suffix, images, replicas, labels, annotations, namespace, patches, components.
 *
 * @param namePrefix replaces the file's
 * @param nameSuffix replaces the file's
 * @param namespace replaces the file's
 * @param images {@code name:tag}, {@code name@digest}, {@code old=new}, {@code old=new:tag} or
 *     {@code old=new@digest}; an entry of the same name is replaced
 * @param replicas an entry of the same name is replaced
 * @param commonLabels a key that the file has is an error unless {@code forceCommonLabels}
 * @param labelWithoutSelector labels go into metadata only
 * @param labelIncludeTemplates with {@code labelWithoutSelector}: into templates too
 * @param commonAnnotations a key that the file has is an error unless {@code
 *     forceCommonAnnotations}
 * @param patches appended to the file's
 * @param components appended to the file's
 * @param ignoreMissingComponents drops components whose directory does not exist
 */
public record KustomizationEdits(
        Optional<String> namePrefix,
        Optional<String> nameSuffix,
        Optional<String> namespace,
        List<String> images,
        List<Replica> replicas,
        Map<String, String> commonLabels,
        boolean forceCommonLabels,
        boolean labelWithoutSelector,
        boolean labelIncludeTemplates,
        Map<String, String> commonAnnotations,
        boolean forceCommonAnnotations,
        List<Patch> patches,
        List<String> components,
        boolean ignoreMissingComponents) {

    /** No edits. */
    public static final KustomizationEdits NONE =
            new KustomizationEdits(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    Map.of(),
                    false,
                    false,
                    false,
                    Map.of(),
                    false,
                    List.of(),
                    List.of(),
                    false);

    public KustomizationEdits {
        images = List.copyOf(images);
        replicas = List.copyOf(replicas);
        commonLabels = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(commonLabels));
        commonAnnotations =
                java.util.Collections.unmodifiableMap(new LinkedHashMap<>(commonAnnotations));
        patches = List.copyOf(patches);
        components = List.copyOf(components);
    }

    /** The number of replicas of the workloads of a name. */
    public record Replica(String name, long count) {}

    /**
     * One more patch.
     *
     * @param path of a file from the kustomization's directory, or empty when {@code patch} has the
     *     text
     * @param patch strategic merge patch or list of JSON patch operations; empty when {@code path}
     *     names it
     * @param target what it is for; needed for JSON patches
     */
    public record Patch(
            String path,
            String patch,
            Optional<Target> target,
            boolean allowNameChange,
            boolean allowKindChange) {}

    /**
     * Selects resources; empty texts select everything, the first five are anchored regular
     * expressions.
     */
    public record Target(
            String group,
            String version,
            String kind,
            String name,
            String namespace,
            String labelSelector,
            String annotationSelector) {}
}
