package io.slipway.engine.sync;

import io.slipway.engine.compare.HookPhase;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.Trees;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a sync stands: saved after each step, and all that the next one needs.
 *
 * @param startedAt when the operation (not the retry) started; whole seconds are kept when saved
 * @param results in the order of first execution
 * @param notBefore the end of the delay between two waves, when one runs
 * @param run what hook objects of this attempt are marked with; empty until it is needed. It is
 *     saved before the first hook is made, so that a restarted sync knows its own hooks
 * @param waveAt when the last wave was acted on
 * @param awaySince since when the cluster does not answer, when it does not
 */
public record SyncState(
        OperationPhase phase,
        String message,
        Instant startedAt,
        List<SyncedObject> results,
        Optional<Instant> notBefore,
        String run,
        Optional<Instant> waveAt,
        Optional<Instant> awaySince) {

    public SyncState {
        results = List.copyOf(results);
    }

    /**
     * Before the first step; also of a retry, in which everything runs again, hooks too (sync Q).
     */
    public static SyncState started(Instant at) {
        return new SyncState(
                OperationPhase.RUNNING,
                "",
                at,
                List.of(),
                Optional.empty(),
                "",
                Optional.empty(),
                Optional.empty());
    }

    /** The same, asked to stop; {@code why} becomes the message's end when it is not empty. */
    public SyncState terminating(String why) {
        return new SyncState(
                OperationPhase.TERMINATING,
                why,
                startedAt,
                results,
                Optional.empty(),
                run,
                waveAt,
                Optional.empty());
    }

    SyncState running(String mark) {
        return new SyncState(
                phase, message, startedAt, results, notBefore, mark, waveAt, awaySince);
    }

    SyncState with(OperationPhase other, String text) {
        return new SyncState(other, text, startedAt, results, notBefore, run, waveAt, awaySince);
    }

    SyncState with(List<SyncedObject> other) {
        return new SyncState(phase, message, startedAt, other, notBefore, run, waveAt, awaySince);
    }

    SyncState waitingUntil(Optional<Instant> moment) {
        return new SyncState(phase, message, startedAt, results, moment, run, waveAt, awaySince);
    }

    SyncState waveAt(Instant moment) {
        return new SyncState(
                phase, message, startedAt, results, notBefore, run, Optional.of(moment), awaySince);
    }

    SyncState away(Optional<Instant> since) {
        return new SyncState(phase, message, startedAt, results, notBefore, run, waveAt, since);
    }

    /** As a tree: {@code phase, message, startedAt, resources[]} … in the APIs' words. */
    public Map<String, Object> toTree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("phase", phase.text());
        tree.put("message", message);
        tree.put("startedAt", startedAt.toString());
        notBefore.ifPresent(at -> tree.put("notBefore", at.toString()));
        put(tree, "run", run);
        waveAt.ifPresent(at -> tree.put("waveAt", at.toString()));
        awaySince.ifPresent(at -> tree.put("awaySince", at.toString()));
        var resources = new ArrayList<Object>();
        results.forEach(r -> resources.add(tree(r)));
        tree.put("resources", resources);
        return tree;
    }

    /**
     * Of a tree that {@link #toTree} made. Entries with unknown words are an
     * IllegalArgumentException.
     */
    public static SyncState fromTree(Map<String, Object> tree) {
        var results =
                Trees.listAt(tree, "resources").stream()
                        .flatMap(o -> Trees.map(o).stream())
                        .map(SyncState::result)
                        .toList();
        return new SyncState(
                word(tree, "phase")
                        .flatMap(OperationPhase::of)
                        .orElseThrow(() -> unknown(tree, "phase")),
                word(tree, "message").orElse(""),
                Instant.parse(
                        word(tree, "startedAt").orElseThrow(() -> unknown(tree, "startedAt"))),
                results,
                word(tree, "notBefore").map(Instant::parse),
                word(tree, "run").orElse(""),
                word(tree, "waveAt").map(Instant::parse),
                word(tree, "awaySince").map(Instant::parse));
    }

    /** A result as the APIs write it ({@code syncResult.resources[]}). */
    public static Map<String, Object> tree(SyncedObject result) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("group", result.key().group());
        tree.put("version", result.version());
        tree.put("kind", result.key().kind());
        tree.put("namespace", result.key().namespace());
        tree.put("name", result.key().name());
        result.status().ifPresent(s -> tree.put("status", s.text()));
        put(tree, "message", result.message());
        result.hookType().ifPresent(t -> tree.put("hookType", t.text()));
        tree.put("hookPhase", result.phase().text());
        tree.put("syncPhase", result.syncPhase().text());
        return tree;
    }

    private static SyncedObject result(Map<String, Object> tree) {
        return new SyncedObject(
                new ResourceKey(
                        word(tree, "group").orElse(""),
                        word(tree, "kind").orElse(""),
                        word(tree, "namespace").orElse(""),
                        word(tree, "name").orElse("")),
                word(tree, "version").orElse(""),
                word(tree, "status").flatMap(ResultCode::of),
                word(tree, "message").orElse(""),
                word(tree, "hookType").flatMap(HookPhase::of),
                word(tree, "hookPhase")
                        .flatMap(OperationPhase::of)
                        .orElseThrow(() -> unknown(tree, "hookPhase")),
                word(tree, "syncPhase")
                        .flatMap(HookPhase::of)
                        .orElseThrow(() -> unknown(tree, "syncPhase")));
    }

    private static Optional<String> word(Map<String, Object> tree, String field) {
        return Trees.stringAt(tree, field);
    }

    private static void put(Map<String, Object> tree, String field, String text) {
        if (!text.isEmpty()) {
            tree.put(field, text);
        }
    }

    private static IllegalArgumentException unknown(Map<String, Object> tree, String field) {
        return new IllegalArgumentException(
                "saved sync has no valid " + field + ": " + tree.get(field));
    }
}
