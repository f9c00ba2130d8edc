package io.slipway.sandbox.registry;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.apply.ApplyResult;
import io.slipway.manifests.apply.Change;
import io.slipway.manifests.apply.FieldManagement;
import io.slipway.manifests.patch.JsonPatch;
import io.slipway.manifests.patch.MergePatch;
import io.slipway.manifests.patch.StrategicMergePatch;
import io.slipway.manifests.yaml.Json;
import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.status.ApiFailure.Cause;
import io.slipway.sandbox.store.ObjectStore;
import io.slipway.sandbox.store.ResourceId;
import io.slipway.sandbox.store.Stored;
import io.slipway.sandbox.type.ServedType;
import io.slipway.sandbox.type.ServedTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The verbs on objects, with everything that the API server does on the way: decoding, defaulting,
 * validation, field ownership, finalizers. Used by the HTTP API and by the controllers. Safe for
 * several threads. Every verb throws {@link ApiFailure} when it is refused.
 */
public final class Registry {

    private static final ResourceId NAMESPACES = new ResourceId("", "namespaces");
    private static final int MAX_TRIES = 20;
    private static final Set<String> NO_GENERATION =
            Set.of(
                    "configmaps",
                    "secrets",
                    "services",
                    "serviceaccounts",
                    "endpoints",
                    "events",
                    "namespaces",
                    "nodes",
                    "persistentvolumes",
                    "persistentvolumeclaims",
                    "resourcequotas",
                    "limitranges",
                    "runtimeclasses",
                    "apiservices",
                    "roles",
                    "rolebindings",
                    "clusterroles",
                    "clusterrolebindings",
                    "leases",
                    "storageclasses",
                    "controllerrevisions",
                    "horizontalpodautoscalers",
                    "csidrivers",
                    "csinodes");
    private static final Set<String> IMMEDIATE_OBJECT =
            Set.of(
                    "services",
                    "persistentvolumeclaims",
                    "persistentvolumes",
                    "serviceaccounts",
                    "pods",
                    "namespaces");

    private final ObjectStore store;
    private final ServedTypes types;
    private final Names names;
    private final Allocator allocator;
    private final CustomRules customRules = new CustomRules();
    private final ReentrantLock services = new ReentrantLock();
    private final ReentrantLock quotas = new ReentrantLock();

    /** On these objects and types. */
    public Registry(ObjectStore store, ServedTypes types, Names names) {
        this.store = store;
        this.types = types;
        this.names = names;
        this.allocator = new Allocator(store);
    }

    public ServedTypes types() {
        return types;
    }

    public ObjectStore store() {
        return store;
    }

    public Names names() {
        return names;
    }

    // --- reading -----------------------------------------------------------------------------

    /** The object's tree in the version asked for. */
    public Map<String, Object> get(Target target) {
        return find(target).orElseThrow(target::notFound);
    }

    /** As {@link #get}, empty when there is none. */
    public Optional<Map<String, Object>> find(Target target) {
        return store.get(target.type().id(), target.namespace(), target.name())
                .map(s -> shown(s, target.type()));
    }

    /** A stored object in a version. */
    public Map<String, Object> shown(Stored stored, ServedType type) {
        return Conversions.convert(stored.tree(), type);
    }

    /**
     * Whether a stored object is kept in the version of that type, so that its JSON can be sent as
     * it is.
     */
    public boolean isStoredAs(Stored stored, ServedType type) {
        return type.kind().apiVersion().equals(stored.tree().get("apiVersion"));
    }

    // --- creating ----------------------------------------------------------------------------

    /**
     * Creates an object.
     *
     * @param target without a name
     * @param body as the client sent it
     */
    public Written create(Target target, Map<String, Object> body, WriteOptions options) {
        var warnings = new ArrayList<String>();
        var object = decode(target, checked(target, body), options, warnings, false);
        var metadata = metadataOf(object);
        if (Trees.stringAt(metadata, "resourceVersion").filter(v -> !v.isEmpty()).isPresent()) {
            throw ApiFailure.badRequest(
                    "resourceVersion should not be set on objects to be created");
        }
        return insert(target, object, options, warnings, 0);
    }

