package io.slipway.git;

import io.slipway.git.ref.RefName;
import io.slipway.git.ref.RefUpdate;
import io.slipway.git.transport.ReceiveHook;
import io.slipway.git.transport.ReceivedPush;
import io.slipway.git.transport.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A hook that accepts everything, unless told otherwise, and remembers what it was told. */
public final class RecordingHook implements ReceiveHook {

    /** What was asked for, in order. */
    public final List<ReceivedPush> pushes = new CopyOnWriteArrayList<>();

    /** What was announced, in order. */
    public final List<RefUpdate> announced = new CopyOnWriteArrayList<>();

    /** What moved, in order. */
    public final List<RefUpdate> moved = new CopyOnWriteArrayList<>();

    private final Function<ReceivedPush, Map<RefName, Verdict>> decision;

    /** Accepts everything. */
    public RecordingHook() {
        this(push -> all(push, Verdict.ACCEPTED));
    }

    /** Decides like this. */
    public RecordingHook(Function<ReceivedPush, Map<RefName, Verdict>> decision) {
        this.decision = decision;
    }

    /** The same verdict for all refs of a push. */
    public static Map<RefName, Verdict> all(ReceivedPush push, Verdict verdict) {
        var verdicts = new HashMap<RefName, Verdict>();
        push.updates().forEach(u -> verdicts.put(u.ref(), verdict));
        return verdicts;
    }

    @Override
    public Map<RefName, Verdict> check(ReceivedPush push) {
        pushes.add(push);
        return decision.apply(push);
    }

    @Override
    public void beforeMove(List<RefUpdate> updates) {
        announced.addAll(updates);
    }

    @Override
    public void afterMove(List<RefUpdate> updates) {
        moved.addAll(updates);
    }
}
