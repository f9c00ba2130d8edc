package io.slipway.engine.cluster;

import java.util.List;

/**
 * What an identity may do in a namespace (SelfSubjectRulesReview).
 *
 * @param incomplete the authorizer could not list everything
 */
public record AccessRules(List<Rule> rules, boolean incomplete) {

    public AccessRules {
        rules = List.copyOf(rules);
    }

    /**
     * One rule: every verb on every resource of every group; {@code *} stands for all.
     *
     * @param names only these objects; empty for all
     */
    public record Rule(
            List<String> verbs, List<String> groups, List<String> resources, List<String> names) {
        public Rule {
            verbs = List.copyOf(verbs);
            groups = List.copyOf(groups);
            resources = List.copyOf(resources);
            names = List.copyOf(names);
        }
    }
}
