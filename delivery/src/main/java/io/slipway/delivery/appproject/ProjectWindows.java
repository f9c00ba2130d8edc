package io.slipway.delivery.appproject;

import io.slipway.delivery.window.SyncWindows;
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
 * The sync windows of projects: owners set them, everybody who sees the project's applications sees
 * them. Asked anew for each decision, so that a change counts at once. Safe for several threads.
 */
public final class ProjectWindows {

    private final Database database;
    private final AppProjects projects;
    private final Audit audit;
    private final WindowStore store = new WindowStore();
    private final List<Consumer<NamespaceId>> listeners = new CopyOnWriteArrayList<>();

    public ProjectWindows(Database database, AppProjects projects, Audit audit) {
        this.database = database;
        this.projects = projects;
        this.audit = audit;
    }

    /** The windows of a project, for the engine. */
    public SyncWindows of(NamespaceId project) {
        return database.read(reading -> store.find(reading, project));
    }

    /** The windows of a project. */
    public SyncWindows get(Caller caller, String path) {
        return of(projects.require(caller, path, DeliveryAction.GET).id());
    }

    /**
     * Replaces the windows of a project.
     *
     * @throws Invalid when one of them makes no sense; all that is wrong is named
     */
    public void set(Caller caller, String path, SyncWindows windows) {
        var project = projects.require(caller, path, DeliveryAction.ADMIN_POLICY);
        var violations = new Violations();
        windows.check(violations);
        violations.throwIfAny();
        database.execute(
                Durability.FULL,
                transaction -> {
                    store.save(transaction, project.id(), windows);
                    audit.record(
                            caller,
                            transaction,
                            "project.sync-windows-changed",
                            new AuditTarget("namespace", project.id().value(), path));
                });
        listeners.forEach(l -> l.accept(project.id()));
    }

    /** Calls the listener with each project whose windows were changed here. */
    public void onChange(Consumer<NamespaceId> listener) {
        listeners.add(listener);
    }
}
