package io.slipway.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.applications.ClustersApi;
import io.slipway.delivery.cluster.ClusterEntry;
import io.slipway.delivery.cluster.ConnectionHealth;
import io.slipway.delivery.cluster.ConnectionSettings;
import io.slipway.delivery.cluster.NewCluster;
import io.slipway.delivery.cluster.RegisteredClusters;
import io.slipway.delivery.destination.Clusters;
import io.slipway.delivery.destination.Destination;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.engine.cluster.WriteOptions;
import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Role;
import io.slipway.forge.grant.Grant;
import io.slipway.forge.identity.Caller;
import io.slipway.http.HttpServer;
import io.slipway.http.HttpSettings;
import io.slipway.kubernetes.ClusterConnection;
import io.slipway.kubernetes.KubernetesCluster;
import io.slipway.kubernetes.KubernetesSettings;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.platform.problem.Conflict;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import io.slipway.platform.problem.NotFound;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.SecretBox;
import io.slipway.platform.store.DatabaseKind;
import io.slipway.sandbox.Sandbox;
import io.slipway.sandbox.SandboxSettings;
import io.slipway.testkit.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Clusters that administrators register, beside the one of the start; real sandboxes behind. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
class RegisteredClustersTest {

    private static Sandbox home;
    private static Sandbox away;
    private static KubernetesCluster primary;

    private final ForgeFixture forge;
    private final SecretBox box = SecretBox.ephemeral();
    private final Clusters clusters;
    private final Map<String, Destination> applications = new ConcurrentHashMap<>();
    private final RegisteredClusters registered;
    private final Caller root;

    RegisteredClustersTest(DatabaseKind kind) {
        forge = ForgeFixture.fresh(kind);
        root = forge.root();
        clusters = new Clusters(List.of(primary));
        registered = process(clusters);
        registered.start();
    }

    /** What one server process has; several share the database. */
    private RegisteredClusters process(Clusters ofProcess) {
        return new RegisteredClusters(
                forge.database(),
                box,
                forge.forge(),
                List.of(KubernetesConnector.link(primary)),
                ofProcess,
                _ -> applications,
                new KubernetesConnector(KubernetesSettings.defaults()),
                Clock.systemUTC(),
                Duration.ofMillis(50));
    }

    @BeforeAll
    static void startSandboxes() {
        home = Sandbox.start(SandboxSettings.inMemory());
        away = Sandbox.start(SandboxSettings.inMemory());
        primary =
                KubernetesCluster.connect(
                        "sandbox", ClusterConnection.kubeconfig(home.kubeconfig()));
    }

    @AfterAll
    static void stopSandboxes() {
        primary.close();
        home.close();
        away.close();
    }

    @AfterEach
    void close() {
        registered.close();
        forge.close();
    }

    /** As the kubeconfig has it; the same port speaks plain HTTP as well. */
    private static String address() {
        return away.address().toString().replace("http://", "https://");
    }

    private static NewCluster byKubeconfig(String name, boolean check) {
        return new NewCluster(
                name,
                new ConnectionSettings.Kubeconfig(new Secret(away.kubeconfig()), Optional.empty()),
                false,
                check);
    }

    private Clusters.Resolution resolve(String server, String name) {
        return clusters.resolve(new Destination(server, name, "default"));
    }

    @Test
    void registeredClusterIsLiveBesideThePrimaryOne() {
        var entry = registered.register(root, byKubeconfig("away", true));
        assertThat(entry.server()).isEqualTo(address());
        assertThat(entry.health().state()).isEqualTo(ConnectionHealth.State.CONNECTED);
        assertThat(entry.health().version()).startsWith("v1.");
        assertThat(entry.health().lastContact()).isPresent();

        assertThat(resolve("", "away")).isInstanceOf(Clusters.Resolution.Found.class);
        var byServer = resolve(address() + "/", "");
        assertThat(byServer).isInstanceOf(Clusters.Resolution.Found.class);
        var cluster = ((Clusters.Resolution.Found) byServer).cluster();
        var object =
                ResourceObject.of(
                        Trees.map(
                                        Yaml.document(
                                                "{apiVersion: v1, kind: ConfigMap, metadata: {name: only-away, namespace: default}}"))
                                .orElseThrow());
        cluster.apply(Identity.registered(), object, WriteOptions.defaults());
        var reference =
                new ObjectReference(GroupVersionKind.of("v1", "ConfigMap"), "default", "only-away");
        assertThat(cluster.get(Identity.registered(), reference)).isPresent();
        assertThat(primary.get(Identity.registered(), reference)).isEmpty();
        assertThat(registered.list(root))
                .extracting(ClusterEntry::name)
                .containsExactly("sandbox", "away");
        assertThat(registered.get(root, "in-cluster").name()).isEqualTo("sandbox");
    }

