package io.slipway.api.weave;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.fixture.FakeCluster;
import io.slipway.forge.ForgeFixture;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.NewUser;
import io.slipway.http.HttpServer;
import io.slipway.http.HttpSettings;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.yaml.Json;
import io.slipway.platform.secret.Secret;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A running surface over a cluster in memory, with the user {@code ann}. */
final class World implements AutoCloseable {
    static final String PASSWORD = "correct horse";

    final FakeCluster fake = new FakeCluster("sandbox");
    final RestrictedCluster cluster = new RestrictedCluster(fake);
    final Map<String, Cluster> clusters = new LinkedHashMap<>(Map.of(WeaveApi.PRIMARY, cluster));
    private final ForgeFixture forge = ForgeFixture.fresh();
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server;

    World() {
        this(WeaveSettings.defaults(), OwnApplications.none());
    }

    World(WeaveSettings settings, OwnApplications applications) {
        this(settings, applications, java.util.Optional.empty());
    }

    /** With an external provider that signs people in. */
    World(
            WeaveSettings settings,
            OwnApplications applications,
            java.util.Optional<io.slipway.forge.oidc.OidcSettings> provider) {
        provider.ifPresent(forge::restartWith);
        forge.forge()
                .users()
                .create(
                        Caller.system(),
                        NewUser.of("ann", "Ann", "ann@example.org", new Secret(PASSWORD)));
        var api =
                new WeaveApi(
                        forge.forge().signIn(),
                        forge.forge().sessions(),
                        forge.forge().authentication(),
                        () -> clusters,
                        caller ->
                                new Identity.Impersonated(
                                        "slipway:" + caller.label(), new TreeSet<>()),
                        applications,
                        forge.forge()
                                .openIdConnect()
                                .map(door -> new ExternalSignIn(door, java.util.Optional.empty())),
                        settings,
                        forge.clock());
        server = HttpServer.start(HttpSettings.of("127.0.0.1", 0), List.of(api.surface()));
    }

    String url() {
        return server.url();
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) {
        var request =
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The whole Set-Cookie line of a sign-in, as the documented clients send it back. */
    String cookie() {
        var reply =
                send(
                        "POST",
                        "/oauth2/sign_in",
                        "{\"username\":\"ann\",\"password\":\"" + PASSWORD + "\"}");
        return reply.headers().firstValue("Set-Cookie").orElseThrow();
    }

    HttpResponse<String> post(String path, String body) {
        return send("POST", path, body, "Cookie", cookie(), "Content-Type", "text/plain");
    }

    HttpResponse<String> get(String path) {
        return send("GET", path, "", "Cookie", cookie());
    }

    static Map<String, Object> json(HttpResponse<String> reply) {
        return Json.readObject(reply.body());
    }

    ResourceObject put(String yaml) {
        return fake.put(
                ResourceObject.of(
                        io.slipway.manifests.Trees.map(
                                        io.slipway.manifests.yaml.Yaml.document(yaml))
                                .orElseThrow()));
    }

    @Override
    public void close() {
        server.close();
        forge.close();
        fake.close();
    }

    static List<String> names(@org.jspecify.annotations.Nullable Object objects) {
        var names = new ArrayList<String>();
        for (var object : io.slipway.manifests.Trees.list(objects)) {
            var payload =
                    Json.readObject(
                            io.slipway.manifests.Trees.stringAt(object, "payload").orElseThrow());
            names.add(
                    io.slipway.manifests.Trees.stringAt(payload, "metadata", "name").orElseThrow());
        }
        return names;
    }

    static Duration soon() {
        return Duration.ofMillis(200);
    }
}
