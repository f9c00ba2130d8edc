package io.slipway.git.ref;

import io.slipway.git.object.ObjectHash;

/**
 * A ref goes from one value to another; it moves only if it still has the old one.
 *
 * @param old zero when the ref is created
 * @param next zero when the ref is deleted
 */
public record RefUpdate(RefName ref, ObjectHash old, ObjectHash next) {

    /** A ref that must not exist yet comes to be. */
    public static RefUpdate create(RefName ref, ObjectHash next) {
        return new RefUpdate(ref, ObjectHash.ZERO, next);
    }

    /** A ref goes. */
    public static RefUpdate delete(RefName ref, ObjectHash old) {
        return new RefUpdate(ref, old, ObjectHash.ZERO);
    }

    /** Whether the ref comes to be. */
    public boolean isCreate() {
        return old.isZero();
    }

    /** Whether the ref goes. */
    public boolean isDelete() {
        return next.isZero();
    }
}
