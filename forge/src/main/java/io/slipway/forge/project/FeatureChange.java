package io.slipway.forge.project;

import java.util.Optional;

/** Which parts of a project to turn on or off; what is empty stays. */
public record FeatureChange(
        Optional<Boolean> issues,
        Optional<Boolean> mergeRequests,
        Optional<Boolean> wiki,
        Optional<Boolean> builds,
        Optional<Boolean> snippets,
        Optional<Boolean> containerRegistry,
        Optional<Boolean> sharedRunners,
        Optional<Boolean> publicBuilds) {

    /** No change. */
    public static FeatureChange none() {
        return new FeatureChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The features with this change. */
    public Features applyTo(Features old) {
        return new Features(
                issues.orElse(old.issues()),
                mergeRequests.orElse(old.mergeRequests()),
                wiki.orElse(old.wiki()),
                builds.orElse(old.builds()),
                snippets.orElse(old.snippets()),
                containerRegistry.orElse(old.containerRegistry()),
                sharedRunners.orElse(old.sharedRunners()),
                publicBuilds.orElse(old.publicBuilds()));
    }
}
