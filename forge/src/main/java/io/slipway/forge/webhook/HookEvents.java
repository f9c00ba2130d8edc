package io.slipway.forge.webhook;

/** At what a hook is called. */
public record HookEvents(
        boolean push,
        boolean issues,
        boolean mergeRequests,
        boolean tagPush,
        boolean notes,
        boolean builds,
        boolean wikiPages) {

    /** At pushes only. */
    public static HookEvents defaults() {
        return new HookEvents(true, false, false, false, false, false, false);
    }
}
