package io.slipway.engine.health;

import io.slipway.engine.health.Conditions.Condition;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The rule of a kind, written as steps: the first that has a verdict decides. Each step says in
 * words what it looks at, so that the table of kinds can be printed. Fields are named by their path
 * with dots. Immutable.
 */
final class StatusRule implements HealthAssessor {

    private record Step(String text, Function<ResourceObject, Optional<Health>> look) {}

    /** Texts of a field and what they mean. */
    record Meaning(HealthStatus then, List<String> texts) {}

    private final List<Step> steps;

    private StatusRule(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /** Without any step: no health. */
    static StatusRule rule() {
        return new StatusRule(List.of());
    }

    /** True is healthy, false degraded, all else on its way. */
    static StatusRule by(String type) {
        return rule().conditions(
                        Case.on(type, "True", HealthStatus.HEALTHY),
                        Case.on(type, "False", HealthStatus.DEGRADED))
                .otherwise(HealthStatus.PROGRESSING);
    }

    /** True is healthy, any other status degraded, no such condition on its way. */
    static StatusRule strictlyBy(String type) {
        return rule().conditions(
                        Case.on(type, "True", HealthStatus.HEALTHY),
                        Case.notTrue(type, HealthStatus.DEGRADED))
                .otherwise(HealthStatus.PROGRESSING);
    }

    /** These texts mean that. */
    static Meaning is(HealthStatus then, String... texts) {
        return new Meaning(then, List.of(texts));
    }

    /** Goes through the object's conditions in their order; the first that is a case decides. */
    StatusRule conditions(Case... cases) {
        return step(
                Arrays.stream(cases).map(Case::text).collect(Collectors.joining(", ")),
                object -> verdict(Conditions.of(object), object, cases));
    }

    private static Optional<Health> verdict(
            List<Condition> conditions, ResourceObject object, Case... cases) {
        for (var condition : conditions) {
            for (var one : cases) {
                if (one.matches(condition, object)) {
                    return Optional.of(Health.of(one.then(), condition.text()));
                }
            }
        }
        return Optional.empty();
    }

    /** By the text of a field. */
    StatusRule field(String path, Meaning... meanings) {
        var words =
                Arrays.stream(meanings)
                        .map(m -> String.join(" or ", m.texts()) + ": " + m.then().text())
                        .collect(Collectors.joining(", "));
        return step(
                "`" + path + "` " + words,
                object -> {
                    var text = Trees.stringAt(object.tree(), path.split("\\.")).orElse("");
                    return Arrays.stream(meanings)
                            .filter(m -> m.texts().contains(text))
                            .findFirst()
                            .map(m -> Health.of(m.then(), object.kind() + " is " + text));
                });
    }

    /** By a field that is true. */
    StatusRule whenTrue(String path, HealthStatus then) {
        return when(
                "`" + path + "` true",
                o -> Trees.isTrueAt(o.tree(), path.split("\\.")),
                then,
                object -> object.kind() + ": " + path + " is true");
    }

    /** By a field that is not there. */
    StatusRule whenMissing(String path, HealthStatus then) {
        return when(
                "no `" + path + "`",
                o -> o.at(path.split("\\.")).isEmpty(),
                then,
                object -> object.kind() + " has no " + path + " yet");
    }

    /** By a field that is there. */
    StatusRule whenThere(String path, HealthStatus then) {
        return when(
                "`" + path + "` there",
                o -> o.at(path.split("\\.")).isPresent(),
                then,
                object ->
                        "%s: %s is %s"
                                .formatted(
                                        object.kind(),
                                        path,
                                        Trees.at(object.tree(), path.split("\\."))
                                                .filter(v -> !(v instanceof Iterable<?>))
                                                .map(String::valueOf)
                                                .orElse("there")));
    }

    /** On its way while the status says that it was written for another generation. */
    StatusRule observed() {
        return when(
                "`status.observedGeneration` of another generation",
                Conditions::isOfOtherGeneration,
                HealthStatus.PROGRESSING,
                _ -> "The controller has not read the newest specification yet");
    }

    /** As {@link #observed()}, and also while the status names no generation. */
    StatusRule surelyObserved() {
        return when(
                "`status.observedGeneration` not the newest",
                o -> !o.at("metadata", "generation").equals(o.at("status", "observedGeneration")),
                HealthStatus.PROGRESSING,
                _ -> "The controller has not read the newest specification yet");
    }

    /** By whatever of the object. */
    StatusRule when(
            String text,
            Predicate<ResourceObject> condition,
            HealthStatus then,
            Function<ResourceObject, String> message) {
        return step(
                text + ": " + then.text(),
                object ->
                        condition.test(object)
                                ? Optional.of(Health.of(then, message.apply(object)))
                                : Optional.empty());
    }

    /** By whatever of the object. */
    StatusRule when(String text, Predicate<ResourceObject> condition, HealthStatus then) {
        return when(text, condition, then, object -> object.kind() + ": " + text);
    }

    /** By whatever else. */
    StatusRule step(String text, Function<ResourceObject, Optional<Health>> look) {
        var all = new ArrayList<>(steps);
        all.add(new Step(text, look));
        return new StatusRule(all);
    }

    /** When nothing before had a verdict. */
    StatusRule otherwise(HealthStatus then) {
        return step(
                "else " + then.text(),
                object -> Optional.of(Health.of(then, "Waiting for " + object.kind())));
    }

    @Override
    public Optional<Health> assess(ResourceObject object, Instant now) {
        return steps.stream().flatMap(s -> s.look().apply(object).stream()).findFirst();
    }

    /** What it looks at, in words. */
    String text() {
        return steps.stream().map(Step::text).collect(Collectors.joining("; "));
    }
}
