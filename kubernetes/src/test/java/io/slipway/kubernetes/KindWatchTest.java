package io.slipway.kubernetes;

import static io.slipway.kubernetes.ScriptedServer.inTurn;
import static io.slipway.kubernetes.ScriptedServer.json;
import static io.slipway.kubernetes.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.slipway.engine.cluster.LiveChange;
import io.slipway.engine.cluster.LiveState;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a watch goes on after everything that can happen to it; the server is scripted. */
class KindWatchTest {

    private static final String PATH = "GET /api/v1/configmaps";
    private static final GroupKind KIND = new GroupKind("", "ConfigMap");
    private static final String CUT = "cut";
    private static final String END = "end";

    private final ScriptedServer server = new ScriptedServer();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<LiveChange> changes = new CopyOnWriteArrayList<>();
    private ScriptedServer.Reply list = json(200, list("10", item("a", "1", "5")));
    private ScriptedServer.Reply watch = this::stream;
    private KubernetesCluster cluster;
    private LiveState live;

    @BeforeEach
    void world() {
        server.on(
                PATH,
                exchange ->
                        (exchange.getRequestURI().toString().contains("watch=true") ? watch : list)
                                .answer(exchange));
        cluster =
                server.connect(
                        new KubernetesSettings(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(5),
                                8,
                                2,
                                1 << 20,
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(60),
                                Duration.ofMillis(10),
                                Duration.ofMillis(100),
                                Duration.ZERO,
                                LiveLimits.defaults()));
        live = cluster.live();
        live.subscribe(c -> {
            if (c.key().kind().equals("ConfigMap")) {
                changes.add(c);
            }
        });
    }

    @AfterEach
    void end() {
        lines.add(END);
        cluster.close();
        server.close();
    }

