package io.slipway.api.weave;

import io.slipway.engine.cluster.AccessQuestion;
import io.slipway.engine.cluster.AccessRules;
import io.slipway.engine.cluster.ApiCatalog;
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
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cluster that lets people see some namespaces only, and of those not every kind. */
final class RestrictedCluster implements Cluster {
    private final Cluster inner;
    final Map<String, AccessRules> rules = new HashMap<>();
    final Set<String> forbiddenKinds = new HashSet<>();
    final List<AccessQuestion> asked = new CopyOnWriteArrayList<>();
    boolean open = true;

    RestrictedCluster(Cluster inner) {
        this.inner = inner;
    }

    /** Everything of the table, in one namespace, without secrets. */
    static AccessRules viewer() {
        return new AccessRules(
                List.of(
                        rule("", List.of("pods", "events")),
                        rule("apps", List.of("deployments", "replicasets")),
                        rule("kustomize.toolkit.fluxcd.io", List.of("*")),
                        rule("helm.toolkit.fluxcd.io", List.of("*")),
                        rule("source.toolkit.fluxcd.io", List.of("*"))),
                false);
    }

    private static AccessRules.Rule rule(String group, List<String> resources) {
        return new AccessRules.Rule(
                List.of("get", "list", "watch"), List.of(group), resources, List.of());
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public String server() {
        return inner.server();
    }

    @Override
    public ApiCatalog catalog() {
        return inner.catalog();
    }

    @Override
    public ApiCatalog refreshCatalog() {
        return inner.refreshCatalog();
    }

    @Override
    public LiveState live() {
        return inner.live();
    }

    private void check(Identity who, String kind) {
        if (who instanceof Identity.Impersonated(var user, _) && forbiddenKinds.contains(kind)) {
            throw new ClusterException.Forbidden(
                    "User \"" + user + "\" cannot access resource " + kind);
        }
    }

    @Override
    public Optional<ResourceObject> get(Identity who, ObjectReference object) {
        check(who, object.type().kind());
        return inner.get(who, object);
    }

    @Override
    public ObjectPage list(Identity who, GroupVersionKind type, ListOptions options) {
        check(who, type.kind());
        return inner.list(who, type, options);
    }

    @Override
    public ResourceObject create(Identity who, ResourceObject object, WriteOptions options) {
        return inner.create(who, object, options);
    }

    @Override
    public ResourceObject replace(Identity who, ResourceObject object, WriteOptions options) {
        return inner.replace(who, object, options);
    }

    @Override
    public ResourceObject apply(Identity who, ResourceObject object, WriteOptions options) {
        return inner.apply(who, object, options);
    }

    @Override
    public ResourceObject patch(
            Identity who, ObjectReference object, Patch patch, WriteOptions options) {
        check(who, object.type().kind());
        return inner.patch(who, object, patch, options);
    }

    @Override
    public Deletion delete(Identity who, ObjectReference object, DeleteOptions options) {
        return inner.delete(who, object, options);
    }

    @Override
    public InputStream logs(Identity who, String namespace, String pod, LogOptions options) {
        return inner.logs(who, namespace, pod, options);
    }

    @Override
    public AccessRules accessRules(Identity who, String namespace) {
        return rules.getOrDefault(namespace, new AccessRules(List.of(), false));
    }

    @Override
    public AccessQuestion.Answer mayAccess(Identity who, AccessQuestion question) {
        asked.add(question);
        boolean forbidden =
                inner.catalog().resources().stream()
                        .anyMatch(r ->
                                r.plural().equals(question.resource())
                                        && forbiddenKinds.contains(r.type().kind()));
        boolean ruled =
                rules
                        .getOrDefault(question.namespace(), new AccessRules(List.of(), false))
                        .rules()
                        .stream()
                        .anyMatch(r ->
                                r.groups().contains(question.group())
                                        && (r.resources().contains("*")
                                                || r.resources().contains(question.resource())));
        return new AccessQuestion.Answer((open || ruled) && !forbidden, "");
    }

    @Override
    public void close() {
        inner.close();
    }
}
