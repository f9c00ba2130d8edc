package io.slipway.kubernetes;

import static io.slipway.kubernetes.Target.US;
import static io.slipway.kubernetes.Target.WRITE;
import static io.slipway.kubernetes.Target.configMap;
import static io.slipway.kubernetes.Target.object;
import static io.slipway.kubernetes.Target.person;
import static io.slipway.kubernetes.Target.reference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.engine.cluster.AccessQuestion;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.DeleteOptions;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.engine.cluster.Patch;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.GroupVersionKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who calls: impersonation of users and groups, access rules, access questions, wrong credentials.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.slipway.kubernetes.Targets#all")
class IdentityContractTest {

    private static final GroupVersionKind CONFIG_MAP = GroupVersionKind.of("v1", "ConfigMap");
    private static final Identity NOBODY = person("slipway:nobody");

    private final Target target;
    private KubernetesCluster cluster;
    private String ns;
    private String group;
    private Identity reader;

    IdentityContractTest(Target target) {
        this.target = target;
    }

    @BeforeEach
    void world() {
        cluster = target.cluster();
        ns = target.namespace();
        group = "slipway:" + ns + ":reporter";
        reader = person("slipway:ada", "slipway:other:developer", group);
    }

    private void letRead() {
        cluster.create(
                US,
                object(
                        """
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: Role
                        metadata: {namespace: %s, name: reader}
                        rules:
                        - {apiGroups: [""], resources: [configmaps], verbs: [get, list, watch]}
                        - {apiGroups: [""], resources: [secrets], verbs: [get], resourceNames: [open]}
                        - {apiGroups: [""], resources: [pods/log], verbs: [get]}
                        """,
                        ns),
                WRITE);
        cluster.create(
                US,
                object(
                        """
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: RoleBinding
                        metadata: {namespace: %s, name: reader}
                        subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: "%s"}]
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
                        """,
                        ns, group),
                WRITE);
        io.slipway.testkit.Await.until(
                "the binding works",
                () -> cluster.mayAccess(reader, question("get", "configmaps", "")).allowed());
    }

    private AccessQuestion question(String verb, String resource, String name) {
        return new AccessQuestion(verb, "", resource, ns, name);
    }

    @Test
    void whoMayNothingIsToldWhatIsMissing() {
        cluster.create(US, configMap(ns, "a", ""), WRITE);
        assertThatThrownBy(() -> cluster.get(NOBODY, reference("v1", "ConfigMap", ns, "a")))
                .isInstanceOf(ClusterException.Forbidden.class)
                .hasMessage(
                        "configmaps \"a\" is forbidden: User \"slipway:nobody\" cannot get resource \"configmaps\""
                                + " in API group \"\" in the namespace \"%s\"",
                        ns);
        assertThatThrownBy(() -> cluster.list(NOBODY, CONFIG_MAP, ListOptions.all()))
                .isInstanceOf(ClusterException.Forbidden.class)
                .hasMessageContaining(
                        "cannot list resource \"configmaps\" in API group \"\" at the cluster scope");
        assertThatThrownBy(() -> cluster.apply(NOBODY, configMap(ns, "a", ""), WRITE))
                .isInstanceOf(ClusterException.Forbidden.class);
        assertThatThrownBy(() -> cluster.create(NOBODY, configMap(ns, "b", ""), WRITE))
                .isInstanceOf(ClusterException.Forbidden.class);
        assertThatThrownBy(() -> cluster.replace(NOBODY, configMap(ns, "a", ""), WRITE))
                .isInstanceOf(ClusterException.Forbidden.class);
        assertThatThrownBy(() ->
                        cluster.patch(
                                NOBODY,
                                reference("v1", "ConfigMap", ns, "a"),
                                Patch.merge(Map.of()),
                                WRITE))
                .isInstanceOf(ClusterException.Forbidden.class);
        assertThatThrownBy(() ->
                        cluster.delete(
                                NOBODY,
                                reference("v1", "ConfigMap", ns, "a"),
                                DeleteOptions.of(DeleteOptions.Propagation.BACKGROUND)))
                .isInstanceOf(ClusterException.Forbidden.class);
        assertThatThrownBy(() ->
                        cluster.logs(
                                NOBODY,
                                ns,
                                "p",
                                new io.slipway.engine.cluster.LogOptions(
                                        Optional.empty(),
                                        false,
                                        false,
                                        false,
                                        java.util.OptionalLong.empty(),
                                        java.util.OptionalLong.empty(),
                                        java.util.OptionalLong.empty())))
                .isInstanceOf(ClusterException.Forbidden.class);
    }

