package io.slipway.platform.event;

/** Takes events, one at a time and in their order. */
@FunctionalInterface
public interface Subscriber {

    /**
     * Handles one event; may get it again after a crash or a failure. Throwing asks for it to be
     * tried again later.
     */
    void on(Delivered<?> event);
}
