package io.slipway.kubernetes;

import static io.slipway.kubernetes.ScriptedServer.inTurn;
import static io.slipway.kubernetes.ScriptedServer.json;
import static io.slipway.kubernetes.ScriptedServer.status;
import static io.slipway.kubernetes.Target.US;
import static io.slipway.kubernetes.Target.WRITE;
import static io.slipway.kubernetes.Target.configMap;
import static io.slipway.kubernetes.Target.reference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.ObjectReference;
import io.slipway.testkit.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is sent, what is repeated, and what becomes of answers that are no use. */
class ApiServerTest {

    private static final String PATH = "/api/v1/namespaces/space/configmaps";
    private static final ObjectReference A = reference("v1", "ConfigMap", "space", "a");
    private static final String OBJECT =
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"namespace\":\"space\"}}";

    private final ScriptedServer server = new ScriptedServer();
    private KubernetesCluster cluster =
            server.connect(KubernetesSettings.defaults().withRequestTimeout(Duration.ofSeconds(5)));

    @AfterEach
    void end() {
        cluster.close();
        server.close();
    }

    private void patience(Duration time) {
        cluster.close();
        cluster = server.connect(KubernetesSettings.defaults().withRequestTimeout(time));
    }

    @Test
    void callsCarryTheTokenAndWhoTheyAreFor() {
        server.on("GET " + PATH + "/a", json(200, OBJECT));
        cluster.get(Target.person("slipway:ada", "slipway:g:reporter", "slipway:h:master"), A);
        var asked = server.asked("GET " + PATH + "/a").getFirst();
        assertThat(asked.header("authorization")).isEqualTo("Bearer secret");
        assertThat(asked.header("impersonate-user")).isEqualTo("slipway:ada");
        assertThat(asked.headers().get("impersonate-group"))
                .containsExactlyInAnyOrder("slipway:g:reporter", "slipway:h:master");
        assertThat(asked.header("user-agent")).isEqualTo("slipway");
    }

    @Test
    void ownCallsImpersonateNobody() {
        server.on("GET " + PATH + "/a", json(200, OBJECT));
        cluster.get(US, A);
        assertThat(server.asked("GET " + PATH + "/a").getFirst().headers())
                .doesNotContainKey("impersonate-user");
    }

    @Test
    void namesAreEncodedInPaths() {
        assertThat(Call.segment("a b/c?d")).isEqualTo("a%20b%2Fc%3Fd");
        assertThat(Call.segment("system:node")).isEqualTo("system:node");
    }

    @Test
    void parametersOfAWriteAreSent() {
        server.on("PATCH " + PATH + "/a", json(200, OBJECT));
        cluster.apply(US, configMap("space", "a", ""), WRITE.withDryRun(true));
        var asked = server.asked("PATCH " + PATH + "/a").getFirst();
        assertThat(asked.target())
                .contains(
                        "fieldManager=slipway",
                        "fieldValidation=Strict",
                        "dryRun=All",
                        "force=true");
        assertThat(asked.header("content-type")).isEqualTo("application/apply-patch+yaml");
        assertThat(asked.body()).contains("\"name\":\"a\"");
    }

    @Test
    void tooManyRequestsIsRepeatedEvenForACreateAndWaitsAsAsked() {
        server.on(
                "POST " + PATH,
                inTurn(
                        exchange -> {
                            exchange.getResponseHeaders().set("Retry-After", "1");
                            json(429, "{}").answer(exchange);
                        },
                        json(201, OBJECT)));
        long begin = System.nanoTime();
        cluster.create(US, configMap("space", "a", ""), WRITE);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isGreaterThanOrEqualTo(Duration.ofMillis(950));
        assertThat(server.asked("POST " + PATH)).hasSize(2);
    }