    private Written insert(
            Target target,
            Map<String, Object> object,
            WriteOptions options,
            List<String> warnings,
            int tries) {
        var type = target.type();
        var fresh = Trees.copyMap(object);
        var metadata = metadataOf(fresh);
        boolean generated = Trees.stringAt(metadata, "name").orElse("").isEmpty();
        if (generated) {
            Trees.stringAt(metadata, "generateName")
                    .filter(g -> !g.isEmpty())
                    .ifPresent(g -> metadata.put("name", names.generate(g)));
        }
        List.of(
                        "uid",
                        "deletionTimestamp",
                        "deletionGracePeriodSeconds",
                        "selfLink",
                        "generation",
                        "resourceVersion")
                .forEach(metadata::remove);
        metadata.put("uid", names.uid());
        metadata.put("creationTimestamp", names.now());
        if (hasGeneration(type)) {
            metadata.put("generation", 1L);
        }
        if (type.hasStatus()) {
            fresh.remove("status");
            Optional.ofNullable(type.emptyTree().get("status"))
                    .ifPresent(e -> fresh.put("status", e));
        }
        requireNamespace(target);
        fillDefaults(type, fresh);
        // Who sent it owns it with its defaults; what the server adds from here on belongs to
        // nobody.
        var owned =
                Trees.copyMap(
                        options.manager().isEmpty()
                                ? fresh
                                : FieldManagement.recordUpdate(
                                        type.schema(),
                                        emptyLike(type, fresh),
                                        fresh,
                                        change(target, options)));
        if (type.custom().isEmpty()) {
            Admission.onCreate(type, owned, store, names);
        }
        var name = Trees.stringAt(metadataOf(owned), "name").orElse("");
        var causes = validateNew(type, owned, warnings);
        if (!causes.isEmpty()) {
            throw ApiFailure.invalid(type.group(), type.kind().kind(), name, causes);
        }
        return locked(
                type,
                () ->
                        withQuota(
                                target,
                                owned,
                                Map.of(),
                                () -> {
                                    if (isService(type)) {
                                        allocator.fill(owned, Map.of());
                                    }
                                    return store(
                                            target, owned, options, warnings, generated, object,
                                            tries, name);
                                }));
    }

    /** Where a namespace has quotas, one write at a time is held against them. */
    private <T> T withQuota(
            Target target, Map<String, Object> now, Map<String, Object> before, Step<T> step) {
        if (!QuotaUsage.applies(store, target.namespace())) {
            return step.run();
        }
        quotas.lock();
        try {
            QuotaUsage.check(store, target.type().id(), target.namespace(), now, before);
            return step.run();
        } finally {
            quotas.unlock();
        }
    }

    private Written store(
            Target target,
            Map<String, Object> owned,
            WriteOptions options,
            List<String> warnings,
            boolean generated,
            Map<String, Object> object,
            int tries,
            String name) {
        var type = target.type();
        if (options.dryRun()) {
            if (store.get(type.id(), target.namespace(), name).isPresent()) {
                throw ApiFailure.alreadyExists(type.group(), type.plural(), name);
            }
            return new Written(owned, true, warnings);
        }
        var stored = store.put(type.id(), target.namespace(), name, 0, toStorage(type, owned));
        if (stored.isPresent()) {
            return new Written(shown(stored.get(), type), true, warnings);
        }
        if (generated && tries < 8) {
            return insert(target, object, options, warnings, tries + 1);
        }
        throw ApiFailure.alreadyExists(type.group(), type.plural(), name);
    }

    private static boolean isService(ServedType type) {
        return type.group().isEmpty() && type.plural().equals("services");
    }

    private interface Step<T> {
        T run();
    }

    /** Services are written one at a time, since they share addresses and ports. */
    private <T> T locked(ServedType type, Step<T> step) {
        if (!isService(type)) {
            return step.run();
        }
        services.lock();
        try {
            return step.run();
        } finally {
            services.unlock();
        }
    }

    private Map<String, Object> toStorage(ServedType type, Map<String, Object> tree) {
        return types.storage(type.id()).map(s -> Conversions.convert(tree, s)).orElse(tree);
    }

    private static Map<String, Object> emptyLike(ServedType type, Map<String, Object> object) {
        var empty = new LinkedHashMap<>(type.emptyTree());
        empty.put("apiVersion", object.get("apiVersion"));
        empty.put("kind", object.get("kind"));
        empty.put("metadata", new LinkedHashMap<String, Object>());
        return empty;
    }

    private static boolean hasGeneration(ServedType type) {
        return type.custom().isPresent() || !NO_GENERATION.contains(type.plural());
    }

    private void requireNamespace(Target target) {
        if (!target.type().namespaced()) {
            return;
        }
        var namespace =
                store.get(NAMESPACES, "", target.namespace())
                        .orElseThrow(
                                () -> ApiFailure.notFound("", "namespaces", target.namespace()));
        if (Trees.at(namespace.tree(), "metadata", "deletionTimestamp").isPresent()
                && !target.type().plural().equals("events")) {
            throw new ApiFailure(
                    403,
                    "Forbidden",
                    target.type().id()
                            + (target.name().isEmpty() ? "" : " \"" + target.name() + "\"")
                            + " is forbidden: unable to create new content in namespace "
                            + target.namespace()
                            + " because it is being terminated",
                    Map.of(
                            "name",
                            target.name(),
                            "kind",
                            target.type().plural(),
                            "causes",
                            List.of(
                                    Map.of(
                                            "reason",
                                            "NamespaceTerminating",
                                            "message",
                                            "namespace "
                                                    + target.namespace()
                                                    + " is being terminated",
                                            "field",
                                            "metadata.namespace"))));
        }
    }

