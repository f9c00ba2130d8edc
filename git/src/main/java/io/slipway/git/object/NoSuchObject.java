package io.slipway.git.object;

/** An object that was named by its id is not in the repository, or is of another kind. */
public final class NoSuchObject extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ObjectHash hash;

    /** With the id and what was expected under it, as in "commit". */
    public NoSuchObject(ObjectHash hash, String kind) {
        super("there is no " + kind + " " + hash + " in the repository");
        this.hash = hash;
    }

    /** The id that was asked for. */
    public ObjectHash hash() {
        return hash;
    }
}
