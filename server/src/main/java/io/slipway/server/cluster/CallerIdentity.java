package io.slipway.server.cluster;

import io.slipway.delivery.cluster.MembershipBindings;
import io.slipway.engine.cluster.Identity;
import io.slipway.forge.access.Access;
import io.slipway.forge.group.Namespaces;
import io.slipway.forge.identity.Caller;
import java.util.TreeSet;

/**
 * As whom a person reaches a cluster: user {@code slipway:<username>}, a group {@code
 * slipway:<group path>:<role>} for each membership, and {@code slipway:admins} for administrators.
 * The cluster's own access rules decide what that may see.
 */
public final class CallerIdentity {

    static final String PREFIX = "slipway:";
    static final String ADMINISTRATORS = PREFIX + "admins";

    private final Access access;
    private final Namespaces namespaces;

    /** Reads the memberships through these doors at each call. */
    public CallerIdentity(Access access, Namespaces namespaces) {
        this.access = access;
        this.namespaces = namespaces;
    }

    /**
     * The identity of a person.
     *
     * @throws io.slipway.platform.problem.Denied when the caller is no person
     */
    public Identity of(Caller caller) {
        var person = caller.requirePerson();
        var groups = new TreeSet<String>();
        if (person.admin()) {
            groups.add(ADMINISTRATORS);
        }
        var memberships = access.memberships(caller);
        var names = namespaces.byIds(Caller.system(), memberships.keySet());
        memberships.forEach((id, role) -> {
            var namespace = names.get(id);
            if (namespace != null) {
                groups.add(MembershipBindings.group(namespace.path(), role));
            }
        });
        return new Identity.Impersonated(PREFIX + person.username(), groups);
    }
}
