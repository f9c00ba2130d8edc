package io.slipway.engine.sync;

import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How much may be deleted without asking a person: a wrong generator or a renamed file must not
 * take a cluster down.
 *
 * @param most objects at once; more need a confirmation
 * @param guarded kinds of which even one needs a confirmation
 */
public record DeletionBudget(int most, Set<GroupKind> guarded) {

    public DeletionBudget {
        guarded = Set.copyOf(guarded);
    }

    /** More than ten objects, or any Namespace, definition of a kind, or PersistentVolumeClaim. */
    public static DeletionBudget defaults() {
        return new DeletionBudget(
                10,
                Set.of(
                        new GroupKind("", "Namespace"),
                        new GroupKind("", "PersistentVolumeClaim"),
                        new GroupKind("apiextensions.k8s.io", "CustomResourceDefinition")));
    }

    /** No limit. */
    public static DeletionBudget unlimited() {
        return new DeletionBudget(Integer.MAX_VALUE, Set.of());
    }

    /**
     * Deletions that wait for a person.
     *
     * @param objects sorted
     * @param reason why they wait
     */
    public record Pending(List<ResourceKey> objects, String reason) {
        public Pending {
            objects = objects.stream().sorted().toList();
        }

        /** One line for people: how many, the first, why, and the hash. */
        public String summary() {
            return "%s and %d more resources (%s, confirm %s)"
                    .formatted(objects.getFirst(), objects.size() - 1, reason, hash());
        }

        /** What a confirmation must name, with the revision: another list has another hash. */
        public String hash() {
            var text =
                    objects.stream().map(ResourceKey::toString).collect(Collectors.joining("\n"));
            try {
                var digest =
                        MessageDigest.getInstance("SHA-256")
                                .digest(text.getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }

    /** What must be confirmed before all of these go; empty when they are within the budget. */
    public Optional<Pending> check(Collection<ResourceKey> objects) {
        var distinct = Set.copyOf(objects);
        var kinds =
                distinct.stream()
                        .map(ResourceKey::groupKind)
                        .filter(guarded::contains)
                        .distinct()
                        .sorted()
                        .map(GroupKind::toString)
                        .collect(Collectors.joining(", "));
        if (distinct.size() <= most && kinds.isEmpty()) {
            return Optional.empty();
        }
        var reason =
                kinds.isEmpty() ? "more than " + most + " objects" : "objects of kind " + kinds;
        return Optional.of(new Pending(List.copyOf(distinct), reason));
    }
}
