package io.slipway.git.ref;

import io.slipway.git.object.ObjectHash;

/**
 * A ref and what it names at the moment of reading.
 *
 * @param object what it names: of an annotated tag, the tag object
 * @param target what that peels to: of an annotated tag the tagged commit, else the same
 */
public record Ref(RefName name, ObjectHash object, ObjectHash target) {

    /** Whether it names a tag object of its own. */
    public boolean isAnnotated() {
        return !object.equals(target);
    }
}
