package io.slipway.engine.cluster;

import java.util.SortedSet;
import java.util.TreeSet;

/** As whom a call is made to the API server. */
public sealed interface Identity {

    /** The credential that the cluster was registered with: syncs, prunes, hooks, watches. */
    record Registered() implements Identity {}

    /**
     * A person, by impersonation: the cluster's own access rules decide. Needs the right to
     * impersonate on the registered credential.
     *
     * @param groups every group that the server is to see besides {@code system:authenticated}
     */
    record Impersonated(String user, SortedSet<String> groups) implements Identity {
        public Impersonated {
            groups = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(groups));
        }
    }

    /** The registered credential. */
    static Identity registered() {
        return new Registered();
    }
}
