package io.slipway.git.transport;

import io.slipway.git.ref.RefMoveListener;
import io.slipway.git.ref.RefName;
import java.util.Map;

/**
 * Decides about a push, and follows what it moves. One instance serves one push; its calls are made
 * in this order by one thread: {@link #check}, {@link #beforeMove}, {@link #afterMove}, the last
 * two only if a ref may move at all.
 *
 * <p>{@code beforeMove} is where a durable intent is written: when it throws, nothing moves and the
 * client is told so. {@code afterMove} is where the intent is settled: when it throws, the refs
 * have moved and the client is told so; the intent that is left behind must be settled later.
 */
public interface ReceiveHook extends RefMoveListener {

    /**
     * Decides for each ref of the push; a ref without a verdict is refused. Made after the pack was
     * received, checked and found complete. When this throws, nothing moves.
     */
    Map<RefName, Verdict> check(ReceivedPush push);
}
