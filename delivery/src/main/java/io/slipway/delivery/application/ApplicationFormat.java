package io.slipway.delivery.application;

import io.slipway.manifests.Trees;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.Violations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tree form of applications, as clients send and get it. Stateless. */
public final class ApplicationFormat {

    /** Fields of object metadata that clients send and we do not keep. */
    private static final Set<String> FOREIGN_METADATA =
            Set.of(
                    "generateName",
                    "selfLink",
                    "managedFields",
                    "ownerReferences",
                    "deletionGracePeriodSeconds");

    /** What records are called in the published schema, where that is not their own name. */
    private static final Map<String, String> SCHEMA_NAMES =
            Map.ofEntries(
                    Map.entry("ApplicationMetadata", "ObjectMeta"),
                    Map.entry("ApplicationSourceHelmFileParameter", "HelmFileParameter"),
                    Map.entry("ApplicationSourceHelmParameter", "HelmParameter"),
                    Map.entry("ApplicationSourceJsonnetVar", "JsonnetVar"),
                    Map.entry("ApplicationSourceKustomizePatch", "KustomizePatch"),
                    Map.entry("ApplicationSourceKustomizeReplica", "KustomizeReplica"),
                    Map.entry("ApplicationSourceKustomizeSelector", "KustomizeSelector"),
                    Map.entry("ApplicationSpecDrySource", "DrySource"),
                    Map.entry("ApplicationSpecHydrateTo", "HydrateTo"),
                    Map.entry("ApplicationSpecIgnoreDifference", "ResourceIgnoreDifferences"),
                    Map.entry("ApplicationSpecNamespaceMetadata", "ManagedNamespaceMetadata"),
                    Map.entry("ApplicationSpecSourceHydrator", "SourceHydrator"),
                    Map.entry("ApplicationSpecSyncSource", "SyncSource"),
                    Map.entry("ApplicationStatusComparedTo", "ComparedTo"),
                    Map.entry("ApplicationStatusCondition", "ApplicationCondition"),
                    Map.entry("ApplicationStatusDeployment", "RevisionHistory"),
                    Map.entry("ApplicationStatusHealthStatus", "HealthStatus"),
                    Map.entry("ApplicationStatusOperationState", "OperationState"),
                    Map.entry("ApplicationStatusPendingDeletions", "PendingDeletions"),
                    Map.entry("ApplicationStatusResourceResult", "ResourceResult"),
                    Map.entry("ApplicationStatusResourceStatus", "ResourceStatus"),
                    Map.entry("ApplicationStatusSummary", "ApplicationSummary"),
                    Map.entry("ApplicationStatusSync", "SyncStatus"),
                    Map.entry("ApplicationStatusSyncResult", "SyncOperationResult"),
                    Map.entry("Destination", "ApplicationDestination"),
                    Map.entry("InfoItem", "Info"),
                    Map.entry("OperationForce", "SyncStrategyApply"),
                    Map.entry("OperationStrategy", "SyncStrategy"),
                    Map.entry("OperationSync", "SyncOperation"),
                    Map.entry("OperationSyncResource", "SyncOperationResource"),
                    Map.entry("SyncPolicyBackoff", "Backoff"),
                    Map.entry("SyncPolicyRetryStrategy", "RetryStrategy"));

    private ApplicationFormat() {}

    /**
     * What a client sent, as far as the schema knows it.
     *
     * @param unknown the places of fields that no version of the schema has
     */
    public record Parsed(Application application, List<String> unknown) {}

    /**
     * The application that a tree describes.
     *
     * @throws Invalid when a field has the wrong type, the tree is of another kind, or {@code
     *     strict} is asked for and a field is unknown; all of them are named
     */
    public static Parsed read(Map<String, Object> tree, boolean strict) {
        var violations = new Violations();
        expect(tree, "apiVersion", Application.API_VERSION, violations);
        expect(tree, "kind", Application.KIND, violations);
        if (Trees.stringAt(tree, "metadata", "generateName")
                .filter(n -> !n.isEmpty())
                .isPresent()) {
            violations.add("metadata.generateName", "is not supported: set metadata.name");
        }
        var findings = new RecordTree.Findings();
        var application = RecordTree.read(Application.class, prepared(tree), "", findings);
        findings.wrong().forEach(f -> violations.add(f.field(), f.message()));
        if (strict) {
            findings.unknown().forEach(f -> violations.add(f, "is no field of an Application"));
        }
        violations.throwIfAny();
        return new Parsed(application, findings.unknown());
    }

