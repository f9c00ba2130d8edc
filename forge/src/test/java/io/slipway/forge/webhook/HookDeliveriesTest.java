package io.slipway.forge.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.slipway.forge.ForgeFixture;
import io.slipway.forge.access.Role;
import io.slipway.forge.project.Project;
import io.slipway.platform.page.PageRequest;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.store.DatabaseKind;
import io.slipway.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class HookDeliveriesTest {

    record Received(String path, String event, String token, String login, String body) {}

    private final ForgeFixture forge;
    private final Project web;
    private final HttpServer receiver;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private HookDeliveries deliveries;

    HookDeliveriesTest(DatabaseKind kind) throws IOException {
        forge = ForgeFixture.fresh(kind);
        web = forge.project("demo/web");
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext(
                "/",
                exchange -> {
                    var headers = exchange.getRequestHeaders();
                    received.add(
                            new Received(
                                    exchange.getRequestURI().toString(),
                                    String.valueOf(headers.getFirst("X-Gitlab-Event")),
                                    String.valueOf(headers.getFirst("X-Gitlab-Token")),
                                    String.valueOf(headers.getFirst("Authorization")),
                                    new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8)));
                    int status =
                            failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? 503 : 200;
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        receiver.start();
        deliveries = start(Set.of("127.0.0.1"));
    }

    @AfterEach
    void close() {
        deliveries.close();
        receiver.stop(0);
        forge.close();
    }

    @Test
    void aHookIsCalledOnceWithItsEventTokenLoginAndBody() {
        ProjectHook hook = hook("http://ci:pw@127.0.0.1:" + port() + "/build?x=1", "s3cret");
        deliveries.enqueue(hook, "push 1", "Push Hook", "{\"a\":\"ü\"}");
        deliveries.enqueue(hook, "push 1", "Push Hook", "{\"a\":\"ü\"}");
        HookDelivery done = awaitState(hook, HookDelivery.State.DELIVERED);
        assertThat(done.status()).contains(200);
        assertThat(done.attempts()).isEqualTo(1);
        assertThat(received)
                .containsExactly(
                        new Received(
                                "/build?x=1",
                                "Push Hook",
                                "s3cret",
                                "Basic Y2k6cHc=",
                                "{\"a\":\"ü\"}"));
    }

    @Test
    void aReceiverThatIsDownIsCalledAgain() {
        failures.set(2);
        ProjectHook hook = hook("http://127.0.0.1:" + port(), "");
        deliveries.enqueue(hook, "push 1", "Push Hook", "{}");
        assertThat(awaitState(hook, HookDelivery.State.DELIVERED).attempts()).isEqualTo(3);
    }

    @Test
    void aReceiverThatStaysDownIsGivenUpOn() {
        receiver.stop(0);
        ProjectHook hook = hook("http://127.0.0.1:" + port(), "");
        deliveries.enqueue(hook, "push 1", "Push Hook", "{}");
        HookDelivery failed = awaitState(hook, HookDelivery.State.FAILED);
        assertThat(failed.attempts()).isEqualTo(4);
        assertThat(failed.problem()).isPresent();
    }

    @Test
    void aPrivateAddressIsNotCalledUnlessItIsAllowed() {
        deliveries.close();
        deliveries = start(Set.of());
        ProjectHook hook = hook("http://127.0.0.1:" + port(), "");
        deliveries.enqueue(hook, "push 1", "Push Hook", "{}");
        HookDelivery failed = awaitState(hook, HookDelivery.State.FAILED);
        assertThat(failed.problem().orElse("")).contains("private network");
        assertThat(failed.attempts()).isEqualTo(1);
        assertThat(received).isEmpty();
    }

    @Test
    void whatWasLeftWhenTheServerStoppedIsCalledAfterTheStart() {
        deliveries.close();
        ProjectHook hook = hook("http://127.0.0.1:" + port(), "");
        deliveries.enqueue(hook, "push 1", "Push Hook", "{}");
        assertThat(received).isEmpty();
        deliveries = start(Set.of("127.0.0.1"));
        awaitState(hook, HookDelivery.State.DELIVERED);
    }

    @Test
    void aTokenSmugglesNoHeaderIn() {
        ProjectHook hook = hook("http://127.0.0.1:" + port(), "x\r\nX-Evil: 1");
        deliveries.enqueue(hook, "push 1", "Push Hook", "{}");
        awaitState(hook, HookDelivery.State.FAILED);
        assertThat(received).isEmpty();
    }

    @Test
    void oneHostGetsAFewCallsAtOnceAndAllInTheEnd() throws IOException {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        HttpServer slow =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CountDownLatch two = new CountDownLatch(2);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            slow.setExecutor(threads);
            slow.createContext(
                    "/",
                    exchange -> {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        two.countDown();
                        try {
                            two.await(5, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        now.decrementAndGet();
                        exchange.sendResponseHeaders(200, -1);
                        exchange.close();
                    });
            slow.start();
            ProjectHook hook = hook("http://127.0.0.1:" + slow.getAddress().getPort(), "");
            for (int i = 0; i < 6; i++) {
                deliveries.enqueue(hook, "push " + i, "Push Hook", "{}");
            }
            Await.value(
                    "all calls are made",
                    () ->
                            Optional.of(
                                            deliveries
                                                    .log(
                                                            forge.root(),
                                                            web,
                                                            hook.id(),
                                                            PageRequest.first())
                                                    .items())
                                    .filter(all ->
                                            all.stream()
                                                    .allMatch(one ->
                                                            one.state()
                                                                    == HookDelivery.State
                                                                            .DELIVERED)));
            slow.stop(0);
        }
        assertThat(most.get()).isEqualTo(2);
    }

    @Test
    void theLogIsForMasters() {
        ProjectHook hook = hook("http://127.0.0.1:" + port(), "");
        assertThatThrownBy(() ->
                        deliveries.log(
                                forge.member("dan", "demo", Role.DEVELOPER),
                                web,
                                hook.id(),
                                PageRequest.first()))
                .isInstanceOf(Denied.class);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false",
        "10.1.2.3, false",
        "172.16.0.1, false",
        "192.168.1.1, false",
        "169.254.169.254, false",
        "0.0.0.0, false",
        "100.64.0.1, false",
        "224.0.0.1, false",
        "255.255.255.255, false",
        "::1, false",
        "fe80::1, false",
        "fd00::1, false",
        "::ffff:127.0.0.1, false",
        "64:ff9b::7f00:1, false",
        "2002:7f00:1::, false",
        "93.184.216.34, true",
        "2606:2800:220:1::1, true"
    })
    void onlyPublicAddressesArePublic(String address, boolean isPublic) throws Exception {
        assertThat(AddressRules.isPublic(InetAddress.getByName(address))).isEqualTo(isPublic);
    }

    private HookDeliveries start(Set<String> allowed) {
        HookDeliveries fresh =
                new HookDeliveries(
                        forge.database(),
                        forge.forge().hooks(),
                        Clock.systemUTC(),
                        new DeliverySettings(
                                4,
                                Duration.ofMillis(1),
                                Duration.ofSeconds(5),
                                3,
                                2,
                                Duration.ofDays(1),
                                allowed));
        fresh.start();
        return fresh;
    }

    private ProjectHook hook(String url, String token) {
        Optional<Secret> secret =
                token.isEmpty() ? Optional.empty() : Optional.of(new Secret(token));
        return forge.forge()
                .hooks()
                .create(
                        forge.root(),
                        web,
                        new HookChange(
                                Optional.of(url),
                                secret,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
    }

    private HookDelivery awaitState(ProjectHook hook, HookDelivery.State state) {
        return Await.value(
                "the call is " + state,
                () ->
                        deliveries
                                .log(forge.root(), web, hook.id(), PageRequest.first())
                                .items()
                                .stream()
                                .filter(one -> one.state() == state)
                                .findFirst());
    }

    private int port() {
        return receiver.getAddress().getPort();
    }
}
