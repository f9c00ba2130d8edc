package io.slipway.api.weave;

import io.slipway.engine.cluster.AccessRules;
import java.util.List;

/**
 * When a namespace counts as accessible: the rows of rights that all must be granted. A star in a
 * rule stands for everything that is asked here; names of single objects are not looked at.
 */
final class NamespaceRules {
    private static final List<Row> ROWS =
            List.of(
                    new Row("", List.of("pods"), List.of("get", "list")),
                    new Row("", List.of("events"), List.of("get", "list", "watch")),
                    new Row("apps", List.of("deployments", "replicasets"), List.of("get", "list")),
                    new Row(
                            "kustomize.toolkit.fluxcd.io",
                            List.of("kustomizations"),
                            List.of("get", "list")),
                    new Row(
                            "helm.toolkit.fluxcd.io",
                            List.of("helmreleases"),
                            List.of("get", "list")),
                    new Row(
                            "source.toolkit.fluxcd.io",
                            List.of(
                                    "buckets",
                                    "helmcharts",
                                    "helmrepositories",
                                    "gitrepositories",
                                    "ocirepositories"),
                            List.of("get", "list")));
    private static final Row SECRETS = new Row("", List.of("secrets"), List.of("get", "list"));

    private record Row(String group, List<String> resources, List<String> verbs) {
        boolean grantedBy(AccessRules rules) {
            return resources.stream()
                    .allMatch(resource ->
                            verbs.stream().allMatch(verb -> granted(rules, resource, verb)));
        }

        private boolean granted(AccessRules rules, String resource, String verb) {
            return rules.rules().stream()
                    .anyMatch(rule ->
                            holds(rule.groups(), group)
                                    && holds(rule.resources(), resource)
                                    && holds(rule.verbs(), verb));
        }

        private static boolean holds(List<String> granted, String asked) {
            return granted.contains("*") || granted.contains(asked);
        }
    }

    private NamespaceRules() {}

    /**
     * Whether the rules open a namespace.
     *
     * @param strict also asks for secrets, as the original does
     */
    static boolean open(AccessRules rules, boolean strict) {
        return ROWS.stream().allMatch(row -> row.grantedBy(rules))
                && (!strict || SECRETS.grantedBy(rules));
    }

    /** How far the rules get through the rows: the higher, the closer the namespace is to open. */
    static int reach(AccessRules rules) {
        var reached = 0;
        while (reached < ROWS.size() && ROWS.get(reached).grantedBy(rules)) {
            reached++;
        }
        return reached;
    }

    /** The first resources that are missing, for the message to who sees nothing. */
    static String missing(AccessRules rules) {
        var reached = reach(rules);
        if (reached == ROWS.size()) {
            return "secrets";
        }
        var row = ROWS.get(reached);
        return String.join(", ", row.resources())
                + (row.group().isEmpty() ? "" : " in " + row.group());
    }
}
