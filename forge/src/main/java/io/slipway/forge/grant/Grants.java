package io.slipway.forge.grant;

import io.slipway.forge.access.Access;
import io.slipway.forge.access.NamespaceFacts;
import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.Role;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.Scope;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import io.slipway.platform.store.Reading;
import java.time.Clock;

/** The grants and policies of namespaces. */
public final class Grants {

    private final Database database;
    private final Access access;
    private final Audit audit;
    private final Clock clock;
    private final boolean sandboxOpen;
    private final GrantStore store = new GrantStore();

    /**
     * The grants in the given database.
     *
     * @param sandboxOpen whether every namespace has all of the sandbox: {@code sandbox.open}
     */
    public Grants(Database database, Access access, Audit audit, Clock clock, boolean sandboxOpen) {
        this.database = database;
        this.access = access;
        this.audit = audit;
        this.clock = clock;
        this.sandboxOpen = sandboxOpen;
    }

    /** What a namespace may do on clusters now; unchecked, for the engine's own decisions. */
    public Reach reach(NamespaceId namespace) {
        return database.read(reading -> reach(reading, namespace));
    }

    /** As {@link #reach(NamespaceId)}, in a reading or transaction under way. */
    public Reach reach(Reading reading, NamespaceId namespace) {
        Grant given = store.grant(reading, namespace).orElseGet(Grant::none);
        return new Reach(
                sandboxOpen ? given.and(Grant.sandbox()) : given,
                store.policy(reading, namespace).orElseGet(Policy::open));
    }

    /** What an administrator has given to a namespace; members and administrators. */
    public Grant grant(Caller caller, NamespaceFacts namespace) {
        requireRole(caller, namespace, Role.REPORTER);
        return database.read(r -> store.grant(r, namespace.id()).orElseGet(Grant::none));
    }

    /** How the owner narrows it; members and administrators. */
    public Policy policy(Caller caller, NamespaceFacts namespace) {
        requireRole(caller, namespace, Role.REPORTER);
        return database.read(r -> store.policy(r, namespace.id()).orElseGet(Policy::open));
    }

    /** Gives a namespace what it may do on clusters; administrators only. */
    public void setGrant(Caller caller, NamespaceFacts namespace, Grant grant) {
        caller.requireAdmin();
        caller.requireScope(Scope.API);
        database.execute(
                Durability.FULL,
                tx -> {
                    store.setGrant(tx, namespace.id(), grant, clock.instant());
                    audit.record(caller, tx, "grant.set", target(namespace), grant.toString());
                });
    }

    /** Narrows the grant of a namespace; its owners only. */
    public void setPolicy(Caller caller, NamespaceFacts namespace, Policy policy) {
        requireRole(caller, namespace, Role.OWNER);
        caller.requireScope(Scope.API);
        database.execute(
                Durability.FULL,
                tx -> {
                    store.setPolicy(tx, namespace.id(), policy, clock.instant());
                    audit.record(caller, tx, "policy.set", target(namespace), policy.toString());
                });
    }

    private void requireRole(Caller caller, NamespaceFacts namespace, Role least) {
        boolean has =
                access.role(caller, namespace.id())
                        .filter(role -> role.isAtLeast(least))
                        .isPresent();
        if (!has) {
            throw Denied.forbidden("This needs the role " + least.text());
        }
    }

    private static AuditTarget target(NamespaceFacts namespace) {
        return new AuditTarget("namespace", namespace.id().value(), "");
    }
}
