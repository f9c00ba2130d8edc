package io.slipway.git.transport;

/** Whether one ref of a push may move. */
public sealed interface Verdict {

    /** It may. */
    Verdict ACCEPTED = new Accepted();

    /** It may not, for a reason that the person who pushes is shown. */
    static Verdict refused(String reason) {
        return new Refused(reason);
    }

    /** It may. */
    record Accepted() implements Verdict {}

    /** It may not. */
    record Refused(String reason) implements Verdict {}
}
