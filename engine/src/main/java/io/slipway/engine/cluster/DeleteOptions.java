package io.slipway.engine.cluster;

import java.util.Optional;

/**
 * How to delete.
 *
 * @param uid only the object with this id; another one is a {@link ClusterException.Conflict}
 * @param resourceVersion only the object at this version; another is a conflict
 */
public record DeleteOptions(
        Propagation propagation,
        Optional<String> uid,
        Optional<String> resourceVersion,
        boolean dryRun) {

    /** What happens to the objects that the deleted one owns. */
    public enum Propagation {
        /** They go first; the object stays, marked, until they are gone. */
        FOREGROUND,
        /** The object goes at once, they follow. */
        BACKGROUND,
        /** They stay, without owner. */
        ORPHAN
    }

    /** With that propagation, whatever the version. */
    public static DeleteOptions of(Propagation propagation) {
        return new DeleteOptions(propagation, Optional.empty(), Optional.empty(), false);
    }

    /** The same, for the object with that id only. */
    public DeleteOptions onlyUid(String id) {
        return new DeleteOptions(propagation, Optional.of(id), resourceVersion, dryRun);
    }
}
