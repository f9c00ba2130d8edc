package io.slipway.git.transport;

import io.slipway.git.ref.RefOutcome;
import java.util.List;

/**
 * What became of a push.
 *
 * @param outcomes one for each ref that the client wanted to move and whose name could be read;
 *     empty when the client sent none or its pack could not be taken
 * @param packBytes what it sent; 0 when it sent no pack
 */
public record PushReport(List<RefOutcome> outcomes, long packBytes) {

    public PushReport {
        outcomes = List.copyOf(outcomes);
    }

    /** How many refs moved. */
    public long moved() {
        return outcomes.stream().filter(RefOutcome.Moved.class::isInstance).count();
    }
}