    @Test
    void credentialsAreEncryptedInTheDatabase() {
        registered.register(root, byKubeconfig("away", true));
        var stored =
                forge.database()
                        .read(r ->
                                r.list(
                                        "select connection from clusters",
                                        row -> row.text("connection")));
        assertThat(stored).hasSize(1);
        assertThat(stored.getFirst()).doesNotContain(away.token()).doesNotContain("server");
    }

    @Test
    void registrationSurvivesARestartAndReachesOtherProcesses() {
        var elsewhere = new Clusters(List.of(primary));
        try (var other = process(elsewhere)) {
            other.start();
            registered.register(root, byKubeconfig("away", true));
            Await.until("the other process has it", () -> elsewhere.all().size() == 2);
            Await.until(
                    "and reaches it",
                    () ->
                            other.get(root, "away").health().state()
                                    == ConnectionHealth.State.CONNECTED);
            registered.remove(root, "away");
            Await.until("it is gone there", () -> elsewhere.all().size() == 1);
        }
    }

    @Test
    void clusterThatDoesNotAnswerIsRefusedUnlessAskedFor() {
        var nowhere = away.kubeconfig().replace(address(), "https://127.0.0.1:1");
        var wanted =
                new NewCluster(
                        "nowhere",
                        new ConnectionSettings.Kubeconfig(new Secret(nowhere), Optional.empty()),
                        false,
                        true);
        assertThatThrownBy(() -> registered.register(root, wanted))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("connection does not work")
                .hasMessageContaining("127.0.0.1:1");
        registered.register(root, new NewCluster("nowhere", wanted.connection(), false, false));
        Await.until(
                "its health says so",
                () ->
                        registered.get(root, "nowhere").health().state()
                                == ConnectionHealth.State.FAILED);
        assertThat(registered.get(root, "nowhere").health().message())
                .contains("cannot be reached");
        // Mended by a change of its connection.
        registered.update(root, byKubeconfig("nowhere", true));
        assertThat(registered.get(root, "nowhere").health().state())
                .isEqualTo(ConnectionHealth.State.CONNECTED);
        assertThat(resolve(address(), "")).isInstanceOf(Clusters.Resolution.Found.class);
    }

