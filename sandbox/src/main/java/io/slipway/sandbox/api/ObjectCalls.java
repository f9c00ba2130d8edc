package io.slipway.sandbox.api;

import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.sandbox.access.AccountTokens;
import io.slipway.sandbox.access.Grants;
import io.slipway.sandbox.registry.DeleteOptions;
import io.slipway.sandbox.registry.Deleted;
import io.slipway.sandbox.registry.FieldSelector;
import io.slipway.sandbox.registry.LabelSelector;
import io.slipway.sandbox.registry.Registry;
import io.slipway.sandbox.registry.Target;
import io.slipway.sandbox.registry.WriteOptions;
import io.slipway.sandbox.registry.Written;
import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.type.ServedType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The verbs on objects as calls. Safe for several threads. */
final class ObjectCalls {

    private static final Set<String> WRITES = Set.of("create", "update", "patch");

    private final Registry registry;
    private final Shapes shapes;
    private final Lists lists;
    private final Watches watches;
    private final PodParts pods;
    private final Grants grants;
    private final AccountTokens tokens;

    ObjectCalls(Registry registry, Shapes shapes, Grants grants, AccountTokens tokens) {
        this.tokens = tokens;
        this.grants = grants;
        this.registry = registry;
        this.shapes = shapes;
        this.lists = new Lists(registry, shapes);
        this.watches = new Watches(registry, shapes);
        this.pods = new PodParts(registry);
    }

    Reply answer(Call call, String verb, Target target) {
        var part = target.subresource();
        if (target.type().group().isEmpty()
                && target.type().plural().equals("pods")
                && PodParts.PARTS.contains(part)) {
            return pods.answer(call, target);
        }
        return switch (part) {
            case "", "status", "resize", "ephemeralcontainers", "approval" ->
                    plain(call, verb, target);
            case "scale" -> new Scales(registry).answer(call, verb, target, options(call));
            case "token" ->
                    Reply.tree(
                            201, tokens.request(target.namespace(), target.name(), call.object()));
            case "finalize" ->
                    Reply.tree(
                            200,
                            registry.finalizeNamespace(target, call.object(), options(call))
                                    .tree());
            default ->
                    throw ApiFailure.notImplemented(
                            "the sandbox runs nothing, so "
                                    + target.type().plural()
                                    + "/"
                                    + part
                                    + " is not there; use a real cluster for it");
        };
    }

    private Reply plain(Call call, String verb, Target target) {
        // Parts other than the status change the object itself.
        var place = target.subresource().equals("status") ? target : target.part("");
        if (WRITES.contains(verb)
                && Grants.areMadeBy(target.type().group(), target.type().plural())) {
            requireHeld(call, verb, place);
        }
        return switch (verb) {
            case "get" -> get(call, place);
            case "list" -> lists.answer(call, place);
            case "watch" -> watches.answer(call, place);
            case "create" ->
                    written(call, target, registry.create(place, call.object(), options(call)));
            case "update" ->
                    written(call, target, registry.update(place, call.object(), options(call)));
            case "patch" -> patch(call, place);
            case "delete" -> delete(call, place);
            case "deletecollection" -> deleteAll(call, place);
            default -> throw ApiFailure.methodNotAllowed();
        };
    }

    /** Looks at what a write of a role or binding would lead to, before it is done. */
    private void requireHeld(Call call, String verb, Target target) {
        var options = options(call).asDryRun();
        var result =
                switch (verb) {
                    case "create" -> registry.create(target, call.object(), options);
                    case "update" -> registry.update(target, call.object(), options);
                    default -> patched(call, target, options);
                };
        grants.require(call.user(), target.type().plural(), target.namespace(), result.tree());
    }

