package io.slipway.sandbox.cel;

/** What evaluations may still cost; a step costs one, text and lists by their length. */
public final class Budget {

    private long left;

    private Budget(long left) {
        this.left = left;
    }

    /** So much as the rules of one object may cost together. */
    public static Budget ofAnObject() {
        return new Budget(10_000_000);
    }

    void charge(long cost) {
        left -= Math.max(1, cost);
        if (left < 0) {
            throw CelException.expensive();
        }
    }
}
