package io.slipway.delivery.application;

import io.slipway.delivery.appproject.AppProject;
import io.slipway.delivery.appproject.AppProjects;
import io.slipway.delivery.appproject.DeliveryAction;
import io.slipway.forge.identity.Caller;
import java.util.List;
import java.util.Optional;

/** What people read of applications, and how a verb finds the one it is about. */
final class ApplicationReads {

    private final ApplicationRecords records;
    private final AppProjects projects;

    ApplicationReads(ApplicationRecords records, AppProjects projects) {
        this.records = records;
        this.projects = projects;
    }

    /** The project of a path, when the caller may see its applications. */
    AppProject project(Caller caller, String path) {
        return projects.require(caller, path, DeliveryAction.GET);
    }

    /** The projects whose applications the caller may see. */
    List<AppProject> projects(Caller caller) {
        return projects.visibleTo(caller);
    }

    /** The applications of a project, by name. */
    ApplicationRecords.Listing list(Caller caller, String project) {
        var found = projects.require(caller, project, DeliveryAction.GET);
        return records.list(List.of(found.id().value()));
    }

    /** The applications of all projects that the caller may see, by name. */
    ApplicationRecords.Listing listAll(Caller caller) {
        var ids = projects.visibleTo(caller).stream().map(p -> p.id().value()).toList();
        return records.list(ids);
    }

    /** One application. */
    StoredApplication get(Caller caller, String project, String name) {
        return find(caller, project, name, DeliveryAction.GET);
    }

    /** What happened to an application, newest first. */
    List<ApplicationEvent> events(Caller caller, String project, String name) {
        return records.events(find(caller, project, name, DeliveryAction.GET).id());
    }

    /**
     * Why the caller may not do something with the applications of a project; empty when they may.
     */
    Optional<String> refusal(Caller caller, String project, DeliveryAction action) {
        return projects.refusal(
                caller, projects.require(caller, project, DeliveryAction.GET), action);
    }

    /** One of a project, for an action. */
    StoredApplication find(Caller caller, String project, String name, DeliveryAction action) {
        var place = projects.require(caller, project, DeliveryAction.GET);
        var found =
                records.find(place.id().value(), name)
                        .orElseThrow(() -> AuditedChanges.missing(name));
        projects.require(caller, place, action);
        return found;
    }
}
