package io.slipway.delivery.appproject;

import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.AuditTarget;
import io.slipway.forge.identity.Caller;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.store.Database;
import io.slipway.platform.store.Durability;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * How owners narrow what their projects' applications may deploy; everybody who sees the
 * applications sees it. Asked anew for each decision, so that a change counts at once. Safe for
 * several threads.
 */
public final class ProjectPolicies {

    private final Database database;
    private final AppProjects projects;
    private final Audit audit;
    private final PolicyStore store = new PolicyStore();
    private final List<Consumer<NamespaceId>> listeners = new CopyOnWriteArrayList<>();

    public ProjectPolicies(Database database, AppProjects projects, Audit audit) {
        this.database = database;
        this.projects = projects;
        this.audit = audit;
    }

    /** The policy of a project, for the engine; one that narrows nothing when none was set. */
    public ProjectPolicy of(NamespaceId project) {
        return database.read(reading -> store.find(reading, project)).orElse(ProjectPolicy.OPEN);
    }

    /** The policy of a project. */
    public ProjectPolicy get(Caller caller, String path) {
        return of(projects.require(caller, path, DeliveryAction.GET).id());
    }

    /**
     * Replaces the policy of a project.
     *
     * @param dryRun whether everything is checked and nothing written
     * @throws Invalid when an entry makes no sense; all that is wrong is named
     */
    public void set(Caller caller, String path, ProjectPolicy policy, boolean dryRun) {
        var project = projects.require(caller, path, DeliveryAction.ADMIN_POLICY);
        var violations = new Violations();
        PolicyCheck.check(policy, violations);
        violations.throwIfAny();
        if (dryRun) {
            return;
        }
        database.execute(
                Durability.FULL,
                transaction -> {
                    store.save(transaction, project.id(), policy);
                    audit.record(
                            caller,
                            transaction,
                            "project.policy-changed",
                            new AuditTarget("namespace", project.id().value(), path),
                            store.text(policy));
                });
        listeners.forEach(l -> l.accept(project.id()));
    }

    /** Calls the listener with each project whose policy was changed here. */
    public void onChange(Consumer<NamespaceId> listener) {
        listeners.add(listener);
    }
}
