package io.slipway.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.delivery.Delivery;
import io.slipway.delivery.DeliverySettings;
import io.slipway.delivery.application.ApplicationFormat;
import io.slipway.delivery.application.Applications;
import io.slipway.delivery.cluster.MembershipBindings;
import io.slipway.delivery.destination.Clusters;
import io.slipway.engine.cluster.AccessQuestion;
import io.slipway.engine.cluster.DeleteOptions;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.WriteOptions;
import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Role;
import io.slipway.forge.grant.Destination;
import io.slipway.forge.grant.Grant;
import io.slipway.forge.group.GroupChange;
import io.slipway.forge.identity.Caller;
import io.slipway.kubernetes.ClusterConnection;
import io.slipway.kubernetes.KubernetesCluster;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.platform.store.DatabaseKind;
import io.slipway.sandbox.Sandbox;
import io.slipway.sandbox.SandboxSettings;
import io.slipway.testkit.Await;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Members of a project see its namespaces in the cluster, by the cluster's own decision. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
class MembershipBindingsTest {

    private static final GroupVersionKind BINDING =
            GroupVersionKind.of("rbac.authorization.k8s.io/v1", "RoleBinding");

    private final ForgeFixture forge;
    private final Sandbox home = Sandbox.start(SandboxSettings.inMemory());
    private final Sandbox far = Sandbox.start(SandboxSettings.inMemory());
    private final KubernetesCluster sandbox =
            KubernetesCluster.connect("sandbox", ClusterConnection.kubeconfig(home.kubeconfig()));
    private final KubernetesCluster production =
            KubernetesCluster.connect("production", ClusterConnection.kubeconfig(far.kubeconfig()));
    private final Clusters clusters = new Clusters(List.of(sandbox, production));
    private final Delivery delivery;
    private final MembershipBindings bindings;
    private final CallerIdentity identities;

    MembershipBindingsTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind);
        delivery =
                new Delivery(
                        forge.database(),
                        forge.events(),
                        forge.forge(),
                        forge.repositories(),
                        clusters,
                        forge.clock(),
                        DeliverySettings.of(Set.of(URI.create("http://forge.test"))));
        bindings =
                new MembershipBindings(
                        forge.database(),
                        clusters,
                        delivery.records(),
                        delivery.changes(),
                        forge.forge().grants(),
                        forge.forge().namespaces(),
                        ClusterRoles::ensureRoles,
                        new MembershipBindings.Timing(
                                Duration.ofMillis(20), Duration.ofMillis(300)));
        identities = new CallerIdentity(forge.forge().access(), forge.forge().namespaces());
        forge.group("demo");
        forge.project("demo/web");
        bindings.start();
    }

    @AfterEach
    void close() {
        bindings.close();
        delivery.close();
        sandbox.close();
        production.close();
        home.close();
        far.close();
        forge.close();
    }

    private static ResourceObject object(String yaml) {
        return ResourceObject.of(Trees.map(Yaml.document(yaml)).orElseThrow());
    }

    private static void namespace(KubernetesCluster cluster, String name) {
        cluster.apply(
                Identity.registered(),
                object("{apiVersion: v1, kind: Namespace, metadata: {name: " + name + "}}"),
                WriteOptions.defaults());
    }

    private void application(String name, String cluster, String namespace) {
        var tree =
                Map.<String, Object>of(
                        "metadata",
                        Map.of("name", name),
                        "spec",
                        Trees.map(
                                        Yaml.document(
                                                """
                                                destination: {name: %s, namespace: %s}
                                                source: {repoURL: 'http://forge.test/demo/web.git', path: .}
                                                """
                                                        .formatted(cluster, namespace)))
                                .orElseThrow());
        delivery.applications()
                .create(
                        forge.root(),
                        "demo",
                        ApplicationFormat.read(tree, true).application(),
                        false,
                        new Applications.WriteMode(false, false));
    }

    private boolean may(Caller who, KubernetesCluster cluster, String verb, String what) {
        return cluster.mayAccess(identities.of(who), new AccessQuestion(verb, "", what, "shop", ""))
                .allowed();
    }

    private List<ResourceObject> bindingsIn(KubernetesCluster cluster) {
        return cluster.list(
                        Identity.registered(),
                        BINDING,
                        ListOptions.all().labelled("app.kubernetes.io/managed-by=slipway"))
                .items();
    }

    @Test
    void membersReachTheNamespacesOfTheirProject() {
        var reporter = forge.member("rita", "demo", Role.REPORTER);
        var developer = forge.member("dora", "demo", Role.DEVELOPER);
        var master = forge.member("mara", "demo", Role.MASTER);
        var stranger = forge.user("sven");
        application("web", "sandbox", "shop");
        // The namespace comes later, as with a first sync that makes it.
        namespace(sandbox, "shop");
        Await.until("reporters may read", () -> may(reporter, sandbox, "list", "pods"));
        Await.until("developers may write", () -> may(developer, sandbox, "create", "configmaps"));
        Await.until("masters may read secrets", () -> may(master, sandbox, "get", "secrets"));
        assertThat(may(reporter, sandbox, "get", "secrets")).isFalse();
        assertThat(may(reporter, sandbox, "create", "configmaps")).isFalse();
        assertThat(may(stranger, sandbox, "list", "pods")).isFalse();

        // Who joins has it with the next request, who leaves has lost it.
        var late = forge.member("lena", "demo", Role.REPORTER);
        assertThat(may(late, sandbox, "list", "pods")).isTrue();
        var group = forge.group("demo");
        forge.forge().groups().removeMember(forge.root(), group.id(), late.userId().orElseThrow());
        assertThat(may(late, sandbox, "list", "pods")).isFalse();
        forge.forge()
                .groups()
                .changeMember(
                        forge.root(), group.id(), reporter.userId().orElseThrow(), Role.MASTER);
        assertThat(may(reporter, sandbox, "get", "secrets")).isTrue();
    }

    @Test
    void renamedGroupKeepsItsRights() {
        var reporter = forge.member("rita", "demo", Role.REPORTER);
        namespace(sandbox, "shop");
        application("web", "sandbox", "shop");
        Await.until("reporters may read", () -> may(reporter, sandbox, "list", "pods"));
        forge.forge()
                .groups()
                .update(
                        forge.root(),
                        forge.group("demo").id(),
                        new GroupChange(
                                Optional.empty(),
                                Optional.of("shop"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
        Await.until(
                "the binding names the new path",
                () ->
                        bindingsIn(sandbox).stream()
                                .allMatch(b -> b.tree().toString().contains("slipway:shop:")));
        assertThat(may(reporter, sandbox, "list", "pods")).isTrue();
    }

    @Test
    void otherClustersGetBindingsOnlyWhenTheGrantSaysSo() {
        var reporter = forge.member("rita", "demo", Role.REPORTER);
        namespace(production, "shop");
        grant(false);
        application("web", "production", "shop");
        namespace(sandbox, "shop");
        application("here", "sandbox", "shop");
        Await.until("the sandbox has them", () -> bindingsIn(sandbox).size() == 3);
        assertThat(bindingsIn(production)).isEmpty();
        grant(true);
        Await.until("so has production", () -> bindingsIn(production).size() == 3);
        assertThat(may(reporter, production, "list", "pods")).isTrue();
        grant(false);
        Await.until("they are taken away", () -> bindingsIn(production).isEmpty());
        assertThat(may(reporter, production, "list", "pods")).isFalse();
    }

    private void grant(boolean roleBindings) {
        forge.forge()
                .grants()
                .setGrant(
                        forge.root(),
                        forge.group("demo"),
                        new Grant(
                                List.of(new Destination("production", "shop")),
                                List.of(),
                                roleBindings));
    }

    @Test
    void bindingsThatOthersChangeOrRemoveComeBackAndThoseOfOthersStay() {
        namespace(sandbox, "shop");
        sandbox.apply(
                Identity.registered(),
                object(
                        """
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: RoleBinding
                        metadata: {name: theirs, namespace: shop, labels: {slipway/installation: other}}
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                        subjects: []
                        """),
                WriteOptions.defaults());
        application("web", "sandbox", "shop");
        Await.until("all three are there", () -> bindingsIn(sandbox).size() == 3);
        var one = bindingsIn(sandbox).getFirst();
        sandbox.delete(
                Identity.registered(),
                ObjectReference.of(one),
                DeleteOptions.of(DeleteOptions.Propagation.BACKGROUND));
        Await.until("it is back", () -> bindingsIn(sandbox).size() == 3);
        assertThat(
                        sandbox.get(
                                Identity.registered(),
                                new ObjectReference(BINDING, "shop", "theirs")))
                .isPresent();
    }
}
