package io.slipway.forge.webhook;

/** Which hook: of a project, or of the whole forge; the two are counted apart. */
public record HookRef(Kind kind, long id) {

    /** Whose hook it is. */
    public enum Kind {
        /** A project's. */
        PROJECT,
        /** The forge's own. */
        SYSTEM
    }

    static HookRef of(ProjectHook hook) {
        return new HookRef(Kind.PROJECT, hook.id());
    }

    static HookRef of(SystemHook hook) {
        return new HookRef(Kind.SYSTEM, hook.id());
    }
}