    @Test
    void tooManyRequestsLowersWhatRunsAtOnceAndSuccessRaisesItAgain() {
        server.on(
                "GET " + PATH + "/a",
                inTurn(
                        exchange -> {
                            exchange.getResponseHeaders().set("Retry-After", "0");
                            json(429, "{}").answer(exchange);
                        },
                        json(200, OBJECT)));
        int before = cluster.concurrency();
        cluster.get(US, A);
        int lowered = cluster.concurrency();
        assertThat(lowered).isLessThan(before);
        for (int i = 0; i < 3 * before; i++) {
            cluster.get(US, A);
        }
        assertThat(cluster.concurrency()).isGreaterThan(lowered);
    }

    @Test
    void endlessRefusalForLoadIsTold() {
        server.on("GET " + PATH + "/a", status(429, "TooManyRequests", "slow down"));
        patience(Duration.ofMillis(1500));
        assertThatThrownBy(() -> cluster.get(US, A))
                .isInstanceOf(ClusterException.TooManyRequests.class)
                .hasMessage("slow down");
    }

    @Test
    void unavailableIsRepeatedForReadsAndAppliesButNotForCreates() {
        server.on("GET " + PATH + "/a", inTurn(json(503, ""), json(200, OBJECT)));
        server.on("PATCH " + PATH + "/a", inTurn(json(503, ""), json(504, ""), json(200, OBJECT)));
        server.on(
                "POST " + PATH,
                inTurn(status(503, "ServiceUnavailable", "etcd is away"), json(201, OBJECT)));
        assertThat(cluster.get(US, A)).isPresent();
        cluster.apply(US, configMap("space", "a", ""), WRITE);
        assertThatThrownBy(() -> cluster.create(US, configMap("space", "a", ""), WRITE))
                .isInstanceOf(ClusterException.Unavailable.class)
                .hasMessage("etcd is away");
    }

    @Test
    void internalErrorIsToldAtOnce() {
        server.on("GET " + PATH + "/a", status(500, "InternalError", "broken"));
        assertThatThrownBy(() -> cluster.get(US, A))
                .isInstanceOfSatisfying(
                        ClusterException.Unavailable.class,
                        e -> assertThat(e.code()).isEqualTo(500))
                .hasMessage("broken");
        assertThat(server.asked("GET " + PATH + "/a")).hasSize(1);
    }

    @Test
    void lostConnectionIsRepeatedWhenThatIsHarmless() {
        server.on("GET " + PATH + "/a", inTurn(exchange -> {}, json(200, OBJECT)));
        assertThat(cluster.get(US, A)).isPresent();
    }

