package io.slipway.engine.health;

import static io.slipway.engine.health.Case.on;
import static io.slipway.engine.health.HealthStatus.DEGRADED;
import static io.slipway.engine.health.HealthStatus.HEALTHY;
import static io.slipway.engine.health.HealthStatus.PROGRESSING;
import static io.slipway.engine.health.StatusRule.rule;

import io.slipway.engine.health.Conditions.Condition;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.List;
import java.util.Map;

/** The GitOps promoter: a Ready condition of the newest generation, then what is promoted. */
final class PromoterRules {

    private PromoterRules() {}

    private static final String GROUP = "promoter.argoproj.io";
    private static final String FAILED = "ReconciliationError";

    static void register(KindTable table) {
        table.put(GROUP, "CommitStatus", reconciled(true).otherwise(HEALTHY));
        table.put(
                GROUP,
                "ArgoCDCommitStatus",
                reconciled(true)
                        .when(
                                "no `status.applicationsSelected`",
                                o -> list(o, "applicationsSelected").isEmpty(),
                                DEGRADED)
                        .otherwise(HEALTHY));
        table.put(
                GROUP,
                "ChangeTransferPolicy",
                reconciled(true)
                        .when(
                                "dry commits missing or different",
                                o -> !isPromoted(o.at("status").orElse(Map.of())),
                                PROGRESSING)
                        .otherwise(HEALTHY));
        table.put(
                GROUP,
                "PromotionStrategy",
                reconciled(true)
                        .when(
                                "no `status.environments`",
                                o -> list(o, "environments").isEmpty(),
                                DEGRADED)
                        .when(
                                "environments on different dry commits",
                                o -> !areOnOneCommit(list(o, "environments")),
                                PROGRESSING)
                        .otherwise(HEALTHY));
        table.put(
                GROUP,
                "PullRequest ScmProvider ClusterScmProvider GitRepository",
                reconciled(false).otherwise(HEALTHY));
        table.put(
                GROUP,
                "TimedCommitStatus GitCommitStatus WebRequestCommitStatus",
                reconciled(false)
                        .when("an environment's phase failure", o -> has(o, "failure"), DEGRADED)
                        .when(
                                "an environment's phase not success",
                                o ->
                                        !list(o, "environments").stream()
                                                .allMatch(e -> phase(e).equals("success")),
                                PROGRESSING)
                        .otherwise(HEALTHY));
    }

    /** Up to here: reconciled, of the newest generation. */
    private static StatusRule reconciled(boolean onlyErrors) {
        var bad = on("Ready", "False", DEGRADED);
        return rule().when("no Ready or Reconciled condition", o -> ready(o).isEmpty(), PROGRESSING)
                .when(
                        "a Ready condition of another generation",
                        o -> ready(o).stream().anyMatch(c -> c.isStale(o)),
                        PROGRESSING)
                .conditions(
                        onlyErrors ? bad.reason(FAILED) : bad, on("Reconciled", "False", DEGRADED))
                .when(
                        "Ready Unknown",
                        o -> !onlyErrors && ready(o).stream().anyMatch(c -> c.is("Unknown")),
                        PROGRESSING);
    }

    private static List<Condition> ready(ResourceObject object) {
        return Conditions.of(object).stream()
                .filter(c ->
                        c.type().equals("Ready")
                                || (c.type().equals("Reconciled")
                                        && object.kind().equals("PullRequest")))
                .toList();
    }

    private static List<Object> list(ResourceObject object, String field) {
        return Trees.listAt(object.tree(), "status", field);
    }

    private static boolean has(ResourceObject object, String phase) {
        return list(object, "environments").stream().anyMatch(e -> phase(e).equals(phase));
    }

    private static String phase(Object environment) {
        return Trees.stringAt(environment, "phase").orElse("pending");
    }

    private static String sha(Object environment, String side) {
        return Trees.stringAt(environment, side, "dry", "sha").orElse("");
    }

    private static boolean isPromoted(Object environment) {
        var active = sha(environment, "active");
        return !active.isEmpty() && active.equals(sha(environment, "proposed"));
    }

    private static boolean areOnOneCommit(List<Object> environments) {
        return environments.stream().allMatch(PromoterRules::isPromoted)
                && environments.stream().map(e -> sha(e, "proposed")).distinct().count() == 1;
    }
}
