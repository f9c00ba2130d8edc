package io.slipway.sandbox.workload;

import io.slipway.sandbox.store.Change;
import java.util.function.Consumer;

/** Looks at objects and brings others to what these say. */
interface Controller {

    /**
     * Takes note of a change: names the objects to look at. Called under the store's lock; quick.
     */
    void observe(Change change, Consumer<Key> look);

    /** Looks at an object, which may be gone. One at a time. */
    void reconcile(Key key, Later later);

    /** Asks for the object to be looked at again after some time. */
    @FunctionalInterface
    interface Later {
        void after(java.time.Duration delay);
    }
}