    /** The tree of an application, with what is empty left out. */
    public static Map<String, Object> write(Application application) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("apiVersion", Application.API_VERSION);
        tree.put("kind", Application.KIND);
        tree.putAll(RecordTree.write(application));
        return tree;
    }

    /**
     * JSON schemas of {@code Application} and of everything in it, by name, as OpenAPI's components
     * have them.
     */
    public static Map<String, Object> schemas() {
        var schemas = new LinkedHashMap<>(RecordTree.schemas(Application.class, SCHEMA_NAMES));
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("apiVersion", Map.of("type", "string"));
        properties.put("kind", Map.of("type", "string"));
        properties.putAll(Trees.mapAt(schemas, Application.KIND, "properties"));
        schemas.put(Application.KIND, Map.of("type", "object", "properties", properties));
        return schemas;
    }

    /** The tree of a part of an application. */
    public static Map<String, Object> writePart(Record part) {
        return RecordTree.write(part);
    }

    /** A part of an application that this server wrote itself. */
    static <T> T readStored(Class<T> type, Map<String, Object> tree) {
        return RecordTree.read(type, tree, "", new RecordTree.Findings());
    }

    /**
     * A record and the places of fields that it does not have.
     *
     * @param unknown in the order of the tree
     */
    public record Part<T extends Record>(T value, List<String> unknown) {}

    /**
     * The operation that a tree describes.
     *
     * @throws Invalid when a field has the wrong type
     */
    public static Operation readOperation(Map<String, Object> tree) {
        return readPart(Operation.class, tree, "operation").value();
    }

    /**
     * The record that a tree describes: a part of an application, or the body of a call.
     *
     * @param path of the tree in what the client sent, for messages; empty for all of it
     * @throws Invalid when a field has the wrong type; all of them are named
     */
    public static <T extends Record> Part<T> readPart(
            Class<T> type, Map<String, Object> tree, String path) {
        var findings = new RecordTree.Findings();
        var part = RecordTree.read(type, tree, path, findings);
        var violations = new Violations();
        findings.wrong().forEach(f -> violations.add(f.field(), f.message()));
        violations.throwIfAny();
        return new Part<>(part, findings.unknown());
    }

    /** JSON schemas of a record and of all records in it, by name. */
    public static Map<String, Object> schemasOf(Class<? extends Record> type) {
        return RecordTree.schemas(type, SCHEMA_NAMES);
    }

    private static void expect(
            Map<String, Object> tree, String field, String wanted, Violations violations) {
        var found = tree.get(field);
        if (found != null && !"".equals(found) && !wanted.equals(found)) {
            violations.add(field, "must be " + wanted);
        }
    }

    /** Takes out what is not ours to keep, and the second spelling of a plugin's parameters. */
    private static Map<String, Object> prepared(Map<String, Object> tree) {
        var copy = Trees.copyMap(tree);
        copy.remove("apiVersion");
        copy.remove("kind");
        Trees.map(copy.get("metadata")).ifPresent(m -> m.keySet().removeAll(FOREIGN_METADATA));
        for (var source : sourcesOf(copy)) {
            Trees.listAt(source, "plugin", "parameters").stream()
                    .flatMap(p -> Trees.map(p).stream())
                    .forEach(ApplicationFormat::unwrap);
        }
        return copy;
    }

    private static void unwrap(Map<String, Object> parameter) {
        for (var field : List.of("array", "map")) {
            var wrapper = field.equals("array") ? "OptionalArray" : "OptionalMap";
            var wrapped = parameter.remove(wrapper);
            Trees.at(wrapped, field).ifPresent(value -> parameter.putIfAbsent(field, value));
        }
    }

    private static List<Map<String, Object>> sourcesOf(Map<String, Object> tree) {
        var found = new ArrayList<Map<String, Object>>();
        for (var holder : List.of("spec", "operation")) {
            var prefix =
                    holder.equals("spec")
                            ? new String[] {"spec"}
                            : new String[] {"operation", "sync"};
            var at = Trees.mapAt(tree, prefix);
            Trees.map(at.get("source")).ifPresent(found::add);
            Trees.list(at.get("sources")).forEach(s -> Trees.map(s).ifPresent(found::add));
        }
        Trees.at(tree, "spec", "sourceHydrator", "drySource")
                .flatMap(Trees::map)
                .ifPresent(found::add);
        return found;
    }
}
