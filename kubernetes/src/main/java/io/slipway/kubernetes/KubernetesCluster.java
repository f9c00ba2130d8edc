package io.slipway.kubernetes;

import io.slipway.engine.cluster.AccessQuestion;
import io.slipway.engine.cluster.AccessRules;
import io.slipway.engine.cluster.ApiCatalog;
import io.slipway.engine.cluster.ApiResource;
import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.DeleteOptions;
import io.slipway.engine.cluster.Deletion;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.engine.cluster.LiveState;
import io.slipway.engine.cluster.LogOptions;
import io.slipway.engine.cluster.ObjectPage;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.Patch;
import io.slipway.engine.cluster.WriteOptions;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A cluster behind a real API server. Safe for many threads, each call blocks only its own; one
 * cluster's trouble does not reach another, since each has its own connections, gate and watches.
 *
 * <p>Calls are repeated where that cannot do harm: after 429 always, after a lost connection or 503
 * when the call changes nothing or would do the same again. Live Secrets that no application tracks
 * are kept without their data.
 */
public final class KubernetesCluster implements Cluster {

    private static final String APPLY = "application/apply-patch+yaml";

    private final String name;
    private final ApiServer server;
    private final Catalogs catalogs;
    private final Live live;

    private KubernetesCluster(
            String name, ApiServer server, KubernetesSettings settings, Tracking tracking) {
        this.name = name;
        this.server = server;
        this.catalogs = new Catalogs(new Discovery(server)::read, settings.discoveryPause());
        this.live = new Live(name, server, catalogs, settings, tracking);
    }

    /**
     * Connects. Nothing is asked of the server yet, so a cluster that is down can be connected; its
     * watches begin in the background and go on trying.
     *
     * @param name the one name that Slipway knows it by
     * @param tracking how applications are written on objects; the live index follows it
     * @throws ClusterException.Invalid when the settings cannot be used; the message says why
     */
    public static KubernetesCluster connect(
            String name,
            ClusterConnection connection,
            Tracking tracking,
            KubernetesSettings settings) {
        var server = new ApiServer(name, Credentials.config(connection, settings), settings);
        var cluster = new KubernetesCluster(name, server, settings, tracking);
        cluster.live.start();
        return cluster;
    }

