package io.slipway.engine.sync;

import io.slipway.engine.compare.Pair;
import io.slipway.manifests.ResourceObject;

/** What the engine knows from compares, so that a sync need not ask the API server again. */
public interface SyncKnowledge {

    /** Whether a dry run of this object over that live one went well already. */
    boolean isAccepted(ResourceObject desired, ResourceObject live);

    /**
     * Whether the live object is as we left it when we applied just this: applying it again would
     * change nothing.
     */
    boolean isInPlace(ResourceObject desired, ResourceObject live);

    /** Whether an apply would change anything; a creation would. */
    boolean isModified(Pair pair);

    /**
     * The desired object with the live values of what is ignored ({@code
     * RespectIgnoreDifferences=true}).
     */
    ResourceObject withLiveValues(ResourceObject desired, ResourceObject live);

    /** Tells that the desired object was applied server-side, and what the server made of it. */
    void applied(ResourceObject desired, ResourceObject result);

    /** Knows nothing. */
    static SyncKnowledge none() {
        return new SyncKnowledge() {
            @Override
            public boolean isAccepted(ResourceObject desired, ResourceObject live) {
                return false;
            }

            @Override
            public boolean isInPlace(ResourceObject desired, ResourceObject live) {
                return false;
            }

            @Override
            public boolean isModified(Pair pair) {
                return true;
            }

            @Override
            public ResourceObject withLiveValues(ResourceObject desired, ResourceObject live) {
                return desired;
            }

            @Override
            public void applied(ResourceObject desired, ResourceObject result) {}
        };
    }
}