    // --- checking and completing -------------------------------------------------------------

    /** Checks that a body is of the type, namespace and name of its path, and fills these in. */
    private Map<String, Object> checked(Target target, Map<String, Object> body) {
        var kind = target.type().kind();
        var given = Trees.stringAt(body, "kind").orElse("");
        var version = Trees.stringAt(body, "apiVersion").orElse("");
        if (given.isEmpty()) {
            throw ApiFailure.badRequest("Object 'Kind' is missing in '" + abbreviated(body) + "'");
        }
        if (!version.equals(kind.apiVersion())) {
            throw ApiFailure.badRequest(
                    "the API version in the data ("
                            + version
                            + ") does not match the expected API version ("
                            + kind.apiVersion()
                            + ")");
        }
        if (!given.equals(kind.kind())) {
            throw ApiFailure.badRequest(
                    kind.kind()
                            + " in version \""
                            + kind.version()
                            + "\" cannot be handled as a "
                            + kind.kind()
                            + ": the kind in the data ("
                            + given
                            + ") does not match");
        }
        if (body.get("metadata") != null && !(body.get("metadata") instanceof Map<?, ?>)) {
            throw ApiFailure.badRequest("metadata must be an object");
        }
        var copy = new LinkedHashMap<>(body);
        var metadata = new LinkedHashMap<>(Trees.mapAt(body, "metadata"));
        copy.put("metadata", metadata);
        var namespace = Trees.stringAt(metadata, "namespace").orElse("");
        if (target.type().namespaced()) {
            if (!namespace.isEmpty() && !namespace.equals(target.namespace())) {
                throw ApiFailure.badRequest(
                        "the namespace of the provided object does not match the namespace sent on the request");
            }
            metadata.put("namespace", target.namespace());
        } else if (!namespace.isEmpty()) {
            throw ApiFailure.badRequest(
                    "namespace may not be set on cluster-scoped objects: " + namespace);
        }
        if (!target.name().isEmpty()) {
            var name = Trees.stringAt(metadata, "name").orElse(target.name());
            if (!name.equals(target.name())) {
                throw ApiFailure.badRequest(
                        "the name of the object ("
                                + name
                                + ") does not match the name on the URL ("
                                + target.name()
                                + ")");
            }
            metadata.put("name", target.name());
        }
        return copy;
    }

    private static String abbreviated(Map<String, Object> body) {
        var text = Json.write(body);
        return text.length() > 500 ? text.substring(0, 500) : text;
    }

    private Map<String, Object> decode(
            Target target,
            Map<String, Object> body,
            WriteOptions options,
            List<String> warnings,
            boolean patching) {
        var decoded = Decoder.decode(target.type(), body);
        if (!decoded.unknown().isEmpty()) {
            var texts = decoded.unknown().stream().map(p -> "unknown field \"" + p + "\"").toList();
            switch (options.validation()) {
                case IGNORE -> {}
                case WARN -> warnings.addAll(texts);
                case STRICT -> {
                    var why = "strict decoding error: " + String.join(", ", texts);
                    var kind = target.type().kind();
                    throw patching
                            ? ApiFailure.invalid(
                                    kind.group(),
                                    kind.kind(),
                                    target.name(),
                                    List.of(Cause.invalid("patch", abbreviated(body), why)))
                            : ApiFailure.badRequest(
                                    kind.kind()
                                            + " in version \""
                                            + kind.version()
                                            + "\" cannot be handled as a "
                                            + kind.kind()
                                            + ": "
                                            + why);
                }
            }
        }
        return decoded.tree();
    }

    private static void fillDefaults(ServedType type, Map<String, Object> object) {
        if (type.custom().isPresent()) {
            CustomRules.fillDefaults(type.custom().get().openApi(), object);
        } else {
            Defaults.fill(type.kind(), object);
        }
    }

    private List<Cause> validateNew(
            ServedType type, Map<String, Object> object, List<String> warnings) {
        if (type.custom().isPresent()) {
            var causes = new ArrayList<>(Validation.metadataOnly(object, true));
            causes.addAll(customRules.validate(type.custom().get(), object, Optional.empty()));
            return causes;
        }
        var causes = new ArrayList<>(Validation.ofNew(type.group(), type.kind().kind(), object));
        if (isDefinition(type)) {
            causes.addAll(customRules.review(object, warnings));
        }
        return causes;
    }

    private static boolean isDefinition(ServedType type) {
        return type.group().equals("apiextensions.k8s.io")
                && type.plural().equals("customresourcedefinitions");
    }

