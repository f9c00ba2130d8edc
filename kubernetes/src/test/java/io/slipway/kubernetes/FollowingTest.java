package io.slipway.kubernetes;

import static io.slipway.kubernetes.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.cluster.LiveChange;
import io.slipway.engine.cluster.LiveState;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many kinds are followed, for how long, and what they may take: a server with 220 kinds. */
class FollowingTest {

    private static final int KINDS = 220;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final long PLENTY = 1L << 30;

    private final ScriptedServer server = new ScriptedServer();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger mostStreams = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<LiveChange> changes = new CopyOnWriteArrayList<>();
    private Optional<KubernetesCluster> cluster = Optional.empty();

    @BeforeEach
    void world() {
        var resources = new ArrayList<String>();
        for (int i = 0; i < KINDS; i++) {
            resources.add(
                    """
                    {"resource":"k%1$d","responseKind":{"kind":"K%1$d"},"scope":"Namespaced","verbs":["get","list","watch"]}\
                    """
                            .formatted(i));
            follow(i);
        }
        server.on(
                "GET /apis",
                json(
                        200,
                        """
                        {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"example.org"},
                         "versions":[{"version":"v1","resources":[%s]}]}]}\
                        """
                                .formatted(String.join(",", resources))));
        holds(0, 1, 10);
        holds(1, 1, 10);
    }

    @AfterEach
    void close() {
        end.countDown();
        cluster.ifPresent(KubernetesCluster::close);
        server.close();
    }

    private final String[] lists = new String[KINDS];

    /** The kind has so many objects of about so many bytes. */
    private void holds(int kind, int objects, int size) {
        var items =
                IntStream.range(0, objects)
                        .mapToObj(n ->
                                "{\"metadata\":{\"namespace\":\"space\",\"name\":\"o%1$d\",\"uid\":\"%2$d-%1$d\",\"resourceVersion\":\"5\"},\"text\":\"%3$s\"}"
                                        .formatted(n, kind, "x".repeat(size)))
                        .toList();
        lists[kind] =
                "{\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"9\"},\"items\":["
                        + String.join(",", items)
                        + "]}";
    }

    private void follow(int kind) {
        holds(kind, 0, 0);
        server.on(
                "GET /apis/example.org/v1/k" + kind,
                exchange -> {
                    if (!exchange.getRequestURI().toString().contains("watch=true")) {
                        json(200, lists[kind]).answer(exchange);
                        return;
                    }
                    mostStreams.accumulateAndGet(streams.incrementAndGet(), Math::max);
                    try {
                        exchange.sendResponseHeaders(200, 0);
                        // A closed connection is noticed by writing to it.
                        while (!end.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                            exchange.getResponseBody().write('\n');
                            exchange.getResponseBody().flush();
                        }
                    } finally {
                        streams.decrementAndGet();
                    }
                });
    }

    private LiveState connect(int watches, Duration idle, long bytes) {
        var one =
                server.connect(
                        KubernetesSettings.defaults()
                                .withLive(new LiveLimits(watches, idle, bytes)));
        cluster = Optional.of(one);
        one.live().subscribe(changes::add);
        return one.live();
    }

    private static GroupKind kind(int i) {
        return new GroupKind("example.org", "K" + i);
    }

    private static Set<GroupKind> kinds(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(FollowingTest::kind)
                .collect(java.util.stream.Collectors.toSet());
    }

    @Test
    void onlyWhatIsAskedForIsFollowedHoweverManyKindsThereAre() {
        var live = connect(120, LONG, PLENTY);
        assertThat(cluster.orElseThrow().catalog().resources()).hasSizeGreaterThan(KINDS);
        assertThat(live.watch(kinds(0, 5), PATIENCE)).isTrue();
        Await.until("five streams are open", () -> streams.get() == 5);
        assertThat(live.list(kind(0))).extracting(ResourceObject::name).containsExactly("o0");
        assertThat(mostStreams).hasValue(5);
    }

    @Test
    void kindBeyondTheLimitIsReadFromTheServerAndThatIsSaid() {
        var live = connect(8, LONG, PLENTY);
        assertThat(live.watch(kinds(0, KINDS), PATIENCE)).isFalse();
        var followed = kinds(0, KINDS).stream().filter(live::isSynced).toList();
        assertThat(followed).hasSizeBetween(4, 8);
        var beyond = kinds(0, KINDS).stream().filter(k -> !live.isSynced(k)).findFirst();
        assertThat(live.problem(beyond.orElseThrow()).orElseThrow()).contains("cluster.watches");
        Await.until("they are open", () -> streams.get() == followed.size());
        assertThat(mostStreams.get()).isLessThanOrEqualTo(8);
    }

