package io.slipway.api.weave;

import io.slipway.engine.cluster.Cluster;
import io.slipway.engine.cluster.Identity;
import io.slipway.engine.fixture.FakeCluster;
import io.slipway.forge.identity.Audit;
import io.slipway.forge.identity.Authentication;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.identity.LoginLimits;
import io.slipway.forge.identity.NewUser;
import io.slipway.forge.identity.Passwords;
import io.slipway.forge.identity.PersonalNamespace;
import io.slipway.forge.identity.Sessions;
import io.slipway.forge.identity.SignIn;
import io.slipway.forge.identity.UserId;
import io.slipway.forge.identity.Users;
import io.slipway.http.HttpServer;
import io.slipway.http.HttpSettings;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.yaml.Json;
import io.slipway.platform.problem.Violations;
import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.SecretBox;
import io.slipway.platform.secret.Tokens;
import io.slipway.platform.store.DatabaseFixture;
import io.slipway.platform.store.Reading;
import io.slipway.platform.store.Transaction;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
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
    private final DatabaseFixture database = DatabaseFixture.fresh();
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server;

    World() {
        this(WeaveSettings.defaults(), OwnApplications.none());
    }

    World(WeaveSettings settings, OwnApplications applications) {
        var clock = Clock.systemUTC();
        var tokens = new Tokens();
        var audit = new Audit(database.database(), clock);
        var passwords = new Passwords(clock, tokens, io.slipway.forge.identity.PasswordCost.defaults());
        var sessions = new Sessions(database.database(), tokens, clock);
        var users =
                new Users(
                        database.database(),
                        passwords,
                        SecretBox.ephemeral(),
                        tokens,
                        new NoNamespaces(),
                        audit,
                        clock);
        users.create(
                Caller.system(),
                NewUser.of("ann", "Ann", "ann@example.org", new Secret(PASSWORD)));
        var signIn =
                new SignIn(
                        database.database(),
                        passwords,
                        sessions,
                        audit,
                        clock,
                        LoginLimits.defaults());
        var authentication =
                new Authentication(
                        database.database(), sessions, signIn, _ -> java.util.Optional.empty(), clock);
        var api =
                new WeaveApi(
                        signIn,
                        sessions,
                        authentication,
                        () -> clusters,
                        caller ->
                                new Identity.Impersonated(
                                        "slipway:" + caller.label(), new TreeSet<>()),
                        applications,
                        settings,
                        clock);
        server = HttpServer.start(HttpSettings.of("127.0.0.1", 0), List.of(api.surface()));
    }

    /** Personal namespaces are of no interest here. */
    private static final class NoNamespaces implements PersonalNamespace {
        @Override
        public void check(Reading reading, String name, UserId self, Violations violations) {}

        @Override
        public void create(Transaction tx, UserId user, String username) {}

        @Override
        public void rename(Transaction tx, UserId user, String username) {}

        @Override
        public void remove(Transaction tx, Caller caller, UserId user) {}
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
        database.close();
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