    private Reply get(Call call, Target target) {
        var accept = Accept.of(call.header("accept"));
        var stored =
                registry.store()
                        .get(target.type().id(), target.namespace(), target.name())
                        .orElseThrow(() ->
                                ApiFailure.notFound(
                                        target.type().group(),
                                        target.type().plural(),
                                        target.name()));
        if (accept.equals(Accept.JSON) && registry.isStoredAs(stored, target.type())) {
            return new Reply.Whole(200, "application/json", stored.json(), List.of());
        }
        return Reply.tree(
                200,
                shapes.one(
                        target.type(),
                        registry.shown(stored, target.type()),
                        accept,
                        call.parameter("includeObject").orElse("")));
    }

    private Reply written(Call call, Target target, Written written) {
        var accept = Accept.of(call.header("accept"));
        return new Reply.Tree(
                written.created() ? 201 : 200,
                shapes.one(
                        target.type(),
                        written.tree(),
                        accept,
                        call.parameter("includeObject").orElse("")),
                written.warnings());
    }

    static WriteOptions options(Call call) {
        boolean dry =
                Optional.ofNullable(call.query().get("dryRun"))
                        .map(values -> {
                            if (values.stream().anyMatch(v -> !v.equals("All"))) {
                                throw ApiFailure.invalid(
                                        "meta.k8s.io",
                                        "CreateOptions",
                                        "",
                                        List.of(
                                                ApiFailure.Cause.unsupported(
                                                        "dryRun",
                                                        values.getFirst(),
                                                        List.of("All"))));
                            }
                            return !values.isEmpty();
                        })
                        .orElse(false);
        var validation =
                switch (call.parameter("fieldValidation").orElse("Warn")) {
                    case "Ignore" -> WriteOptions.Validation.IGNORE;
                    case "Strict" -> WriteOptions.Validation.STRICT;
                    case "Warn" -> WriteOptions.Validation.WARN;
                    default ->
                            throw ApiFailure.invalid(
                                    "meta.k8s.io",
                                    "CreateOptions",
                                    "",
                                    List.of(
                                            ApiFailure.Cause.unsupported(
                                                    "fieldValidation",
                                                    call.parameter("fieldValidation").orElse(""),
                                                    List.of("Ignore", "Strict", "Warn"))));
                };
        return new WriteOptions(dry, manager(call), validation, call.flag("force"));
    }

    private static String manager(Call call) {
        var given = call.parameter("fieldManager").orElse("");
        if (given.length() > 128) {
            throw ApiFailure.invalid(
                    "meta.k8s.io",
                    "PatchOptions",
                    "",
                    List.of(
                            new ApiFailure.Cause(
                                    "FieldValueTooLong",
                                    "fieldManager",
                                    "Too long: may not be more than 128 bytes")));
        }
        if (!given.isEmpty() || call.contentType().startsWith("application/apply-patch")) {
            return given;
        }
        var agent = call.header("user-agent");
        int slash = agent.indexOf('/');
        var name = slash < 0 ? agent : agent.substring(0, slash);
        return name.isEmpty() ? "unknown" : name.length() > 128 ? name.substring(0, 128) : name;
    }

    private Reply patch(Call call, Target target) {
        return written(call, target, patched(call, target, options(call)));
    }

    private Written patched(Call call, Target target, WriteOptions options) {
        return switch (call.contentType()) {
            case "application/apply-patch+yaml" -> registry.apply(target, call.object(), options);
            case "application/json-patch+json" ->
                    registry.patch(target, Registry.PatchKind.JSON, call.tree(), options);
            case "application/merge-patch+json" ->
                    registry.patch(target, Registry.PatchKind.MERGE, call.tree(), options);
            case "application/strategic-merge-patch+json" ->
                    registry.patch(target, Registry.PatchKind.STRATEGIC, call.tree(), options);
            default ->
                    throw new ApiFailure(
                            415,
                            "UnsupportedMediaType",
                            "the body of the request was in an unknown format - accepted media types include:"
                                    + " application/json-patch+json, application/merge-patch+json,"
                                    + " application/strategic-merge-patch+json, application/apply-patch+yaml",
                            Map.of());
        };
    }