    /**
     * As {@link #connect(String, ClusterConnection, Tracking, KubernetesSettings)}, with the
     * defaults.
     */
    public static KubernetesCluster connect(String name, ClusterConnection connection) {
        return connect(name, connection, Tracking.defaults(), KubernetesSettings.defaults());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String server() {
        return server.address();
    }

    /**
     * Asks the server for its version, such as {@code v1.34.1}, with the registered credential.
     *
     * @throws ClusterException when it cannot be reached or refuses the credential
     */
    public String version() {
        var answer = server.expect(Call.get(Identity.registered(), "/version")).tree();
        return Trees.stringAt(answer, "gitVersion").orElse("");
    }

    /** How many calls the server gets at once at present; falls while it answers 429. */
    public int concurrency() {
        return server.concurrency();
    }

    @Override
    public ApiCatalog catalog() {
        return catalogs.current();
    }

    @Override
    public ApiCatalog refreshCatalog() {
        return catalogs.refresh();
    }

    @Override
    public LiveState live() {
        return live;
    }

    @Override
    public Optional<ResourceObject> get(Identity who, ObjectReference object) {
        return onKind(
                object.type(),
                resource -> {
                    var answer = server.send(Call.get(who, path(resource, object)));
                    if (answer.code() == 404 && !answer.isUnknownPath()) {
                        return Attempt.done(Optional.empty());
                    }
                    return answer.isSuccess()
                            ? Attempt.done(
                                    Optional.of(Objects.ofItem(answer.tree(), object.type())))
                            : Attempt.refused(answer);
                });
    }

    @Override
    public ObjectPage list(Identity who, GroupVersionKind type, ListOptions options) {
        return onKind(
                type,
                resource -> {
                    var answer =
                            server.send(
                                    Call.get(who, Paths.in(resource, options.namespace()))
                                            .with("labelSelector", options.labelSelector())
                                            .with("fieldSelector", options.fieldSelector())
                                            .with(
                                                    "limit",
                                                    options.limit() > 0
                                                            ? String.valueOf(options.limit())
                                                            : "")
                                            .with("continue", options.continueToken()));
                    return answer.isSuccess()
                            ? Attempt.done(page(answer.tree(), type))
                            : Attempt.refused(answer);
                });
    }

    private static ObjectPage page(Map<String, Object> list, GroupVersionKind type) {
        var remaining = Trees.longAt(list, "metadata", "remainingItemCount");
        return new ObjectPage(
                Answer.items(list).stream().map(item -> Objects.ofItem(item, type)).toList(),
                Trees.stringAt(list, "metadata", "resourceVersion").orElse(""),
                Trees.stringAt(list, "metadata", "continue").orElse(""),
                remaining.isPresent() ? OptionalLong.of(remaining.get()) : OptionalLong.empty());
    }

    @Override
    public ResourceObject create(Identity who, ResourceObject object, WriteOptions options) {
        return write(
                object.groupVersionKind(),
                options,
                resource ->
                        Call.send(
                                who,
                                "POST",
                                Paths.in(resource, object.namespace()),
                                Call.JSON,
                                Json.write(object.tree()),
                                options.dryRun()));
    }

    @Override
    public ResourceObject replace(Identity who, ResourceObject object, WriteOptions options) {
        boolean repeatable = options.dryRun() || object.resourceVersion().isEmpty();
        return write(
                object.groupVersionKind(),
                options,
                resource ->
                        Call.send(
                                who,
                                "PUT",
                                Paths.object(resource, object.namespace(), object.name()),
                                Call.JSON,
                                Json.write(object.tree()),
                                repeatable));
    }

    @Override
    public ResourceObject apply(Identity who, ResourceObject object, WriteOptions options) {
        return write(
                object.groupVersionKind(),
                options,
                resource ->
                        Call.send(
                                        who,
                                        "PATCH",
                                        Paths.object(resource, object.namespace(), object.name()),
                                        APPLY,
                                        Json.write(object.tree()),
                                        true)
                                .with("force", String.valueOf(options.force())));
    }

    @Override
    public ResourceObject patch(
            Identity who, ObjectReference object, Patch patch, WriteOptions options) {
        var type =
                switch (patch.type()) {
                    case JSON -> "application/json-patch+json";
                    case MERGE -> "application/merge-patch+json";
                    case STRATEGIC -> "application/strategic-merge-patch+json";
                };
        var below = patch.subresource().isEmpty() ? "" : "/" + Call.segment(patch.subresource());
        return write(
                object.type(),
                options,
                resource ->
                        Call.send(
                                who,
                                "PATCH",
                                path(resource, object) + below,
                                type,
                                Json.write(patch.body()),
                                options.dryRun() || patch.type() == Patch.Type.MERGE));
    }

    /** Sends a write; its result goes into the live state before this returns. */
    private ResourceObject write(
            GroupVersionKind type, WriteOptions options, Function<ApiResource, Call> call) {
        return onKind(
                type,
                resource -> {
                    var prepared =
                            call.apply(resource)
                                    .with("fieldManager", options.fieldManager())
                                    .with("fieldValidation", validation(options))
                                    .with("dryRun", options.dryRun() ? "All" : "");
                    var answer = server.send(prepared);
                    if (!answer.isSuccess()) {
                        return Attempt.refused(answer);
                    }
                    var tree = answer.tree();
                    // A subresource such as scale answers with an object of another kind.
                    var result =
                            tree.get("kind") instanceof String
                                            && tree.get("apiVersion") instanceof String
                                    ? ResourceObject.of(tree)
                                    : Objects.ofItem(tree, type);
                    if (!options.dryRun()) {
                        intoLive(resource, result);
                    }
                    return Attempt.done(result);
                });
    }

    private static String validation(WriteOptions options) {
        return switch (options.validation()) {
            case STRICT -> "Strict";
            case WARN -> "Warn";
            case IGNORE -> "Ignore";
        };
    }

    /** Live objects are in the preferred version: a result in another one is read once more. */
    private void intoLive(ApiResource resource, ResourceObject result) {
        var kind = resource.type().groupKind();
        if (!live.follows(kind)) {
            return;
        }
        var preferred = live.preferred(kind).orElse(resource);
        if (result.groupVersionKind().equals(preferred.type())) {
            live.wrote(result);
            return;
        }
        var answer =
                server.send(
                        Call.get(
                                Identity.registered(),
                                Paths.object(preferred, result.namespace(), result.name())));
        if (answer.isSuccess()) {
            live.wrote(Objects.ofItem(answer.tree(), preferred.type()));
        }
    }

    @Override
    public Deletion delete(Identity who, ObjectReference object, DeleteOptions options) {
        return onKind(
                object.type(),
                resource -> {
                    var answer =
                            server.send(
                                    Call.send(
                                            who,
                                            "DELETE",
                                            path(resource, object),
                                            Call.JSON,
                                            Json.write(deleteBody(options)),
                                            true));
                    if (answer.code() == 404 && !answer.isUnknownPath()) {
                        return Attempt.done(new Deletion.Gone());
                    }
                    return answer.isSuccess()
                            ? Attempt.done(deletion(resource, object, options, answer.tree()))
                            : Attempt.refused(answer);
                });
    }

    private static Map<String, Object> deleteBody(DeleteOptions options) {
        var body = new LinkedHashMap<String, Object>();
        body.put("apiVersion", "v1");
        body.put("kind", "DeleteOptions");
        body.put(
                "propagationPolicy",
                switch (options.propagation()) {
                    case FOREGROUND -> "Foreground";
                    case BACKGROUND -> "Background";
                    case ORPHAN -> "Orphan";
                });
        var preconditions = new LinkedHashMap<String, Object>();
        options.uid().ifPresent(uid -> preconditions.put("uid", uid));
        options.resourceVersion()
                .ifPresent(version -> preconditions.put("resourceVersion", version));
        if (!preconditions.isEmpty()) {
            body.put("preconditions", preconditions);
        }
        if (options.dryRun()) {
            body.put("dryRun", List.of("All"));
        }
        return body;
    }

    private Deletion deletion(
            ApiResource resource,
            ObjectReference object,
            DeleteOptions options,
            Map<String, Object> answer) {
        boolean isStatus =
                "Status".equals(answer.get("kind")) && "v1".equals(answer.get("apiVersion"));
        if (!isStatus && staysFor(answer)) {
            var marked = Objects.ofItem(answer, object.type());
            if (!options.dryRun()) {
                intoLive(resource, marked);
            }
            return new Deletion.Terminating(marked);
        }
        if (!options.dryRun() && live.follows(resource.type().groupKind())) {
            var uid =
                    isStatus
                            ? Trees.stringAt(answer, "details", "uid").orElse("")
                            : Trees.stringAt(answer, "metadata", "uid").orElse("");
            var key = resource.namespaced() ? object.key() : object.key().inNamespace("");
            live.deleted(key, uid);
        }
        return new Deletion.Gone();
    }

    /** Whether an object that a delete answered with is still there: something holds it back. */
    private static boolean staysFor(Map<String, Object> object) {
        return Trees.at(object, "metadata", "deletionTimestamp").isPresent()
                && (!Trees.listAt(object, "metadata", "finalizers").isEmpty()
                        || Trees.longAt(object, "metadata", "deletionGracePeriodSeconds").orElse(0L)
                                > 0
                        || Trees.stringAt(object, "status", "phase")
                                .equals(Optional.of("Terminating")));
    }

    @Override
    public InputStream logs(Identity who, String namespace, String pod, LogOptions options) {
        var call =
                Call.get(
                                who,
                                "/api/v1/namespaces/%s/pods/%s/log"
                                        .formatted(Call.segment(namespace), Call.segment(pod)))
                        .accepting("*/*")
                        .with("container", options.container().orElse(""))
                        .with("follow", options.follow() ? "true" : "")
                        .with("previous", options.previous() ? "true" : "")
                        .with("timestamps", options.timestamps() ? "true" : "")
                        .with("sinceSeconds", text(options.sinceSeconds()))
                        .with("tailLines", text(options.tailLines()))
                        .with("limitBytes", text(options.limitBytes()));
        return server.stream(call);
    }

    private static String text(OptionalLong number) {
        return number.isPresent() ? String.valueOf(number.getAsLong()) : "";
    }

    @Override
    public AccessRules accessRules(Identity who, String namespace) {
        var status =
                review(
                        who,
                        "SelfSubjectRulesReview",
                        "selfsubjectrulesreviews",
                        Map.of("namespace", namespace));
        var rules = new ArrayList<AccessRules.Rule>();
        for (var rule : Trees.listAt(status, "resourceRules")) {
            rules.add(
                    new AccessRules.Rule(
                            texts(rule, "verbs"),
                            texts(rule, "apiGroups"),
                            texts(rule, "resources"),
                            texts(rule, "resourceNames")));
        }
        return new AccessRules(rules, Trees.isTrueAt(status, "incomplete"));
    }

    @Override
    public AccessQuestion.Answer mayAccess(Identity who, AccessQuestion question) {
        var parts = question.resource().split("/", 2);
        var attributes = new LinkedHashMap<String, Object>();
        attributes.put("verb", question.verb());
        attributes.put("group", question.group());
        attributes.put("resource", parts[0]);
        attributes.put("subresource", parts.length == 2 ? parts[1] : "");
        attributes.put("namespace", question.namespace());
        attributes.put("name", question.name());
        var status =
                review(
                        who,
                        "SelfSubjectAccessReview",
                        "selfsubjectaccessreviews",
                        Map.of("resourceAttributes", attributes));
        return new AccessQuestion.Answer(
                Trees.isTrueAt(status, "allowed"), Trees.stringAt(status, "reason").orElse(""));
    }

    private Map<String, Object> review(
            Identity who, String kind, String plural, Map<String, Object> spec) {
        var body = Map.of("apiVersion", "authorization.k8s.io/v1", "kind", kind, "spec", spec);
        var path = "/apis/authorization.k8s.io/v1/" + plural;
        return Trees.mapAt(
                server.expect(Call.send(who, "POST", path, Call.JSON, Json.write(body), true))
                        .tree(),
                "status");
    }

    private static List<String> texts(Object holder, String field) {
        return Trees.listAt(holder, field).stream().map(String::valueOf).toList();
    }

    private static String path(ApiResource resource, ObjectReference object) {
        return Paths.object(resource, object.namespace(), object.name());
    }

    /** What came of asking for a kind: a value, or a refusal that may be about the kind itself. */
    private record Attempt<T>(Optional<T> value, Optional<Answer> refusal) {
        static <T> Attempt<T> done(T value) {
            return new Attempt<>(Optional.of(value), Optional.empty());
        }

        static <T> Attempt<T> refused(Answer answer) {
            return new Attempt<>(Optional.empty(), Optional.of(answer));
        }
    }

    /**
     * Runs an attempt at a kind's path. When the server says that there is no such path, the
     * catalog is out of date: it is read again, and if the kind is still (or again) served, tried
     * once more.
     */
    private <T> T onKind(GroupVersionKind type, Function<ApiResource, Attempt<T>> attempt) {
        var first = attempt.apply(catalogs.require(type));
        if (first.value.isPresent()) {
            return first.value.get();
        }
        if (first.refusal.filter(Answer::isUnknownPath).isEmpty()) {
            throw first.refusal.orElseThrow().refusal();
        }
        catalogs.outdated();
        var second = attempt.apply(catalogs.require(type));
        return second.value.orElseThrow(() -> second.refusal.orElseThrow().refusal());
    }

    @Override
    public void close() {
        live.close();
        server.close();
    }

    /** The name and the address. */
    @Override
    public String toString() {
        return "cluster %s at %s".formatted(name.toLowerCase(Locale.ROOT), server.address());
    }
}
