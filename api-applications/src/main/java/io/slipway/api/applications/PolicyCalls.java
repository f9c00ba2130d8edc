package io.slipway.api.applications;

import io.slipway.delivery.appproject.PolicyFormat;
import io.slipway.delivery.appproject.ProjectPolicies;
import io.slipway.delivery.appproject.ProjectPolicy;
import io.slipway.http.Reply;
import io.slipway.http.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the applications of a project may read and deploy (spec gitops-engine-lifecycle P1): ours,
 * in the words of {@code AppProject.spec}.
 */
final class PolicyCalls {

    private static final String PATH = "/gitops/v1/project/:project/policy";

    /** Fields of the reference that stand elsewhere here, and where. */
    private static final Map<String, String> ELSEWHERE =
            Map.of(
                    "roles",
                    "is not kept here: who may do what is said by the members of the group",
                    "syncWindows",
                    "is set with PUT /gitops/v1/project/{project}/sync-windows",
                    "sourceNamespaces",
                    "has no meaning here: an application belongs to the project that it was made in",
                    "permitOnlyProjectScopedClusters",
                    "has no meaning here: a project reaches only clusters that it was granted");

    private static final List<String> NOT_BUILT =
            List.of("signatureKeys", "destinationServiceAccounts");

    private final ProjectPolicies policies;
    private final Callers callers;

    PolicyCalls(ProjectPolicies policies, Callers callers) {
        this.policies = policies;
        this.callers = callers;
    }

    List<Call> table() {
        return List.of(
                Call.get(
                                PATH,
                                "getPolicy",
                                "What the applications of a project may read and deploy",
                                this::get)
                        .gives(200, "the policy", "ProjectPolicy"),
                Call.of(
                                "PUT",
                                PATH,
                                "setPolicy",
                                "Narrows what the applications of a project may read and deploy;"
                                        + " for its owners",
                                this::set)
                        .reads("ProjectPolicy")
                        .takes(Bodies.VALIDATION, Bodies.DRY_RUN)
                        .gives(200, "the policy", "ProjectPolicy")
                        .fails(501));
    }

    Reply get(Request request) {
        var found = policies.get(callers.of(request), request.path("project"));
        return Bodies.reply(request, 200, PolicyFormat.write(found));
    }

    Reply set(Request request) {
        var caller = callers.of(request);
        var body = Bodies.part(request, ProjectPolicy.class, PolicyCalls::ours);
        boolean dryRun = Bodies.DRY_RUN.choiceIn(request).isPresent();
        policies.set(caller, request.path("project"), body.value(), dryRun);
        return Bodies.reply(request, 200, PolicyFormat.write(body.value()), body.unknown());
    }

    /** Without the fields that are not ours; one of them that says something is refused. */
    private static Map<String, Object> ours(Map<String, Object> tree) {
        if (tree.isEmpty()) {
            throw Refusal.badRequest("the body is empty: send the fields of AppProject.spec");
        }
        var kept = new LinkedHashMap<>(tree);
        for (var field : NOT_BUILT) {
            if (says(kept.remove(field))) {
                throw new Refusal(
                        501,
                        "NotImplemented",
                        field + " is not built here: nothing was stored",
                        Map.of(field, List.of("is not built here")));
            }
        }
        ELSEWHERE.forEach((field, why) -> {
            if (says(kept.remove(field))) {
                throw new Refusal(400, "Invalid", field + " " + why, Map.of(field, List.of(why)));
            }
        });
        return kept;
    }

    private static boolean says(@org.jspecify.annotations.Nullable Object value) {
        return switch (value) {
            case null -> false;
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case Boolean flag -> flag;
            default -> true;
        };
    }
}