    private List<Cause> validateChange(
            ServedType type,
            Map<String, Object> old,
            Map<String, Object> object,
            List<String> warnings) {
        if (type.custom().isPresent()) {
            var causes = new ArrayList<>(Validation.metadataOnly(object, false));
            causes.addAll(customRules.validate(type.custom().get(), object, Optional.of(old)));
            return causes;
        }
        var causes =
                new ArrayList<>(Validation.ofChange(type.group(), type.kind().kind(), old, object));
        if (isDefinition(type) && !Objects.equals(old.get("spec"), object.get("spec"))) {
            causes.addAll(customRules.review(object, warnings));
        }
        return causes;
    }

    private Change change(Target target, WriteOptions options) {
        var ignored = new java.util.HashSet<String>();
        if (target.subresource().equals("status")) {
            ignored.add("spec");
        } else if (target.type().hasStatus()) {
            ignored.add("status");
        }
        return new Change(
                options.manager(),
                target.type().kind().apiVersion(),
                target.subresource(),
                names.now(),
                ignored);
    }

    private static Map<String, Object> metadataOf(Map<String, Object> object) {
        return Trees.map(
                        object.computeIfAbsent(
                                "metadata", _ -> new LinkedHashMap<String, Object>()))
                .orElseThrow(() -> ApiFailure.badRequest("metadata must be an object"));
    }

    // --- changing ----------------------------------------------------------------------------

    /** Replaces an object, or (subresource {@code status}) its status. */
    public Written update(Target target, Map<String, Object> body, WriteOptions options) {
        var warnings = new ArrayList<String>();
        var object = decode(target, checked(target, body), options, warnings, false);
        var version = Trees.stringAt(object, "metadata", "resourceVersion").orElse("");
        if (version.isEmpty() && target.type().custom().isPresent()) {
            throw ApiFailure.invalid(
                    target.type().group(),
                    target.type().kind().kind(),
                    target.name(),
                    List.of(
                            new Cause(
                                    "FieldValueInvalid",
                                    "metadata.resourceVersion",
                                    "Invalid value: 0: must be specified for an update")));
        }
        return mutate(target, options, warnings, _ -> object);
    }

    /** How the new tree of an object is made of the one that is there. */
    @FunctionalInterface
    public interface Edit {
        /** The new tree; the one given is not to be changed. */
        Map<String, Object> apply(Map<String, Object> current);
    }

    /** Changes an object by code, as a controller does; tried again when somebody was faster. */
    public Written edit(Target target, WriteOptions options, Edit edit) {
        return mutate(target, options, new ArrayList<>(), edit);
    }

    private Written mutate(Target target, WriteOptions options, List<String> warnings, Edit edit) {
        for (int i = 0; i < MAX_TRIES; i++) {
            var old =
                    store.get(target.type().id(), target.namespace(), target.name())
                            .orElseThrow(target::notFound);
            var written =
                    locked(
                            target.type(),
                            () ->
                                    replace(
                                            target,
                                            old,
                                            edit.apply(shown(old, target.type())),
                                            options,
                                            warnings,
                                            true));
            if (written.isPresent()) {
                return written.get();
            }
        }
        throw target.stale();
    }

    /** Stores a new tree in place of an old one; empty when the old one is no longer there. */
    private Optional<Written> replace(
            Target target,
            Stored old,
            Map<String, Object> candidate,
            WriteOptions options,
            List<String> warnings,
            boolean recordOwner) {
        var type = target.type();
        var before = shown(old, type);
        checkPreconditions(target, before, candidate);
        var next = Trees.copyMap(candidate);
        keepSystemFields(before, next);
        if (target.subresource().equals("status")) {
            next = onlyStatus(before, next);
        } else if (type.hasStatus()) {
            restore(before, next, "status");
        }
        boolean main = !target.subresource().equals("status");
        if (main) {
            fillDefaults(type, next);
        }
        var owned =
                Trees.copyMap(
                        recordOwner && !options.manager().isEmpty()
                                ? FieldManagement.recordUpdate(
                                        type.schema(), before, next, change(target, options))
                                : next);
        if (main && type.custom().isEmpty()) {
            Admission.onUpdate(type, owned, before);
        }
        if (isService(type)) {
            allocator.fill(owned, before);
        }
        if (hasGeneration(type) && !sameContent(before, owned, type)) {
            metadataOf(owned)
                    .put(
                            "generation",
                            Trees.longAt(before, "metadata", "generation").orElse(0L) + 1);
        }
        var causes = validateChange(type, before, owned, warnings);
        if (!causes.isEmpty()) {
            throw ApiFailure.invalid(type.group(), type.kind().kind(), target.name(), causes);
        }
        if (isDone(before, owned)) {
            return options.dryRun()
                    ? Optional.of(new Written(owned, false, warnings))
                    : store.remove(type.id(), target.namespace(), target.name(), old.version())
                            .map(_ -> new Written(owned, false, warnings));
        }
        if (isSame(before, owned)) {
            return Optional.of(new Written(before, false, warnings));
        }
        if (options.dryRun()) {
            return Optional.of(new Written(owned, false, warnings));
        }
        var toStore = toStorage(type, owned);
        return withQuota(
                        target,
                        toStore,
                        old.tree(),
                        () ->
                                store.put(
                                        type.id(),
                                        target.namespace(),
                                        target.name(),
                                        old.version(),
                                        toStore))
                .map(s -> new Written(shown(s, type), false, warnings));
    }