    private static DeleteOptions deleteOptions(Call call) {
        var body = Trees.map(call.tree()).orElse(Map.of());
        var named =
                call.parameter("propagationPolicy")
                        .or(() -> Trees.stringAt(body, "propagationPolicy"));
        var propagation =
                named.map(p ->
                        switch (p) {
                            case "Orphan" -> DeleteOptions.Propagation.ORPHAN;
                            case "Background" -> DeleteOptions.Propagation.BACKGROUND;
                            case "Foreground" -> DeleteOptions.Propagation.FOREGROUND;
                            default ->
                                    throw ApiFailure.invalid(
                                            "meta.k8s.io",
                                            "DeleteOptions",
                                            "",
                                            List.of(
                                                    ApiFailure.Cause.unsupported(
                                                            "propagationPolicy",
                                                            p,
                                                            List.of(
                                                                    "Foreground",
                                                                    "Background",
                                                                    "Orphan"))));
                        });
        if (propagation.isEmpty() && Trees.at(body, "orphanDependents").isPresent()) {
            propagation =
                    Optional.of(
                            Trees.isTrueAt(body, "orphanDependents")
                                    ? DeleteOptions.Propagation.ORPHAN
                                    : DeleteOptions.Propagation.BACKGROUND);
        }
        var grace =
                call.parameter("gracePeriodSeconds")
                        .map(ObjectCalls::number)
                        .or(() -> Trees.longAt(body, "gracePeriodSeconds"));
        boolean dry =
                call.query().getOrDefault("dryRun", List.of()).contains("All")
                        || Trees.listAt(body, "dryRun").contains("All");
        return new DeleteOptions(
                dry,
                propagation,
                grace,
                Trees.stringAt(body, "preconditions", "uid"),
                Trees.stringAt(body, "preconditions", "resourceVersion"));
    }

    static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ApiFailure.badRequest(
                    "strconv.ParseUint: parsing " + Json.write(text) + ": invalid syntax");
        }
    }

    private Reply delete(Call call, Target target) {
        return switch (registry.delete(target, deleteOptions(call))) {
            case Deleted.Gone(var tree) ->
                    Reply.tree(
                            200,
                            Registry.answersWithObject(target.type())
                                    ? tree
                                    : Routes.success(target, tree));
            case Deleted.Marked(var tree) -> Reply.tree(200, tree);
        };
    }

    private Reply deleteAll(Call call, Target target) {
        var options = deleteOptions(call);
        var selection = selection(call, target.type());
        var gone = new ArrayList<Map<String, Object>>();
        for (var stored : registry.store().list(target.type().id(), target.namespace()).objects()) {
            var tree = registry.shown(stored, target.type());
            if (!selection.matches(tree)) {
                continue;
            }
            try {
                registry.delete(
                        Target.of(target.type(), stored.namespace(), stored.name()), options);
                gone.add(tree);
            } catch (ApiFailure e) {
                if (!e.reason().equals("NotFound")) {
                    throw e;
                }
            }
        }
        return Reply.tree(
                200,
                shapes.list(
                        target.type(),
                        gone,
                        Shapes.tree("resourceVersion", Long.toString(registry.store().version())),
                        Accept.JSON,
                        ""));
    }

    /** Which objects of a collection a call is about. */
    record Selection(LabelSelector labels, Optional<FieldSelector> fields) {

        boolean matches(Map<String, Object> object) {
            return (labels.isEmpty() || labels.matches(LabelSelector.labelsOf(object)))
                    && (fields.isEmpty() || fields.get().matches(object));
        }

        boolean isAll() {
            return labels.isEmpty() && fields.isEmpty();
        }
    }

    static Selection selection(Call call, ServedType type) {
        return new Selection(
                LabelSelector.parse(call.parameter("labelSelector").orElse("")),
                call.parameter("fieldSelector").map(f -> FieldSelector.parse(type, f)));
    }

    /** The one name that a list or watch is limited to. */
    static Optional<String> nameSelected(Call call, ServedType type) {
        return call.parameter("fieldSelector").flatMap(f -> FieldSelector.parse(type, f).name());
    }
}
