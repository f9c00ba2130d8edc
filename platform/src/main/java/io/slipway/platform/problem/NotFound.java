package io.slipway.platform.problem;

/** The named thing does not exist, or not for this caller: the two must not be told apart. */
public final class NotFound extends Problem {

    private final String thing;

    /**
     * @param thing what was looked for, as a reader says it: {@code Project}, {@code User}
     */
    public NotFound(String thing) {
        this(thing, thing + " not found");
    }

    /**
     * @param thing what was looked for
     * @param message the whole sentence
     */
    public NotFound(String thing, String message) {
        super(message);
        this.thing = thing;
    }

    /** What was looked for, for surfaces that build their own sentence. */
    public String thing() {
        return thing;
    }
}