    private void checkPreconditions(
            Target target, Map<String, Object> before, Map<String, Object> candidate) {
        var uid = Trees.stringAt(candidate, "metadata", "uid").orElse("");
        var currentUid = Trees.stringAt(before, "metadata", "uid").orElse("");
        if (!uid.isEmpty() && !uid.equals(currentUid)) {
            throw ApiFailure.conflict(
                    target.type().group(),
                    target.type().plural(),
                    target.name(),
                    "Precondition failed: UID in precondition: "
                            + uid
                            + ", UID in object meta: "
                            + currentUid);
        }
        var version = Trees.stringAt(candidate, "metadata", "resourceVersion").orElse("");
        if (!version.isEmpty()
                && !version.equals("0")
                && !version.equals(
                        Trees.stringAt(before, "metadata", "resourceVersion").orElse(""))) {
            throw target.stale();
        }
    }

    private static void keepSystemFields(Map<String, Object> before, Map<String, Object> next) {
        var metadata = metadataOf(next);
        for (var field :
                List.of(
                        "name",
                        "namespace",
                        "uid",
                        "creationTimestamp",
                        "generation",
                        "deletionTimestamp",
                        "deletionGracePeriodSeconds",
                        "generateName",
                        "resourceVersion")) {
            var value = Trees.mapAt(before, "metadata").get(field);
            if (value == null) {
                metadata.remove(field);
            } else {
                metadata.put(field, value);
            }
        }
    }

    private static void restore(
            Map<String, Object> before, Map<String, Object> next, String field) {
        if (before.containsKey(field)) {
            next.put(field, Trees.copy(before.get(field)));
        } else {
            next.remove(field);
        }
    }

    private static Map<String, Object> onlyStatus(
            Map<String, Object> before, Map<String, Object> next) {
        var result = Trees.copyMap(before);
        if (next.get("status") == null) {
            result.remove("status");
        } else {
            result.put("status", next.get("status"));
        }
        return result;
    }

    private static boolean sameContent(
            Map<String, Object> before, Map<String, Object> next, ServedType type) {
        var old = new LinkedHashMap<>(before);
        var now = new LinkedHashMap<>(next);
        for (var ignored : type.hasStatus() ? List.of("metadata", "status") : List.of("metadata")) {
            old.remove(ignored);
            now.remove(ignored);
        }
        return old.equals(now);
    }

    private static boolean isDone(Map<String, Object> before, Map<String, Object> next) {
        return Trees.at(before, "metadata", "deletionTimestamp").isPresent()
                && Trees.listAt(next, "metadata", "finalizers").isEmpty()
                && Trees.listAt(next, "spec", "finalizers").isEmpty()
                && Trees.longAt(before, "metadata", "deletionGracePeriodSeconds").orElse(0L) == 0;
    }

    private static boolean isSame(Map<String, Object> before, Map<String, Object> next) {
        return withoutTimes(before).equals(withoutTimes(next));
    }

    private static Map<String, Object> withoutTimes(Map<String, Object> tree) {
        var entries = Trees.listAt(tree, "metadata", "managedFields");
        if (entries.isEmpty()) {
            return tree;
        }
        var copy = new LinkedHashMap<>(tree);
        var metadata = new LinkedHashMap<>(Trees.mapAt(tree, "metadata"));
        metadata.put(
                "managedFields",
                entries.stream()
                        .<Object>map(e -> {
                            var entry = new LinkedHashMap<>(Trees.map(e).orElse(Map.of()));
                            entry.remove("time");
                            return entry;
                        })
                        .toList());
        copy.put("metadata", metadata);
        return copy;
    }

    // --- patching ----------------------------------------------------------------------------

    /** The kinds of patches that are not server-side apply. */
    public enum PatchKind {
        JSON,
        MERGE,
        STRATEGIC
    }

    /** Patches an object, or (subresource {@code status}) its status. */
    public Written patch(
            Target target, PatchKind kind, @Nullable Object patch, WriteOptions options) {
        if (kind == PatchKind.STRATEGIC && target.type().custom().isPresent()) {
            throw new ApiFailure(
                    415,
                    "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types include:"
                            + " application/json-patch+json, application/merge-patch+json,"
                            + " application/apply-patch+yaml",
                    Map.of());
        }
        var warnings = new ArrayList<String>();
        return mutate(
                target,
                options,
                warnings,
                current -> {
                    warnings.clear();
                    var patched = patched(target, kind, patch, current);
                    return decode(target, checked(target, patched), options, warnings, true);
                });
    }

