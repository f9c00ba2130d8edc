package io.slipway.git.transport;

import io.slipway.git.object.ObjectHash;
import io.slipway.git.ref.RefName;
import java.util.Map;
import java.util.Optional;

/**
 * What a repository elsewhere holds.
 *
 * @param refs its branches and tags and what they name; all of these objects are here now
 * @param head the branch that it calls its default, if that is there
 */
public record RemoteContents(Map<RefName, ObjectHash> refs, Optional<RefName> head) {

    /** Copies the refs. */
    public RemoteContents {
        refs = Map.copyOf(refs);
    }
}
