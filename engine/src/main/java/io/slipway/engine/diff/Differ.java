package io.slipway.engine.diff;

import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Tells what an apply would change (spec: diff C3, C4). Pure but for the dry run that it is given.
 */
public final class Differ {

    private final Normalizer normalizer;

    /** With what runs jq expressions. */
    public Differ(Jq jq) {
        this.normalizer = new Normalizer(jq);
    }

    /**
     * The difference of a desired and its live object.
     *
     * @param dryRun asks the API server; called for {@link DiffStrategy#SERVER_SIDE} only, and what
     *     it throws goes through
     */
    public ObjectDiff diff(
            ResourceObject desired,
            ResourceObject live,
            DiffStrategy strategy,
            DiffRules rules,
            UnaryOperator<ResourceObject> dryRun) {
        var predicted =
                switch (strategy) {
                    case SERVER_SIDE -> answered(desired, live, rules, dryRun);
                    case STRUCTURED_MERGE ->
                            LocalPrediction.structuredMerge(
                                    Normalizer.stored(desired), live, rules.fieldManager());
                    case THREE_WAY -> ThreeWayMerge.predict(Normalizer.stored(desired), live);
                };
        return compared(desired, live, predicted, strategy, rules);
    }

    /**
     * The desired object with the live values of what is ignored, so that an apply leaves them
     * (sync B7). The status is never taken over.
     */
    public ResourceObject withLiveValues(
            ResourceObject desired, ResourceObject live, DiffRules rules) {
        var there = live.without("status");
        var kept =
                IgnoredFields.kept(
                        desired.tree(),
                        normalizer.withoutIgnored(desired, desired.key(), rules),
                        there.tree(),
                        normalizer.withoutIgnored(there, desired.key(), rules));
        return ResourceObject.of(withTrusted(kept, desired, live, rules));
    }

    /** Fields of trusted managers keep their live values too. */
    private static Map<String, Object> withTrusted(
            Map<String, Object> tree,
            ResourceObject desired,
            ResourceObject live,
            DiffRules rules) {
        var trusted =
                rules.ignores().stream()
                        .filter(i -> i.matches(desired.key()))
                        .flatMap(i -> i.managers().stream())
                        .toList();
        if (trusted.isEmpty()) {
            return tree;
        }
        var changed = Trees.copyMap(tree);
        FieldDifferences.between(live, desired, Ownership.of(live)).stream()
                .filter(d ->
                        d.predicted().isPresent()
                                && d.owners().stream().anyMatch(trusted::contains))
                .forEach(d -> Normalizer.put(changed, d.pointer(), d.live().orElse(null)));
        return changed;
    }

    /** The same differing fields, with values taken from these (masked) objects. */
    public static List<FieldDifference> fields(
            ResourceObject live, ResourceObject predicted, List<FieldDifference> like) {
        return like.stream()
                .map(d ->
                        new FieldDifference(
                                d.pointer(),
                                Normalizer.get(live.tree(), d.pointer()),
                                Normalizer.get(predicted.tree(), d.pointer()),
                                d.owners()))
                .toList();
    }

    private static ResourceObject answered(
            ResourceObject desired,
            ResourceObject live,
            DiffRules rules,
            UnaryOperator<ResourceObject> dryRun) {
        var answer = dryRun.apply(desired);
        return rules.includeMutations()
                ? answer
                : OwnedMerge.merge(live, answer, rules.fieldManager());
    }

    private ObjectDiff compared(
            ResourceObject desired,
            ResourceObject live,
            ResourceObject predicted,
            DiffStrategy strategy,
            DiffRules rules) {
        var key = desired.key();
        boolean local = strategy != DiffStrategy.SERVER_SIDE;
        var left =
                normalizer.normalize(migrated(live, desired, rules.tracking()), key, rules, local);
        var answer =
                normalizer.normalize(
                        withoutForeignLabel(predicted, live, desired, rules.tracking()),
                        key,
                        rules,
                        local);
        var right = !local ? answer : LocalPrediction.withoutDefaults(answer, left);
        if (FieldDifferences.same(left.tree(), right.tree())) {
            return new ObjectDiff(
                    false, Optional.of(left), Optional.of(left), List.of(), Optional.empty());
        }
        return withoutTrusted(left, right, Ownership.of(live), rules);
    }

    /** Fields that differ and belong to a trusted manager are taken from both sides (C4.2). */
    private static ObjectDiff withoutTrusted(
            ResourceObject live, ResourceObject predicted, Ownership owners, DiffRules rules) {
        var trusted =
                rules.ignores().stream()
                        .filter(i -> i.matches(live.key()))
                        .flatMap(i -> i.managers().stream())
                        .toList();
        var all = FieldDifferences.between(live, predicted, owners);
        var ours =
                all.stream().filter(d -> d.owners().stream().noneMatch(trusted::contains)).toList();
        if (ours.size() == all.size()) {
            return new ObjectDiff(
                    true, Optional.of(live), Optional.of(predicted), all, Optional.empty());
        }
        var left = live.copyOfTree();
        var right = predicted.copyOfTree();
        all.reversed().stream()
                .filter(d -> !ours.contains(d))
                .forEach(d -> {
                    Normalizer.remove(left, d.pointer());
                    Normalizer.remove(right, d.pointer());
                });
        return new ObjectDiff(
                !FieldDifferences.same(left, right),
                Optional.of(ResourceObject.of(left)),
                Optional.of(ResourceObject.of(right)),
                ours,
                Optional.empty());
    }

    /** An object that was tracked by label before is not different because of that (C4.1). */
    private static ResourceObject migrated(
            ResourceObject live, ResourceObject desired, Tracking tracking) {
        if (!isMigrating(live, desired, tracking)) {
            return live;
        }
        var copied =
                live.withAnnotation(
                        Tracking.ID_ANNOTATION,
                        desired.annotation(Tracking.ID_ANNOTATION).orElseThrow());
        return desired.label(tracking.labelKey()).isPresent()
                ? copied
                : copied.without("metadata", "labels", tracking.labelKey());
    }

    private static ResourceObject withoutForeignLabel(
            ResourceObject predicted,
            ResourceObject live,
            ResourceObject desired,
            Tracking tracking) {
        return isMigrating(live, desired, tracking) && desired.label(tracking.labelKey()).isEmpty()
                ? predicted.without("metadata", "labels", tracking.labelKey())
                : predicted;
    }

    private static boolean isMigrating(
            ResourceObject live, ResourceObject desired, Tracking tracking) {
        return !tracking.isExempt(live.groupKind())
                && live.label(tracking.labelKey()).isPresent()
                && live.annotation(Tracking.ID_ANNOTATION).isEmpty()
                && desired.annotation(Tracking.ID_ANNOTATION).isPresent();
    }
}
