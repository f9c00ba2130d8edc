package io.slipway.engine.compare;

import io.slipway.engine.diff.IgnoreDifference;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An application as the engine sees it: what it wants and under which rules.
 *
 * @param instance the tracking instance, {@code <project>_<name>} as it was at creation
 * @param namespace the destination namespace; empty when the destination names none
 * @param desired the rendered objects, as rendered: without tracking data, namespace defaults or
 *     order
 * @param failure why the desired objects could not be made; the overall status is then Unknown
 * @param annotations the application's own (compare options, approvals, migration manager)
 * @param options the application's sync options; during a sync those of the operation
 * @param namespaceMetadata what the destination namespace is to have
 * @param appliedNamespaceMetadata what the last sync gave it
 * @param policy the project's rules
 * @param knownKinds kinds of the last status and of the last sync: watched too, so that objects
 *     that left the sources are found
 */
public record CompareRequest(
        String instance,
        String namespace,
        List<ResourceObject> desired,
        Optional<String> failure,
        Map<String, String> annotations,
        SyncOptions options,
        List<IgnoreDifference> ignoreDifferences,
        Optional<NamespaceMetadata> namespaceMetadata,
        Optional<NamespaceMetadata> appliedNamespaceMetadata,
        ResourcePolicy policy,
        Set<GroupKind> knownKinds) {

    /** On the application: {@code ServerSideDiff=…}, {@code IncludeMutationWebhook=true}. */
    public static final String COMPARE_OPTIONS = "argocd.argoproj.io/compare-options";

    public CompareRequest {
        desired = List.copyOf(desired);
        annotations = Map.copyOf(annotations);
        ignoreDifferences = List.copyOf(ignoreDifferences);
        knownKinds = Set.copyOf(knownKinds);
    }

    /** Without options, rules and metadata. */
    public static CompareRequest of(
            String instance, String namespace, List<ResourceObject> desired) {
        return new CompareRequest(
                instance,
                namespace,
                desired,
                Optional.empty(),
                Map.of(),
                SyncOptions.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                ResourcePolicy.everything(),
                Set.of());
    }

    /** The same, with other sync options. */
    public CompareRequest withOptions(SyncOptions other) {
        return new CompareRequest(
                instance,
                namespace,
                desired,
                failure,
                annotations,
                other,
                ignoreDifferences,
                namespaceMetadata,
                appliedNamespaceMetadata,
                policy,
                knownKinds);
    }

    /** The same, with other annotations of the application. */
    public CompareRequest withAnnotations(Map<String, String> other) {
        return new CompareRequest(
                instance,
                namespace,
                desired,
                failure,
                other,
                options,
                ignoreDifferences,
                namespaceMetadata,
                appliedNamespaceMetadata,
                policy,
                knownKinds);
    }

    /** The same, with fields to ignore. */
    public CompareRequest ignoring(IgnoreDifference... other) {
        return new CompareRequest(
                instance,
                namespace,
                desired,
                failure,
                annotations,
                options,
                List.of(other),
                namespaceMetadata,
                appliedNamespaceMetadata,
                policy,
                knownKinds);
    }

    /** The same, with metadata of the destination namespace: wanted, and given by the last sync. */
    public CompareRequest withNamespaceMetadata(
            Optional<NamespaceMetadata> wanted, Optional<NamespaceMetadata> applied) {
        return new CompareRequest(
                instance,
                namespace,
                desired,
                failure,
                annotations,
                options,
                ignoreDifferences,
                wanted,
                applied,
                policy,
                knownKinds);
    }

    /** The same, under other rules. */
    public CompareRequest withPolicy(ResourcePolicy other) {
        return new CompareRequest(
                instance,
                namespace,
                desired,
                failure,
                annotations,
                options,
                ignoreDifferences,
                namespaceMetadata,
                appliedNamespaceMetadata,
                other,
                knownKinds);
    }

    /** The same, with kinds to look at besides those of the desired objects. */
    public CompareRequest withKnownKinds(Set<GroupKind> kinds) {
        return new CompareRequest(
                instance,
                namespace,
                desired,
                failure,
                annotations,
                options,
                ignoreDifferences,
                namespaceMetadata,
                appliedNamespaceMetadata,
                policy,
                kinds);
    }

    /** The same, whose desired objects could not be made. */
    public CompareRequest failed(String reason) {
        return new CompareRequest(
                instance,
                namespace,
                List.of(),
                Optional.of(reason),
                annotations,
                options,
                ignoreDifferences,
                namespaceMetadata,
                appliedNamespaceMetadata,
                policy,
                knownKinds);
    }

    /** Whether the application's compare options contain this text. */
    public boolean hasCompareOption(String text) {
        return SyncOptions.split(annotations.getOrDefault(COMPARE_OPTIONS, "")).contains(text);
    }
}