    /** Sends the lines as they come, until one says that it is over. */
    private void stream(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 0);
        var out = exchange.getResponseBody();
        out.flush();
        while (true) {
            var line = lines.take();
            if (line.equals(END)) {
                return;
            }
            if (line.equals(CUT)) {
                throw new IOException("cut");
            }
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private static String item(String name, String uid, String version) {
        return "{\"metadata\":{\"namespace\":\"space\",\"name\":\"%s\",\"uid\":\"%s\",\"resourceVersion\":\"%s\"}}"
                .formatted(name, uid, version);
    }

    private static String list(String version, String... items) {
        return "{\"kind\":\"ConfigMapList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"%s\"},\"items\":[%s]}"
                .formatted(version, String.join(",", items));
    }

    private static String event(String type, String object) {
        return "{\"type\":\"" + type + "\",\"object\":" + object + "}\n";
    }

    private static String bookmark(String version) {
        return event(
                "BOOKMARK",
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\""
                        + version
                        + "\"}}");
    }

    private void start() {
        assertThat(live.watch(Set.of(KIND), Duration.ofSeconds(5))).isTrue();
    }

    private Optional<String> version(String name) {
        return live.get(new ResourceKey("", "ConfigMap", "space", name))
                .map(ResourceObject::resourceVersion);
    }

    private List<String> watches() {
        return server.asked(PATH).stream()
                .map(ScriptedServer.Asked::target)
                .filter(t -> t.contains("watch=true"))
                .toList();
    }

    private long lists() {
        return server.asked(PATH).stream().filter(a -> !a.target().contains("watch=true")).count();
    }

    @Test
    void listComesFirstThenEvents() {
        start();
        assertThat(version("a")).contains("5");
        lines.add(event("ADDED", item("b", "2", "11")));
        lines.add(event("MODIFIED", item("a", "1", "12")));
        lines.add(event("DELETED", item("b", "2", "13")));
        Await.until("b went", () -> changes.size() == 4 && version("b").isEmpty());
        assertThat(version("a")).contains("12");
        assertThat(watches().getFirst()).contains("resourceVersion=10", "allowWatchBookmarks=true");
    }

    @Test
    void pagesOfAListAreRead() {
        list =
                inTurn(
                        json(
                                200,
                                "{\"metadata\":{\"resourceVersion\":\"10\",\"continue\":\"more/\"},\"items\":[%s,%s]}"
                                        .formatted(item("a", "1", "1"), item("b", "2", "2"))),
                        json(200, list("10", item("c", "3", "3"))));
        start();
        assertThat(live.list(KIND)).hasSize(3);
        assertThat(server.asked(PATH).get(1).target()).contains("continue=more%2F");
    }

    @Test
    void endedWatchGoesOnFromTheLastVersionWithoutAList() {
        start();
        lines.add(event("ADDED", item("b", "2", "11")));
        lines.add(bookmark("40"));
        lines.add(END);
        Await.until("it goes on", () -> watches().size() == 2);
        assertThat(watches().get(1)).contains("resourceVersion=40");
        assertThat(lists()).isEqualTo(1);
        assertThat(live.isSynced(KIND)).isTrue();
    }

    @Test
    void cutWatchGoesOnAndHalfALineIsNoEvent() {
        start();
        lines.add(event("ADDED", item("b", "2", "11")));
        lines.add("{\"type\":\"MODIFIED\",\"obj");
        lines.add(CUT);
        Await.until("it goes on", () -> watches().size() == 2);
        assertThat(watches().get(1)).contains("resourceVersion=11");
        lines.add(event("MODIFIED", item("b", "2", "12")));
        Await.until("the change arrives", () -> version("b").equals(Optional.of("12")));
    }

    @Test
    void forgottenVersionIsListedAnewAndDifferencesAreTold() {
        start();
        list = json(200, list("90", item("b", "2", "80")));
        lines.add(
                event(
                        "ERROR",
                        "{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\",\"message\":\"too old\"}"));
        Await.until("the new list is there", () -> version("b").isPresent());
        assertThat(version("a")).isEmpty();
        Await.until("the differences are told", () -> changes.size() == 3);
        assertThat(changes)
                .extracting(c -> c.key().name() + c.after().isPresent())
                .containsExactly("atrue", "afalse", "btrue");
        Await.until("it follows on", () -> watches().size() == 2);
        assertThat(watches().get(1)).contains("resourceVersion=90");
    }

    @Test
    void forgottenVersionAsAnAnswerIsListedAnewToo() {
        watch = inTurn(status(410, "Expired", "too old resource version"), this::stream);
        start();
        Await.until("it was listed again", () -> lists() == 2);
        Await.until("it follows", () -> live.isSynced(KIND));
    }

    @Test
    void serverThatFailsIsTriedAgainAndTheProblemIsTold() {
        list =
                inTurn(
                        status(500, "InternalError", "etcd is away"),
                        status(500, "InternalError", "etcd is away"),
                        list);
        assertThat(live.watch(Set.of(KIND), Duration.ofMillis(5))).isFalse();
        Await.until("it follows", () -> live.isSynced(KIND));
        assertThat(live.problem(KIND)).isEmpty();
        assertThat(version("a")).contains("5");
    }

    @Test
    void brokenWatchKeepsWhatItHadAndSaysWhy() {
        watch = inTurn(this::stream, status(500, "InternalError", "no more watches"));
        start();
        lines.add(END);
        Await.until(
                "the problem is told",
                () -> live.problem(KIND).equals(Optional.of("no more watches")));
        assertThat(live.isSynced(KIND)).isFalse();
        assertThat(version("a")).contains("5");
    }

    @Test
    void forbiddenKindIsPassedOver() {
        list = status(403, "Forbidden", "configmaps is forbidden");
        assertThat(live.watch(Set.of(KIND), Duration.ofSeconds(5))).isFalse();
        assertThat(live.problem(KIND)).contains("configmaps is forbidden");
        assertThat(live.watched()).doesNotContain(KIND);
    }

    @Test
    void lineThatIsNoJsonStartsTheWatchAgain() {
        start();
        lines.add("<html>\n");
        Await.until("it goes on", () -> watches().size() == 2);
        assertThat(watches().get(1)).contains("resourceVersion=10");
    }

    @Test
    void silentWatchIsRenewed() {
        cluster.close();
        cluster =
                server.connect(
                        KubernetesSettings.defaults()
                                .withWatches(Duration.ofMinutes(5), Duration.ofSeconds(1), 500));
        live = cluster.live();
        start();
        Await.until("it was renewed", () -> watches().size() >= 2);
        assertThat(lists()).isEqualTo(1);
    }

    @Test
    void unknownEventTypesArePassedOver() {
        start();
        lines.add(event("NEWTYPE", item("x", "9", "15")));
        lines.add(event("ADDED", item("b", "2", "16")));
        Await.until("b came", () -> version("b").isPresent());
        assertThat(version("x")).isEmpty();
    }
}
