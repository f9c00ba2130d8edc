package io.slipway.forge.project;

import io.slipway.forge.access.Visibility;
import java.util.Optional;

/** What to change of a project; what is empty stays. */
public record ProjectChange(
        Optional<String> name,
        Optional<String> path,
        Optional<String> description,
        Optional<String> defaultBranch,
        Optional<Visibility> visibility,
        FeatureChange features) {

    /** No change. */
    public static ProjectChange none() {
        return new ProjectChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                FeatureChange.none());
    }
}
