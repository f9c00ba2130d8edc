package io.slipway.delivery.application;

/** Another process works on the application by now; whoever gets this stops at once. */
public final class LostLease extends RuntimeException {

    private static final long serialVersionUID = 1;

    public LostLease(ApplicationId id) {
        super("another process works on application " + id + " by now");
    }
}