    private static Map<String, Object> patched(
            Target target, PatchKind kind, @Nullable Object patch, Map<String, Object> current) {
        try {
            var result =
                    switch (kind) {
                        case JSON -> JsonPatch.of(patch).apply(current);
                        case MERGE ->
                                MergePatch.apply(
                                        current,
                                        Trees.map(patch)
                                                .orElseThrow(() ->
                                                        ApiFailure.badRequest(
                                                                "the patch must be an object")));
                        case STRATEGIC ->
                                StrategicMergePatch.apply(
                                        target.type().schema(),
                                        current,
                                        Trees.map(patch)
                                                .orElseThrow(() ->
                                                        ApiFailure.badRequest(
                                                                "the patch must be an object")));
                    };
            return Trees.map(result)
                    .orElseThrow(() -> ApiFailure.badRequest("the patch leaves no object"));
        } catch (ManifestException e) {
            if (kind == PatchKind.JSON) {
                throw new ApiFailure(
                        422,
                        "Invalid",
                        "the server rejected our request due to an error in our request: "
                                + e.getMessage(),
                        Map.of());
            }
            throw ApiFailure.badRequest(
                    Objects.requireNonNullElse(e.getMessage(), "the patch does not fit"));
        }
    }

    /** Server-side apply. */
    public Written apply(Target target, Map<String, Object> configuration, WriteOptions options) {
        if (options.manager().isEmpty()) {
            throw ApiFailure.invalid(
                    "meta.k8s.io",
                    "PatchOptions",
                    "",
                    List.of(Cause.required("fieldManager", "is required for apply patch")));
        }
        if (!Trees.listAt(configuration, "metadata", "managedFields").isEmpty()) {
            throw ApiFailure.badRequest("metadata.managedFields must be nil");
        }
        var given = Trees.stringAt(configuration, "apiVersion").orElse("");
        if (!given.isEmpty() && !given.equals(target.type().kind().apiVersion())) {
            throw ApiFailure.badRequest(
                    "Incorrect version specified in apply patch. Specified patch version: "
                            + given
                            + ", expected: "
                            + target.type().kind().apiVersion());
        }
        var config = checked(target, configuration);
        for (int i = 0; i < MAX_TRIES; i++) {
            var old = store.get(target.type().id(), target.namespace(), target.name());
            if (old.isEmpty() && !target.subresource().isEmpty()) {
                throw target.notFound();
            }
            var written =
                    old.isPresent()
                            ? applyTo(target, old.get(), config, options)
                            : applyNew(target, config, options);
            if (written.isPresent()) {
                return written.get();
            }
        }
        throw target.stale();
    }

    private Optional<Written> applyTo(
            Target target, Stored old, Map<String, Object> config, WriteOptions options) {
        var live = shown(old, target.type());
        var merged = merged(target, live, config, options);
        if (!merged.changed()) {
            var same = Trees.copyMap(live);
            Trees.put(
                    same,
                    Trees.at(merged.object(), "metadata", "managedFields").orElse(null),
                    "metadata",
                    "managedFields");
            if (isSame(live, same)) {
                return Optional.of(new Written(live, false, List.of()));
            }
        }
        var warnings = new ArrayList<String>();
        var decoded = decode(target, merged.object(), options, warnings, true);
        return locked(target.type(), () -> replace(target, old, decoded, options, warnings, false));
    }

