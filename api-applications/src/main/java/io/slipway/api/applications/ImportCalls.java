package io.slipway.api.applications;

import io.slipway.delivery.argo.ArgoImport;
import io.slipway.delivery.argo.ImportReport;
import io.slipway.delivery.argo.ImportRequest;
import io.slipway.engine.cluster.Identity;
import io.slipway.forge.identity.Caller;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Bringing the applications of Argo CD in a cluster to a project. */
final class ImportCalls {

    private static final String PATH = "/gitops/v1/project/:project/import";

    private final ArgoImport argo;
    private final Callers callers;
    private final Function<Caller, Identity> identities;

    ImportCalls(ArgoImport argo, Callers callers, Function<Caller, Identity> identities) {
        this.argo = argo;
        this.callers = callers;
        this.identities = identities;
    }

    List<Call> table() {
        return List.of(
                Call.post(
                                PATH,
                                "importApplications",
                                "Brings the applications that Argo CD keeps in a cluster",
                                this::run)
                        .reads("ImportRequest")
                        .takes(Bodies.DRY_RUN, Bodies.VALIDATION)
                        .gives(200, "what came of each", "ImportReport"));
    }

    Reply run(Request request) {
        var caller = callers.of(request);
        var body = Bodies.part(request, ImportRequest.class, b -> b);
        var report =
                argo.run(
                        caller,
                        identities.apply(caller),
                        request.path("project"),
                        body.value(),
                        Bodies.DRY_RUN.choiceIn(request).isPresent());
        var tree = new LinkedHashMap<String, Object>();
        tree.put("applications", report.applications().stream().map(ImportCalls::tree).toList());
        report.policy().ifPresent(p -> tree.put("policy", tree(p)));
        return Bodies.reply(request, 200, tree, body.unknown());
    }

    private static Map<String, Object> tree(ImportReport.Item item) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", item.name());
        tree.put("argoProject", item.argoProject());
        tree.put("outcome", item.outcome().name().toLowerCase(Locale.ROOT));
        tree.put("destination", item.destination());
        tree.put("sources", item.sources());
        tree.put("objects", (long) item.objects());
        tree.put("released", item.released());
        tree.put("problems", item.problems());
        tree.put("notes", item.notes());
        return tree;
    }
}