    @Test
    void kindThatNobodyAskedForLatelyGivesWayToAnotherOneButNotWhatIsKept() {
        var live = connect(4, SHORT, PLENTY);
        live.keep(() -> Set.of(kind(0)));
        assertThat(live.watch(kinds(0, 1), PATIENCE)).isTrue();
        for (int i = 1; i < 12; i++) {
            int next = i;
            Await.until("there is room", () -> live.watch(kinds(next, next + 1), PATIENCE));
        }
        assertThat(live.watched()).contains(kind(0), kind(11));
        Await.until("no more are open than may be", () -> streams.get() <= 4);
        assertThat(mostStreams.get()).isLessThanOrEqualTo(8); // the ended ones are noticed late
    }

    @Test
    void kindThatNobodyNeedsEndsQuietlyAndComesBackWhenItIsAskedFor() throws Exception {
        var live = connect(50, SHORT, PLENTY);
        var keeper = live.keep(() -> Set.of(kind(1)));
        assertThat(live.watch(kinds(0, 2), PATIENCE)).isTrue();
        Await.until("it ended", () -> !live.watched().contains(kind(0)));
        assertThat(live.watched()).contains(kind(1));
        Await.until(
                "its objects are gone",
                () -> live.inNamespace("space").stream().allMatch(o -> o.kind().equals("K1")));
        assertThat(live.inNamespace("space")).isNotEmpty();
        Await.until("one stream is left", () -> streams.get() == 1);
        assertThat(changes).noneMatch(c -> c.after().isEmpty());

        assertThat(live.watch(kinds(0, 1), PATIENCE)).isTrue();
        assertThat(live.list(kind(0))).hasSize(1);
        keeper.close();
        Await.until("both ended", () -> live.watched().isEmpty());
        Await.until("no stream is left", () -> streams.get() == 0);
    }

    @Test
    void kindThatIsLookedAtGoesOn() throws Exception {
        var live = connect(50, Duration.ofSeconds(2), PLENTY);
        assertThat(live.watch(kinds(0, 2), PATIENCE)).isTrue();
        Await.until(
                "the other one ended",
                () -> live.isSynced(kind(0)) && !live.watched().contains(kind(1)));
        assertThat(live.watched()).contains(kind(0));
    }

    @Test
    void kindThatWouldTakeTooMuchMemoryIsNotHeldAndOthersStay() {
        holds(0, 100, 1_000);
        holds(1, 3_000, 1_000);
        var live = connect(50, LONG, 1 << 20);
        live.keep(() -> kinds(0, 1));
        assertThat(live.watch(kinds(0, 1), PATIENCE)).isTrue();
        assertThat(live.watch(kinds(1, 2), PATIENCE)).isFalse();
        assertThat(live.problem(kind(1)).orElseThrow()).contains("cluster.live-memory");
        assertThat(live.list(kind(0))).hasSize(100);
        assertThat(live.list(kind(1))).isEmpty();
        assertThat(live.watched()).containsExactly(kind(0));
        // Not read again and again: it is as big the next time.
        int lists = server.asked("GET /apis/example.org/v1/k1").size();
        assertThat(live.watch(kinds(1, 2), PATIENCE)).isFalse();
        assertThat(server.asked("GET /apis/example.org/v1/k1")).hasSize(lists);
    }

    @Test
    void memoryIsTakenFromWhatNobodyKeepsFirst() {
        holds(0, 700, 1_000);
        holds(1, 600, 1_000);
        var live = connect(50, LONG, 1 << 20);
        live.keep(() -> kinds(1, 2));
        assertThat(live.watch(kinds(0, 1), PATIENCE)).isTrue();
        assertThat(live.watch(kinds(1, 2), PATIENCE)).isTrue();
        assertThat(live.watched()).containsExactly(kind(1));
        assertThat(live.inNamespace("space")).hasSize(600);
    }

    @Test
    void estimateOfTheMemoryFollowsChanges() {
        var objects = new LiveObjects(Tracking.defaults()::instanceOf, changes::add);
        var map = new GroupKind("", "ConfigMap");
        var small = Target.configMap("space", "a", "x: a").with("5", "metadata", "resourceVersion");
        objects.put(small);
        long one = objects.bytes(map);
        assertThat(one).isPositive();
        objects.put(
                Target.configMap("space", "a", "x: " + "a".repeat(501))
                        .with("6", "metadata", "resourceVersion"));
        assertThat(objects.bytes(map)).isEqualTo(one + 500);
        objects.forget(map);
        assertThat(objects.bytes(map)).isZero();
    }
}
