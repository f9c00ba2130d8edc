package io.slipway.delivery.appproject;

import io.slipway.forge.access.Access;
import io.slipway.forge.access.Role;
import io.slipway.forge.identity.Caller;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.store.Database;
import java.util.List;
import java.util.Optional;

/**
 * Which projects there are for a caller, and what they may do there. Only members count, whatever
 * the visibility of the namespace: who deploys from a public group is nobody else's business.
 */
public final class AppProjects {

    private final Database database;
    private final Access access;
    private final AppProjectStore store = new AppProjectStore();

    public AppProjects(Database database, Access access) {
        this.database = database;
        this.access = access;
    }

    /**
     * The project of a path.
     *
     * @throws Denied when nobody is signed in, or the role does not allow the action
     * @throws NotFound when there is no such project for the caller
     */
    public AppProject require(Caller caller, String path, DeliveryAction action) {
        refuseNobody(caller);
        var project =
                database.read(reading -> store.find(reading, path))
                        .filter(p -> may(caller, p, DeliveryAction.GET))
                        .orElseThrow(() ->
                                new NotFound("Project", "project \"" + path + "\" not found"));
        require(caller, project, action);
        return project;
    }

    /**
     * Ends the request unless the caller may do this in a project that they may see.
     *
     * @throws Denied when they may not
     */
    public void require(Caller caller, AppProject project, DeliveryAction action) {
        if (!may(caller, project, action)) {
            throw Denied.forbidden(refusal(project, action));
        }
        caller.requireScope(action.scope());
    }

    /** Whether the caller's role allows the action. */
    public boolean may(Caller caller, AppProject project, DeliveryAction action) {
        return access.role(caller, project.id())
                .filter(role -> role.isAtLeast(action.least()))
                .isPresent();
    }

    /** Why the caller may not do this; empty when they may. */
    public Optional<String> refusal(Caller caller, AppProject project, DeliveryAction action) {
        return may(caller, project, action)
                ? Optional.empty()
                : Optional.of(refusal(project, action));
    }

    /**
     * The projects whose applications the caller may see; of administrators those that have any.
     *
     * @throws Denied when nobody is signed in
     */
    public List<AppProject> visibleTo(Caller caller) {
        refuseNobody(caller);
        if (caller.isAdmin()) {
            return database.read(store::withApplications);
        }
        var ids =
                access.memberships(caller).entrySet().stream()
                        .filter(m -> m.getValue().isAtLeast(Role.REPORTER))
                        .map(m -> m.getKey().value())
                        .toList();
        return database.read(reading -> store.find(reading, ids));
    }

    private static void refuseNobody(Caller caller) {
        if (caller.who() instanceof Caller.Nobody) {
            throw Denied.notSignedIn();
        }
    }

    private static String refusal(AppProject project, DeliveryAction action) {
        return "to "
                + action.text()
                + " applications of "
                + project.path()
                + " needs the role "
                + action.least().text()
                + " there";
    }
}