    private Optional<Written> applyNew(
            Target target, Map<String, Object> config, WriteOptions options) {
        var metadata = new LinkedHashMap<String, Object>();
        var live = new LinkedHashMap<String, Object>();
        live.put("apiVersion", config.get("apiVersion"));
        live.put("kind", config.get("kind"));
        live.put("metadata", metadata);
        metadata.put("name", target.name());
        if (target.type().namespaced()) {
            metadata.put("namespace", target.namespace());
        }
        if (Trees.stringAt(config, "metadata", "uid").filter(u -> !u.isEmpty()).isPresent()) {
            throw ApiFailure.conflict(
                    target.type().group(),
                    target.type().plural(),
                    target.name(),
                    "uid mismatch: the provided object specified uid "
                            + Trees.stringAt(config, "metadata", "uid").orElse("")
                            + ", and no existing object was found");
        }
        var merged = merged(target, live, config, options);
        var warnings = new ArrayList<String>();
        var decoded = decode(target, withoutNulls(merged.object()), options, warnings, true);
        try {
            // The owner is recorded already; what defaults add belongs to nobody, as on a real
            // server.
            return Optional.of(
                    insert(
                            target,
                            decoded,
                            new WriteOptions(options.dryRun(), "", options.validation(), false),
                            warnings,
                            99));
        } catch (ApiFailure e) {
            if (e.reason().equals("AlreadyExists")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Map<String, Object> withoutNulls(Map<String, Object> tree) {
        var copy = new LinkedHashMap<String, Object>();
        tree.forEach((key, value) -> {
            if (value instanceof Map<?, ?>) {
                copy.put(key, withoutNulls(Trees.map(value).orElseThrow()));
            } else if (value != null) {
                copy.put(key, value);
            }
        });
        return copy;
    }

    private ApplyResult.Applied merged(
            Target target,
            Map<String, Object> live,
            Map<String, Object> config,
            WriteOptions options) {
        try {
            return switch (FieldManagement.apply(
                    target.type().schema(),
                    live,
                    config,
                    change(target, options),
                    options.force())) {
                case ApplyResult.Applied applied -> applied;
                case ApplyResult.Conflicts conflicts ->
                        throw ApiFailure.applyConflict(
                                conflicts.message(),
                                conflicts.conflicts().stream()
                                        .map(c -> {
                                            var cause = new LinkedHashMap<String, Object>();
                                            cause.put("reason", "FieldManagerConflict");
                                            cause.put("message", "conflict with " + c.manager());
                                            cause.put("field", c.field());
                                            return (Map<String, Object>) cause;
                                        })
                                        .toList());
            };
        } catch (ManifestException e) {
            var kind = target.type().kind();
            throw ApiFailure.unknown(
                    500,
                    "failed to create typed patch object ("
                            + (target.namespace().isEmpty() ? "" : target.namespace())
                            + "/"
                            + target.name()
                            + "; "
                            + kind.apiVersion()
                            + ", Kind="
                            + kind.kind()
                            + "): "
                            + e.getMessage());
        }
    }

    // --- deleting ----------------------------------------------------------------------------

    /** Deletes an object, or marks it when finalizers or a grace period hold it. */
    public Deleted delete(Target target, DeleteOptions options) {
        for (int i = 0; i < MAX_TRIES; i++) {
            var old =
                    store.get(target.type().id(), target.namespace(), target.name())
                            .orElseThrow(target::notFound);
            checkDelete(target, old, options);
            var deleted = delete(target, old, options);
            if (deleted.isPresent()) {
                return deleted.get();
            }
        }
        throw target.stale();
    }

    private static void checkDelete(Target target, Stored old, DeleteOptions options) {
        if (options.uid().isPresent() && !options.uid().get().equals(old.uid())) {
            throw ApiFailure.conflict(
                    target.type().group(),
                    target.type().plural(),
                    target.name(),
                    "the UID in the precondition ("
                            + options.uid().get()
                            + ") does not match the UID in record ("
                            + old.uid()
                            + "). The object might have been deleted and then recreated");
        }
        if (options.resourceVersion().isPresent()
                && !options.resourceVersion().get().equals(Long.toString(old.version()))) {
            throw ApiFailure.conflict(
                    target.type().group(),
                    target.type().plural(),
                    target.name(),
                    "the ResourceVersion in the precondition ("
                            + options.resourceVersion().get()
                            + ") does not match the ResourceVersion in record ("
                            + old.version()
                            + "). The object might have been modified");
        }
    }

    private Optional<Deleted> delete(Target target, Stored old, DeleteOptions options) {
        var type = target.type();
        var tree = Trees.copyMap(old.tree());
        var metadata = metadataOf(tree);
        var finalizers = finalizersFor(type, metadata, options);
        boolean pod = type.group().isEmpty() && type.plural().equals("pods");
        boolean namespace = type.group().isEmpty() && type.plural().equals("namespaces");
        long grace = pod ? gracePeriod(tree, options) : 0;
        boolean marked = metadata.containsKey("deletionTimestamp");
        boolean held =
                !finalizers.isEmpty()
                        || grace > 0
                        || (namespace && !Trees.listAt(tree, "spec", "finalizers").isEmpty());
        if (!held) {
            if (options.dryRun()) {
                return Optional.of(new Deleted.Gone(shown(old, type)));
            }
            return store.remove(type.id(), target.namespace(), target.name(), old.version())
                    .map(gone -> new Deleted.Gone(shown(gone, type)));
        }
        long oldGrace = Trees.longAt(metadata, "deletionGracePeriodSeconds").orElse(Long.MAX_VALUE);
        if (marked
                && oldGrace <= grace
                && finalizers.equals(Trees.listAt(metadata, "finalizers"))) {
            return Optional.of(new Deleted.Marked(shown(old, type)));
        }
        if (!marked) {
            metadata.put(
                    "deletionTimestamp",
                    names.clock()
                            .instant()
                            .plusSeconds(grace)
                            .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                            .toString());
            if (hasGeneration(type)) {
                metadata.put("generation", Trees.longAt(metadata, "generation").orElse(0L) + 1);
            }
        }
        metadata.put("deletionGracePeriodSeconds", grace);
        if (finalizers.isEmpty()) {
            metadata.remove("finalizers");
        } else {
            metadata.put("finalizers", finalizers);
        }
        if (namespace) {
            metadata.remove("deletionGracePeriodSeconds");
            Trees.put(tree, "Terminating", "status", "phase");
        }
        if (options.dryRun()) {
            return Optional.of(new Deleted.Marked(Conversions.convert(tree, type)));
        }
        return store.put(type.id(), target.namespace(), target.name(), old.version(), tree)
                .map(s -> new Deleted.Marked(shown(s, type)));
    }

    private static long gracePeriod(Map<String, Object> pod, DeleteOptions options) {
        if (Trees.stringAt(pod, "spec", "nodeName").orElse("").isEmpty()
                || List.of("Succeeded", "Failed")
                        .contains(Trees.stringAt(pod, "status", "phase").orElse(""))) {
            return 0;
        }
        return options.gracePeriodSeconds()
                .orElseGet(() ->
                        Trees.longAt(pod, "spec", "terminationGracePeriodSeconds").orElse(30L));
    }

    private static List<Object> finalizersFor(
            ServedType type, Map<String, Object> metadata, DeleteOptions options) {
        var finalizers = new ArrayList<>(Trees.listAt(metadata, "finalizers"));
        var propagation =
                options.propagation()
                        .orElseGet(() ->
                                finalizers.contains("orphan")
                                        ? DeleteOptions.Propagation.ORPHAN
                                        : finalizers.contains("foregroundDeletion")
                                                ? DeleteOptions.Propagation.FOREGROUND
                                                : defaultPropagation(type));
        finalizers.removeAll(List.of("orphan", "foregroundDeletion"));
        switch (propagation) {
            case ORPHAN -> finalizers.add("orphan");
            case FOREGROUND -> finalizers.add("foregroundDeletion");
            case BACKGROUND -> {}
        }
        return finalizers;
    }

    private static DeleteOptions.Propagation defaultPropagation(ServedType type) {
        return (type.group().equals("batch") && type.plural().equals("jobs"))
                        || (type.group().isEmpty()
                                && type.plural().equals("replicationcontrollers"))
                ? DeleteOptions.Propagation.ORPHAN
                : DeleteOptions.Propagation.BACKGROUND;
    }

    /** Whether a deletion of this type answers with the object even when it is gone. */
    public static boolean answersWithObject(ServedType type) {
        return type.group().isEmpty() && IMMEDIATE_OBJECT.contains(type.plural());
    }

    /** Sets a namespace's finalizers (its subresource {@code finalize}). */
    public Written finalizeNamespace(
            Target target, Map<String, Object> body, WriteOptions options) {
        for (int i = 0; i < MAX_TRIES; i++) {
            var old = store.get(NAMESPACES, "", target.name()).orElseThrow(target::notFound);
            var tree = Trees.copyMap(old.tree());
            var finalizers = Trees.listAt(body, "spec", "finalizers");
            Trees.put(
                    tree,
                    finalizers.isEmpty() ? null : new ArrayList<>(finalizers),
                    "spec",
                    "finalizers");
            if (finalizers.isEmpty()) {
                Trees.map(tree.get("spec")).ifPresent(s -> s.remove("finalizers"));
            }
            if (isDone(old.tree(), tree)) {
                if (options.dryRun()
                        || store.remove(NAMESPACES, "", target.name(), old.version()).isPresent()) {
                    return new Written(tree, false, List.of());
                }
            } else {
                var stored =
                        options.dryRun()
                                ? Optional.<Stored>empty()
                                : store.put(NAMESPACES, "", target.name(), old.version(), tree);
                if (stored.isPresent() || options.dryRun()) {
                    return new Written(stored.map(Stored::tree).orElse(tree), false, List.of());
                }
            }
        }
        throw target.stale();
    }

    /**
     * Lets a pod go whose grace period is over: what a kubelet does when all containers have
     * stopped.
     */
    public void finishPod(String namespace, String name, String uid) {
        var type = types.builtIn("", "pods");
        for (int i = 0; i < MAX_TRIES; i++) {
            var old = store.get(type.id(), namespace, name).filter(s -> s.uid().equals(uid));
            if (old.isEmpty()) {
                return;
            }
            if (Trees.listAt(old.get().tree(), "metadata", "finalizers").isEmpty()) {
                if (store.remove(type.id(), namespace, name, old.get().version()).isPresent()) {
                    return;
                }
            } else {
                var tree = Trees.copyMap(old.get().tree());
                metadataOf(tree).put("deletionGracePeriodSeconds", 0L);
                if (tree.equals(old.get().tree())
                        || store.put(type.id(), namespace, name, old.get().version(), tree)
                                .isPresent()) {
                    return;
                }
            }
        }
    }

    /** The names of a resource's objects that are there now, as targets. */
    public List<Target> targets(ServedType type, String namespace) {
        return store.list(type.id(), namespace).objects().stream()
                .map(s -> Target.of(type, s.namespace(), s.name()))
                .toList();
    }
}