    @Test
    void forbiddenComesBeforeNotFound() {
        assertThatThrownBy(() -> cluster.get(NOBODY, reference("v1", "ConfigMap", ns, "none")))
                .isInstanceOf(ClusterException.Forbidden.class);
    }

    @Test
    void oneOfSeveralGroupsIsEnough() {
        letRead();
        cluster.create(US, configMap(ns, "a", ""), WRITE);
        assertThat(cluster.get(reader, reference("v1", "ConfigMap", ns, "a"))).isPresent();
        assertThat(cluster.list(reader, CONFIG_MAP, ListOptions.inNamespace(ns)).items())
                .isNotEmpty();
        assertThatThrownBy(() -> cluster.list(reader, CONFIG_MAP, ListOptions.all()))
                .isInstanceOf(ClusterException.Forbidden.class);
        assertThatThrownBy(() -> cluster.apply(reader, configMap(ns, "a", ""), WRITE))
                .isInstanceOf(ClusterException.Forbidden.class);
    }

    @Test
    void ruleForNamedObjectsCoversOnlyThose() {
        letRead();
        assertThat(cluster.mayAccess(reader, question("get", "secrets", "open")).allowed())
                .isTrue();
        assertThat(cluster.mayAccess(reader, question("get", "secrets", "shut")).allowed())
                .isFalse();
        assertThat(cluster.mayAccess(reader, question("get", "secrets", "")).allowed()).isFalse();
    }

    @Test
    void subresourcesAreAskedForByName() {
        letRead();
        assertThat(cluster.mayAccess(reader, question("get", "pods/log", "")).allowed()).isTrue();
        assertThat(cluster.mayAccess(reader, question("get", "pods", "")).allowed()).isFalse();
    }

    @Test
    void answerHasTheReason() {
        letRead();
        assertThat(cluster.mayAccess(reader, question("get", "configmaps", "")).reason())
                .isEqualTo(
                        "RBAC: allowed by RoleBinding \"reader/%s\" of Role \"reader\" to Group \"%s\""
                                .formatted(ns, group));
    }

    @Test
    void rulesOfANamespaceAreListed() {
        letRead();
        var rules = cluster.accessRules(reader, ns);
        assertThat(rules.incomplete()).isFalse();
        assertThat(rules.rules())
                .anySatisfy(r -> {
                    assertThat(r.resources()).containsExactly("configmaps");
                    assertThat(r.verbs()).containsExactlyInAnyOrder("get", "list", "watch");
                    assertThat(r.groups()).containsExactly("");
                    assertThat(r.names()).isEmpty();
                })
                .anySatisfy(r -> assertThat(r.names()).containsExactly("open"));
        assertThat(cluster.accessRules(reader, "default").rules())
                .noneSatisfy(r -> assertThat(r.resources()).contains("configmaps"));
    }

    @Test
    void everybodyMayAskAboutThemselves() {
        assertThat(cluster.accessRules(NOBODY, ns).rules())
                .anySatisfy(r ->
                        assertThat(r.resources())
                                .contains("selfsubjectaccessreviews", "selfsubjectrulesreviews"));
    }

    @Test
    void administratorsMayEverything() {
        assertThat(cluster.accessRules(US, ns).rules())
                .anySatisfy(r -> {
                    assertThat(r.verbs()).contains("*");
                    assertThat(r.groups()).contains("*");
                    assertThat(r.resources()).contains("*");
                });
        assertThat(
                        cluster.mayAccess(US, new AccessQuestion("delete", "", "nodes", "", ""))
                                .allowed())
                .isTrue();
    }