    @Test
    void namesAndAddressesAreTakenOnce() {
        registered.register(root, byKubeconfig("away", true));
        assertThatThrownBy(() -> registered.register(root, byKubeconfig("away", true)))
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> registered.register(root, byKubeconfig("other", true)))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining(address());
        for (var name : List.of("in-cluster", "Default", "sandbox", "", "-a", "a b", "a/b")) {
            assertThatThrownBy(() -> registered.register(root, byKubeconfig(name, false)))
                    .isInstanceOf(Invalid.class);
        }
    }

    @Test
    void kubeconfigMayNotNameFilesOrPrograms() {
        var text = away.kubeconfig().replaceAll("token: .*", "exec: {command: id, apiVersion: v1}");
        assertThatThrownBy(() ->
                        registered.register(
                                root,
                                new NewCluster(
                                        "x",
                                        new ConnectionSettings.Kubeconfig(
                                                new Secret(text), Optional.empty()),
                                        false,
                                        false)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("exec");
    }

    @Test
    void onlyAdministratorsRegisterAndOthersSeeWhatTheyMayDeployTo() {
        registered.register(root, byKubeconfig("away", true));
        var ada = forge.member("ada", "demo", Role.DEVELOPER);
        assertThatThrownBy(() -> registered.register(ada, byKubeconfig("b", true)))
                .isInstanceOf(Denied.class);
        assertThatThrownBy(() -> registered.remove(ada, "away")).isInstanceOf(Denied.class);
        assertThatThrownBy(() -> registered.list(forge.anonymous())).isInstanceOf(Denied.class);
        assertThat(registered.list(ada)).extracting(ClusterEntry::name).containsExactly("sandbox");
        assertThatThrownBy(() -> registered.get(ada, "away")).isInstanceOf(NotFound.class);
        forge.forge()
                .grants()
                .setGrant(
                        root,
                        forge.group("demo"),
                        new Grant(
                                List.of(new io.slipway.forge.grant.Destination("away", "demo-*")),
                                List.of(),
                                false));
        assertThat(registered.get(ada, "away").name()).isEqualTo("away");
    }

    @Test
    void clusterThatApplicationsUseIsKept() {
        registered.register(root, byKubeconfig("away", true));
        applications.put("demo/web", new Destination(address(), "", "x"));
        applications.put("demo/here", new Destination("", "in-cluster", "x"));
        assertThat(registered.users(root, "away")).containsExactly("demo/web");
        assertThatThrownBy(() -> registered.remove(root, "away"))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("demo/web");
        assertThat(resolve("", "away")).isInstanceOf(Clusters.Resolution.Found.class);
        applications.remove("demo/web");
        registered.remove(root, "away");
        assertThat(resolve("", "away")).isInstanceOf(Clusters.Resolution.Refused.class);
        assertThatThrownBy(() -> registered.remove(root, "away")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> registered.remove(root, "sandbox")).isInstanceOf(Conflict.class);
    }

    @Test
    void administratorsAreBoundWhenAsked() {
        registered.register(
                root, new NewCluster("away", byKubeconfig("away", true).connection(), true, true));
        var away = ((Clusters.Resolution.Found) resolve("", "away")).cluster();
        assertThat(
                        away.get(
                                Identity.registered(),
                                new ObjectReference(
                                        GroupVersionKind.of(
                                                "rbac.authorization.k8s.io/v1",
                                                "ClusterRoleBinding"),
                                        "",
                                        "slipway-admins")))
                .isPresent();
    }

    @Test
    void clustersAreRegisteredOverHttpAndNoCredentialComesBack() throws Exception {
        var api =
                new ClustersApi(
                        registered,
                        forge.forge().grants(),
                        forge.forge().namespaces(),
                        forge.forge().authentication());
        try (var server =
                        HttpServer.start(HttpSettings.of("127.0.0.1", 0), List.of(api.surface()));
                var client = HttpClient.newHttpClient()) {
            var base = server.url() + "/gitops/v1/clusters";
            var made =
                    send(
                            client,
                            base,
                            "POST",
                            Json.write(
                                    Map.of(
                                            "name",
                                            "away",
                                            "server",
                                            away.address() + "/",
                                            "config",
                                            Map.of("bearerToken", away.token()))));
            assertThat(made.statusCode()).isEqualTo(201);
            assertThat(made.body()).doesNotContain(away.token());
            var tree = Json.readObject(made.body());
            assertThat(Trees.stringAt(tree, "info", "connectionState", "status"))
                    .contains("Successful");
            assertThat(Trees.longAt(tree, "info", "applicationsCount")).contains(0L);
            var listed = send(client, base, "GET", "");
            assertThat(listed.statusCode()).isEqualTo(200);
            assertThat(Trees.listAt(Json.readObject(listed.body()), "items")).hasSize(2);
            var wrong =
                    send(
                            client,
                            base,
                            "POST",
                            "{\"name\":\"b\",\"server\":\"https://x\",\"config\":{\"execProviderConfig\":{}}}");
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(wrong.body()).contains("config.execProviderConfig");
            var refused =
                    send(
                            client,
                            base + "/away",
                            "PUT",
                            Json.write(
                                    Map.of(
                                            "server",
                                            away.address().toString(),
                                            "config",
                                            Map.of("bearerToken", "wrong"))));
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("does not work").doesNotContain("wrong\"");
            forge.group("shop");
            var grants = base.replace("/clusters", "/grants") + "/shop";
            assertThat(send(client, grants, "GET", "").body()).contains("\"destinations\":[]");
            var granted =
                    send(
                            client,
                            grants,
                            "PUT",
                            "{\"destinations\":[{\"cluster\":\"away\",\"namespace\":\"shop-*\"}],\"clusterKinds\":[\"Namespace\"],\"roleBindings\":true}");
            assertThat(granted.statusCode()).as(granted.body()).isEqualTo(200);
            assertThat(send(client, grants, "GET", "").body()).isEqualTo(granted.body());
            var shop = forge.forge().namespaces().byPath(root, "shop");
            assertThat(forge.forge().grants().grant(root, shop))
                    .isEqualTo(
                            new Grant(
                                    List.of(
                                            new io.slipway.forge.grant.Destination(
                                                    "away", "shop-*")),
                                    List.of("Namespace"),
                                    true));
            for (var broken :
                    List.of(
                            "{\"destinations\":[{\"cluster\":\"away\"}]}",
                            "{\"destinations\":\"away\"}",
                            "{\"clusterKinds\":[7]}",
                            "{\"roleBindings\":\"yes\"}",
                            "{\"cluster\":\"away\"}",
                            "{\"project\":\"demo\"}")) {
                assertThat(send(client, grants, "PUT", broken).statusCode())
                        .as(broken)
                        .isEqualTo(400);
            }
            assertThat(send(client, grants, "GET", "").body()).isEqualTo(granted.body());
            assertThat(send(client, grants + "s", "GET", "").statusCode()).isEqualTo(404);

            assertThat(send(client, base + "/away", "DELETE", "").statusCode()).isEqualTo(204);
            assertThat(send(client, base + "/away", "GET", "").statusCode()).isEqualTo(404);
        }
    }

    private HttpResponse<String> send(HttpClient client, String url, String method, String body)
            throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header(
                                "Authorization",
                                "Bearer " + forge.forge().users().privateToken(root).reveal())
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
