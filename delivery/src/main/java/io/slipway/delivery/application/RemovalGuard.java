package io.slipway.delivery.application;

import io.slipway.forge.group.Namespaces;
import io.slipway.forge.project.Projects;
import io.slipway.platform.problem.Conflict;
import java.util.List;

/**
 * Keeps namespaces and projects of the forge that applications live in or read from: a deletion
 * there must not take running software away, or leave it without its source (decisions 5).
 */
public final class RemovalGuard {

    private static final int NAMED = 20;

    private final ApplicationStore store = new ApplicationStore();

    /** Is asked from now on. */
    public void on(Namespaces namespaces, Projects projects) {
        namespaces.onRemoval((_, transaction, namespace) ->
                refuse(
                        "namespace " + namespace.path() + " has applications: ",
                        store.namesIn(transaction, namespace.id().value(), NAMED)));
        projects.onRemoval((_, transaction, project) ->
                refuse(
                        "project " + project.fullPath() + " is the source of applications: ",
                        store.namesReading(transaction, project.repositoryId().value(), NAMED)));
    }

    private static void refuse(String what, List<String> applications) {
        if (!applications.isEmpty()) {
            throw new Conflict(
                    what + String.join(", ", applications), "delete these applications first");
        }
    }
}
