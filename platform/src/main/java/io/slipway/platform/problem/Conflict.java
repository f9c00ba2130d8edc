package io.slipway.platform.problem;

/** The state of a thing forbids it now; the caller can change that and try again. */
public final class Conflict extends Problem {

    private final String thing;
    private final String remedy;

    /**
     * @param thing what is in the way and how: {@code project demo/web has 2 applications}
     * @param remedy what the caller can do: {@code delete them, or pass applications=keep}
     */
    public Conflict(String thing, String remedy) {
        super(remedy.isEmpty() ? thing : thing + ": " + remedy);
        this.thing = thing;
        this.remedy = remedy;
    }

    /** A conflict whose sentence says it all. */
    public Conflict(String thing) {
        this(thing, "");
    }

    /** What is in the way. */
    public String thing() {
        return thing;
    }

    /** What to do about it; may be empty. */
    public String remedy() {
        return remedy;
    }
}
