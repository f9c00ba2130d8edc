package io.slipway.kustomize.option;

import java.util.Optional;

/**
 * How a build is done. Immutable; start from {@link #defaults()}.
 *
 * @param edits changes to the top kustomization
 * @param charts renders {@code helmCharts}; empty refuses them as {@code kustomize build} without
 *     {@code --enable-helm} does
 * @param remotes fetches URLs; empty refuses them
 */
public record KustomizeOptions(
        Compatibility compatibility,
        LoadRestriction loadRestriction,
        Reorder reorder,
        KustomizeLimits limits,
        KustomizationEdits edits,
        Optional<ChartInflator> charts,
        Optional<RemoteFiles> remotes) {

    /** As {@code kustomize build} 5.8 without flags, no network. */
    public static KustomizeOptions defaults() {
        return new KustomizeOptions(
                Compatibility.V5_8,
                LoadRestriction.ROOT_ONLY,
                Reorder.LEGACY,
                KustomizeLimits.defaults(),
                KustomizationEdits.NONE,
                Optional.empty(),
                Optional.empty());
    }

    public KustomizeOptions withCompatibility(Compatibility value) {
        return new KustomizeOptions(
                value, loadRestriction, reorder, limits, edits, charts, remotes);
    }

    public KustomizeOptions withLoadRestriction(LoadRestriction value) {
        return new KustomizeOptions(compatibility, value, reorder, limits, edits, charts, remotes);
    }

    public KustomizeOptions withReorder(Reorder value) {
        return new KustomizeOptions(
                compatibility, loadRestriction, value, limits, edits, charts, remotes);
    }

    public KustomizeOptions withLimits(KustomizeLimits value) {
        return new KustomizeOptions(
                compatibility, loadRestriction, reorder, value, edits, charts, remotes);
    }

    public KustomizeOptions withEdits(KustomizationEdits value) {
        return new KustomizeOptions(
                compatibility, loadRestriction, reorder, limits, value, charts, remotes);
    }

    public KustomizeOptions withCharts(ChartInflator value) {
        return new KustomizeOptions(
                compatibility,
                loadRestriction,
                reorder,
                limits,
                edits,
                Optional.of(value),
                remotes);
    }

    public KustomizeOptions withRemotes(RemoteFiles value) {
        return new KustomizeOptions(
                compatibility, loadRestriction, reorder, limits, edits, charts, Optional.of(value));
    }
}
