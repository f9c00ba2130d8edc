package io.slipway.forge.project;

import io.slipway.forge.access.NamespaceId;
import io.slipway.forge.access.ProjectId;
import io.slipway.platform.event.EventBody;
import io.slipway.platform.event.EventType;
import io.slipway.platform.event.Events;

/** What projects tell the others. */
public final class ProjectEvents {

    private ProjectEvents() {}

    /** A project was made, with its repository. */
    public record ProjectCreated(ProjectId project, NamespaceId namespace, String fullPath) {}

    /** A project was removed, and its repository will be. */
    public record ProjectRemoved(ProjectId project, NamespaceId namespace, String fullPath) {}

    /** A project has another path, by a rename or a transfer. */
    public record ProjectMoved(
            ProjectId project, NamespaceId namespace, String from, String fullPath) {}

    /** Makes the events known. */
    public static void register(Events events) {
        events.register(
                new EventType<>(
                        "project.created",
                        ProjectCreated.class,
                        e -> body(e.project(), e.namespace(), e.fullPath()),
                        b -> new ProjectCreated(project(b), namespace(b), b.text("path"))));
        events.register(
                new EventType<>(
                        "project.removed",
                        ProjectRemoved.class,
                        e -> body(e.project(), e.namespace(), e.fullPath()),
                        b -> new ProjectRemoved(project(b), namespace(b), b.text("path"))));
        events.register(
                new EventType<>(
                        "project.moved",
                        ProjectMoved.class,
                        e -> body(e.project(), e.namespace(), e.fullPath()).put("from", e.from()),
                        b ->
                                new ProjectMoved(
                                        project(b), namespace(b), b.text("from"), b.text("path"))));
    }

    private static EventBody body(ProjectId project, NamespaceId namespace, String path) {
        return EventBody.empty()
                .put("project", project.value())
                .put("namespace", namespace.value())
                .put("path", path);
    }

    private static ProjectId project(EventBody body) {
        return new ProjectId(body.number("project"));
    }

    private static NamespaceId namespace(EventBody body) {
        return new NamespaceId(body.number("namespace"));
    }
}
