package io.slipway.forge.project;

import io.slipway.forge.access.Feature;

/** Which parts of a project are on. */
public record Features(
        boolean issues,
        boolean mergeRequests,
        boolean wiki,
        boolean builds,
        boolean snippets,
        boolean containerRegistry,
        boolean sharedRunners,
        boolean publicBuilds) {

    /** Everything but snippets. */
    public static Features defaults() {
        return new Features(true, true, true, true, false, true, true, true);
    }

    /** Whether a part is on. */
    public boolean has(Feature feature) {
        return switch (feature) {
            case ISSUES -> issues;
            case MERGE_REQUESTS -> mergeRequests;
            case WIKI -> wiki;
            case BUILDS -> builds;
            case SNIPPETS -> snippets;
            case CONTAINER_REGISTRY -> containerRegistry;
        };
    }
}