    @Test
    void serverThatHangsIsGivenUpInTimeAndHoldsUpNobodyElse() throws Exception {
        var release = new CountDownLatch(1);
        server.on("GET " + PATH + "/a", exchange -> release.await());
        server.on("GET " + PATH + "/b", json(200, OBJECT));
        patience(Duration.ofMillis(700));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var hanging = threads.submit(() -> cluster.get(US, A));
            assertThat(cluster.get(US, reference("v1", "ConfigMap", "space", "b"))).isPresent();
            assertThatThrownBy(hanging::get)
                    .hasCauseInstanceOf(ClusterException.Unavailable.class)
                    .hasMessageContaining("scripted");
            release.countDown();
        }
    }

    @Test
    void nobodyListensIsTold() {
        var address = server.address();
        cluster.close();
        server.close();
        try (var gone =
                KubernetesCluster.connect(
                        "gone",
                        new ClusterConnection.Token(address, "t", java.util.Optional.empty()))) {
            assertThatThrownBy(gone::catalog)
                    .isInstanceOf(ClusterException.Unavailable.class)
                    .hasMessageContaining("cluster \"gone\" at " + address + " cannot be reached");
        }
    }

    @Test
    void answerThatIsNoJsonIsTold() {
        server.on("GET " + PATH + "/a", json(200, "<html>login</html>"));
        assertThatThrownBy(() -> cluster.get(US, A))
                .isInstanceOf(ClusterException.Unavailable.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void answerThatIsTooLongIsCutOff() {
        server.on("GET " + PATH + "/a", json(200, "x".repeat(100_000)));
        cluster.close();
        cluster =
                server.connect(
                        new KubernetesSettings(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(5),
                                4,
                                10,
                                50_000,
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(1),
                                Duration.ofMillis(10),
                                Duration.ofMillis(100),
                                Duration.ZERO,
                                LiveLimits.defaults()));
        assertThatThrownBy(() -> cluster.get(US, A))
                .isInstanceOf(ClusterException.Unavailable.class)
                .hasMessageContaining("longer than 50000 bytes");
    }

    @Test
    void noMoreCallsRunAtOnceThanAllowed() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        server.on(
                "GET " + PATH + "/a",
                exchange -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.sleep(5);
                    running.decrementAndGet();
                    json(200, OBJECT).answer(exchange);
                });
        cluster.close();
        cluster = server.connect(KubernetesSettings.defaults().withMaxConcurrent(3));
        cluster.catalog();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 30; i++) {
                var _ = threads.submit(() -> cluster.get(US, A));
            }
        }
        assertThat(server.asked("GET " + PATH + "/a")).hasSize(30);
        assertThat(most.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void kindThatWasRemovedIsLookedUpAgainBeforeItIsCalledUnknown() {
        server.on("GET " + PATH + "/a", json(404, "404 page not found"));
        cluster.catalog();
        int before = server.asked("GET /api").size();
        server.on("GET /api", json(200, "{\"kind\":\"APIGroupDiscoveryList\",\"items\":[]}"));
        assertThatThrownBy(() -> cluster.get(US, A))
                .isInstanceOf(ClusterException.UnknownKind.class);
        assertThat(server.asked("GET /api").size()).isGreaterThan(before);
    }

    @Test
    void discoveryOfOldServersIsRead() {
        server.on("GET /api", json(200, "{\"kind\":\"APIVersions\",\"versions\":[\"v1\"]}"));
        server.on(
                "GET /api/v1",
                json(
                        200,
                        """
                        {"kind":"APIResourceList","groupVersion":"v1","resources":[
                         {"name":"configmaps","kind":"ConfigMap","namespaced":true,"verbs":["get","list"]}]}
                        """));
        server.on(
                "GET /apis",
                json(
                        200,
                        """
                        {"kind":"APIGroupList","groups":[{"name":"apps","preferredVersion":{"groupVersion":"apps/v1"},
                         "versions":[{"groupVersion":"apps/v1beta1"},{"groupVersion":"apps/v1"}]},
                         {"name":"away","versions":[{"groupVersion":"away/v1"}]}]}
                        """));
        server.on(
                "GET /apis/apps/v1",
                json(
                        200,
                        """
                        {"kind":"APIResourceList","groupVersion":"apps/v1","resources":[
                         {"name":"deployments","kind":"Deployment","namespaced":true,"verbs":["get"]},
                         {"name":"deployments/scale","kind":"Scale","namespaced":true,"verbs":["get"]}]}
                        """));
        server.on(
                "GET /apis/apps/v1beta1",
                json(
                        200,
                        """
                        {"kind":"APIResourceList","groupVersion":"apps/v1beta1","resources":[
                         {"name":"deployments","kind":"Deployment","namespaced":true,"verbs":["get"]}]}
                        """));
        var catalog = cluster.refreshCatalog();
        var deployments = new io.slipway.manifests.GroupKind("apps", "Deployment");
        assertThat(catalog.versions(deployments)).containsExactly("v1", "v1beta1");
        assertThat(catalog.find(deployments).orElseThrow().subresources()).containsExactly("scale");
        assertThat(catalog.preferred()).hasSize(2);
    }

    @Test
    void closedClusterRefuses() {
        cluster.close();
        assertThatThrownBy(() -> cluster.get(US, A))
                .isInstanceOf(ClusterException.Unavailable.class)
                .hasMessageContaining("was closed");
        Await.until("nothing more is asked", () -> true);
    }
}
