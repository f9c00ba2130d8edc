package io.slipway.engine.cluster;

/**
 * A change to send with PATCH. (Server-side apply is {@link Cluster#apply}.)
 *
 * @param body a tree: a list of operations for {@link Type#JSON}, else a map
 * @param subresource {@code status}, {@code scale} …; empty for the object itself
 */
public record Patch(Type type, Object body, String subresource) {

    /** The content types of PATCH. */
    public enum Type {
        /** RFC 6902, {@code application/json-patch+json}. */
        JSON,
        /** RFC 7386, {@code application/merge-patch+json}. */
        MERGE,
        /** {@code application/strategic-merge-patch+json}; built-in kinds only. */
        STRATEGIC
    }

    /** A merge patch of the object itself. */
    public static Patch merge(Object body) {
        return new Patch(Type.MERGE, body, "");
    }

    /** A JSON patch of the object itself. */
    public static Patch json(Object operations) {
        return new Patch(Type.JSON, operations, "");
    }
}
