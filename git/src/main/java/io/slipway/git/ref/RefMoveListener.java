package io.slipway.git.ref;

import java.util.List;

/**
 * Brackets a move of refs, so that a crash at any moment can be made good afterwards: what is to
 * move is written down before, and settled after. Both calls are made by the thread that moves the
 * refs, while no other move of the same repository can happen, so the order of the calls is the
 * order of the moves. Neither may move refs of the same repository itself.
 */
public interface RefMoveListener {

    /** Does nothing, for repositories that nobody follows. */
    RefMoveListener NONE =
            new RefMoveListener() {
                @Override
                public void beforeMove(List<RefUpdate> updates) {}

                @Override
                public void afterMove(List<RefUpdate> moved) {}
            };

    /** These refs are about to move. When this throws, none does, and the message is the reason. */
    void beforeMove(List<RefUpdate> updates);

    /**
     * Of the refs of the last {@link #beforeMove}, these moved, and that is on disk. The list may
     * be empty. What this throws is thrown to the caller of the move; the refs stay where they are.
     */
    void afterMove(List<RefUpdate> moved);
}
