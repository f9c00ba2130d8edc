package io.slipway.engine;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.diff.DiffRules;
import io.slipway.engine.diff.DiffStrategy;
import io.slipway.engine.diff.ObjectDiff;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Differences that are known already: a dry run's answer cannot change while neither the live
 * object nor what is asked changes. A new version of the live object in which only the status (or
 * who wrote it) differs is no change. Bounded, least recently used first out. Safe for many
 * threads.
 */
final class DiffCache {

    private static final int LIMIT = 50_000;

    /** Where an object lives. */
    private record Place(String cluster, ResourceKey key) {}

    /** What is asked; digests stand for trees, which would hold too much. */
    private record Question(String desired, DiffStrategy strategy, DiffRules rules) {}

    private record Known(
            Question question,
            String uid,
            String version,
            String live,
            ObjectDiff diff,
            boolean applied) {

        Known atVersion(String other) {
            return new Known(question, uid, other, live, diff, applied);
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<Place, Known> entries =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Place, Known> eldest) {
                    return size() > LIMIT;
                }
            };

    Optional<ObjectDiff> find(
            Cluster cluster,
            ResourceObject desired,
            ResourceObject live,
            DiffStrategy strategy,
            DiffRules rules) {
        return known(cluster, desired, live, strategy, rules).map(Known::diff);
    }

    /** Whether the live object is what came of our own apply of this desired one. */
    boolean isApplied(
            Cluster cluster,
            ResourceObject desired,
            ResourceObject live,
            DiffStrategy strategy,
            DiffRules rules) {
        return known(cluster, desired, live, strategy, rules).filter(Known::applied).isPresent();
    }

    /** Notes a difference, but not a failure to tell one. */
    void put(
            Cluster cluster,
            ResourceObject desired,
            ResourceObject live,
            DiffStrategy strategy,
            DiffRules rules,
            ObjectDiff diff,
            boolean applied) {
        if (live.resourceVersion().isEmpty() || diff.failure().isPresent()) {
            return;
        }
        store(
                new Place(cluster.server(), desired.key()),
                new Known(
                        new Question(digest(desired.tree()), strategy, rules),
                        live.uid(),
                        live.resourceVersion(),
                        digestOfLive(live, rules),
                        diff,
                        applied));
    }

    private Optional<Known> known(
            Cluster cluster,
            ResourceObject desired,
            ResourceObject live,
            DiffStrategy strategy,
            DiffRules rules) {
        var place = new Place(cluster.server(), desired.key());
        var entry = entry(place);
        if (live.resourceVersion().isEmpty()
                || entry.isEmpty()
                || !entry.get().uid().equals(live.uid())
                || !entry.get()
                        .question()
                        .equals(new Question(digest(desired.tree()), strategy, rules))) {
            return Optional.empty();
        }
        if (entry.get().version().equals(live.resourceVersion())) {
            return entry;
        }
        if (!entry.get().live().equals(digestOfLive(live, rules))) {
            return Optional.empty();
        }
        store(place, entry.get().atVersion(live.resourceVersion()));
        return entry;
    }

    private Optional<Known> entry(Place place) {
        lock.lock();
        try {
            return Optional.ofNullable(entries.get(place));
        } finally {
            lock.unlock();
        }
    }

    private void store(Place place, Known known) {
        lock.lock();
        try {
            entries.put(place, known);
        } finally {
            lock.unlock();
        }
    }

    /** Without what changes in every version; without the status, if that does not count. */
    private static String digestOfLive(ResourceObject live, DiffRules rules) {
        var tree = new LinkedHashMap<>(live.tree());
        boolean statusCounts =
                rules.ignores().stream()
                        .noneMatch(
                                i -> i.jsonPointers().contains("/status") && i.matches(live.key()));
        if (!statusCounts) {
            tree.remove("status");
        }
        var metadata = new LinkedHashMap<>(Trees.mapAt(tree, "metadata"));
        metadata.remove("resourceVersion");
        metadata.remove("generation");
        metadata.put("managedFields", ownership(live, statusCounts));
        tree.put("metadata", metadata);
        return digest(tree);
    }

    /** Who owns what, without the times, and without the owners of a status that does not count. */
    private static List<Object> ownership(ResourceObject live, boolean statusCounts) {
        return Trees.listAt(live.tree(), "metadata", "managedFields").stream()
                .filter(e ->
                        statusCounts
                                || !Trees.stringAt(e, "subresource").equals(Optional.of("status")))
                .flatMap(e -> Trees.map(e).stream())
                .<Object>map(e -> {
                    var entry = new LinkedHashMap<>(e);
                    entry.remove("time");
                    return entry;
                })
                .toList();
    }

    private static String digest(Map<String, Object> tree) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(Json.writeBytes(tree));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
