package io.slipway.delivery.appproject;

import io.slipway.platform.problem.Violations;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a policy must be to be stored (spec gitops-engine-lifecycle P1). Pure. */
final class PolicyCheck {

    private static final int LONGEST_DESCRIPTION = 255;
    private static final int MOST_ENTRIES = 1_000;

    private final Violations violations;

    private PolicyCheck(Violations violations) {
        this.violations = violations;
    }

    /** Collects all that is wrong, by field. */
    static void check(ProjectPolicy policy, Violations violations) {
        new PolicyCheck(violations).check(policy);
    }

    private void check(ProjectPolicy policy) {
        int letters = policy.description().codePointCount(0, policy.description().length());
        violations.addIf(
                letters > LONGEST_DESCRIPTION,
                "description",
                "must have at most " + LONGEST_DESCRIPTION + " characters, not " + letters);
        each("sourceRepos", policy.sourceRepos(), this::source);
        each("destinations", policy.destinations(), this::destination);
        kinds("clusterResourceWhitelist", policy.clusterResourceWhitelist());
        kinds("clusterResourceBlacklist", policy.clusterResourceBlacklist());
        policy.namespaceResourceWhitelist()
                .ifPresent(kinds -> kinds("namespaceResourceWhitelist", kinds));
        kinds("namespaceResourceBlacklist", policy.namespaceResourceBlacklist());
        policy.orphanedResources()
                .ifPresent(o -> each("orphanedResources.ignore", o.ignore(), this::kind));
    }

    private interface Entry<T> {
        void check(String field, T entry);
    }

    private <T> void each(String field, List<T> entries, Entry<T> check) {
        if (entries.size() > MOST_ENTRIES) {
            violations.add(
                    field, "must have at most " + MOST_ENTRIES + " entries, not " + entries.size());
            return;
        }
        var seen = new HashSet<T>();
        for (int i = 0; i < entries.size(); i++) {
            var place = field + "[" + i + "]";
            violations.addIf(!seen.add(entries.get(i)), place, "is the same as one before it");
            check.check(place, entries.get(i));
        }
    }

    private void source(String field, String text) {
        violations.addIf(text.isEmpty(), field, "is missing");
        violations.addIf(text.equals("!*"), field, "must not be !*: it would deny everything");
        pattern(field, Denial.pattern(text), NamePattern::ofSegments);
    }

    private void destination(String field, ProjectPolicy.Destination destination) {
        part(field + ".server", destination.server());
        part(field + ".name", destination.name());
        part(field + ".namespace", destination.namespace());
        boolean cluster = Denial.isOne(destination.server()) || Denial.isOne(destination.name());
        violations.addIf(
                cluster && Denial.isOne(destination.namespace()),
                field,
                "denies a cluster and a namespace at once: make two entries of it");
    }

    private void part(String field, String text) {
        violations.addIf(text.equals("!*"), field, "must not be !*: it would deny everything");
        pattern(field, Denial.pattern(text), NamePattern::of);
    }

    private void kinds(String field, List<ProjectPolicy.Kind> kinds) {
        each(
                field,
                kinds,
                (place, kind) -> {
                    violations.addIf(kind.kind().isEmpty(), place + ".kind", "is missing");
                    kind(place, kind);
                });
    }

    private void kind(String field, ProjectPolicy.Kind kind) {
        pattern(field + ".group", kind.group(), NamePattern::of);
        pattern(field + ".kind", kind.kind(), NamePattern::of);
        pattern(field + ".name", kind.name(), NamePattern::of);
    }

    private void pattern(String field, String text, Function<String, NamePattern> parser) {
        problem(text, parser).ifPresent(p -> violations.add(field, p));
    }

    private static Optional<String> problem(String text, Function<String, NamePattern> parser) {
        try {
            var _ = parser.apply(text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