    @Test
    void clusterRoleThroughARoleBindingHoldsInItsNamespace() {
        cluster.create(
                US,
                object(
                        """
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: RoleBinding
                        metadata: {namespace: %s, name: viewers}
                        subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: "slipway:grace"}]
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                        """,
                        ns),
                WRITE);
        var grace = person("slipway:grace");
        io.slipway.testkit.Await.until(
                "the binding works",
                () -> cluster.mayAccess(grace, question("list", "pods", "")).allowed());
        assertThat(cluster.mayAccess(grace, question("get", "secrets", "")).allowed()).isFalse();
        assertThat(
                        cluster.mayAccess(
                                        grace,
                                        new AccessQuestion("list", "", "pods", "default", ""))
                                .allowed())
                .isFalse();
    }

    @Test
    void clusterRoleBindingHoldsEverywhere() {
        var name = Target.fresh("auditors");
        cluster.create(
                US,
                object(
                        """
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: ClusterRoleBinding
                        metadata: {name: "%1$s"}
                        subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: "%1$s"}]
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                        """,
                        name),
                WRITE);
        var auditor = person("slipway:eve", name);
        io.slipway.testkit.Await.until(
                "the binding works",
                () ->
                        cluster.mayAccess(auditor, new AccessQuestion("list", "", "pods", "", ""))
                                .allowed());
        target.delete(reference("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "", name));
    }

    @Test
    void roleRefCannotBeChanged() {
        letRead();
        assertThatThrownBy(() ->
                        cluster.patch(
                                US,
                                reference(
                                        "rbac.authorization.k8s.io/v1",
                                        "RoleBinding",
                                        ns,
                                        "reader"),
                                Patch.merge(Map.of("roleRef", Map.of("name", "other"))),
                                WRITE))
                .isInstanceOf(ClusterException.Invalid.class)
                .hasMessageContaining("cannot change roleRef");
    }

    @Test
    void nobodyGivesAwayMoreThanTheyHave() {
        var role =
                object(
                        """
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: Role
                        metadata: {namespace: %s, name: maker}
                        rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [create, get]}]
                        """,
                        ns);
        cluster.create(US, role, WRITE);
        cluster.create(
                US,
                object(
                        """
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: RoleBinding
                        metadata: {namespace: %s, name: makers}
                        subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: "slipway:mallory"}]
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: maker}
                        """,
                        ns),
                WRITE);
        var mallory = person("slipway:mallory");
        io.slipway.testkit.Await.until(
                "the binding works",
                () ->
                        cluster.mayAccess(
                                        mallory,
                                        new AccessQuestion(
                                                "create",
                                                "rbac.authorization.k8s.io",
                                                "roles",
                                                ns,
                                                ""))
                                .allowed());
        var more =
                role.with("more", "metadata", "name")
                        .with(
                                List.of(
                                        Map.of(
                                                "apiGroups",
                                                List.of(""),
                                                "resources",
                                                List.of("secrets"),
                                                "verbs",
                                                List.of("get"))),
                                "rules");
        assertThatThrownBy(() -> cluster.create(mallory, more, WRITE))
                .isInstanceOf(ClusterException.Forbidden.class)
                .hasMessageContaining("is attempting to grant RBAC permissions not currently held");
    }

    @Test
    void wrongTokenIsUnauthorized() {
        var tree =
                io.slipway.manifests.yaml.Yaml.document(
                        target.kubeconfig().replaceAll("token: [^}\\s]+", "token: wrong"));
        var text = io.slipway.manifests.yaml.Yaml.write(tree);
        try (var stranger =
                KubernetesCluster.connect(
                        "stranger",
                        ClusterConnection.kubeconfig(text),
                        Tracking.defaults(),
                        KubernetesSettings.defaults())) {
            assertThatThrownBy(stranger::refreshCatalog)
                    .isInstanceOf(ClusterException.Unauthorized.class);
        }
    }
}
