package io.slipway.api.applications;

import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.appproject.ProjectWindows;
import io.slipway.delivery.window.SyncWindow;
import io.slipway.delivery.window.SyncWindows;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import java.util.List;

/**
 * The sync windows of a project (spec gitops-engine-lifecycle W): ours, in the words of {@code
 * AppProject.spec.syncWindows}.
 */
final class WindowCalls {

    private static final String PATH = "/gitops/v1/project/:project/sync-windows";

    /** All windows of a project. */
    record WindowsBody(List<SyncWindow> syncWindows) {}

    private final ProjectWindows windows;
    private final Callers callers;

    WindowCalls(ProjectWindows windows, Callers callers) {
        this.windows = windows;
        this.callers = callers;
    }

    List<Call> table() {
        return List.of(
                Call.get(
                                PATH,
                                "getSyncWindows",
                                "When the applications of a project may be synced",
                                this::get)
                        .gives(200, "the windows", "WindowsBody"),
                Call.of(
                                "PUT",
                                PATH,
                                "setSyncWindows",
                                "Replaces the sync windows of a project; for its owners",
                                this::set)
                        .reads("WindowsBody")
                        .takes(Bodies.VALIDATION)
                        .gives(200, "the windows", "WindowsBody"));
    }

    Reply get(Request request) {
        var found = windows.get(callers.of(request), request.path("project"));
        return Bodies.reply(
                request, 200, ApplicationFormat.writePart(new WindowsBody(found.all())));
    }

    Reply set(Request request) {
        var caller = callers.of(request);
        var body = Bodies.part(request, WindowsBody.class, b -> b);
        windows.set(caller, request.path("project"), new SyncWindows(body.value().syncWindows()));
        return Bodies.reply(
                request, 200, ApplicationFormat.writePart(body.value()), body.unknown());
    }
}
