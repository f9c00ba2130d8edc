package io.slipway.sandbox.workload;

import io.slipway.sandbox.store.Stored;

/** Which object a controller looks at. */
record Key(String namespace, String name) {
    static Key of(Stored stored) {
        return new Key(stored.namespace(), stored.name());
    }
}
