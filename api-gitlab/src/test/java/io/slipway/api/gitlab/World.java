package io.slipway.api.gitlab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.forge.ForgeFixture;
import io.slipway.forge.identity.Caller;
import io.slipway.http.HttpServer;
import io.slipway.http.HttpSettings;
import io.slipway.http.openapi.DocumentPage;
import io.slipway.platform.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** A running surface over a fresh forge. */
final class World implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    final ForgeFixture forge = ForgeFixture.fresh();
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server;
    private final GitLabApi api;

    World() {
        this(java.util.Optional.empty());
    }

    /** With an external provider that signs people in. */
    World(java.util.Optional<io.slipway.forge.oidc.OidcSettings> provider) {
        provider.ifPresent(forge::restartWith);
        var settings = GitLabSettings.defaults().withShellSecret(new Secret("shell secret"));
        api = new GitLabApi(forge.forge(), settings);
        server =
                HttpServer.start(
                        HttpSettings.of("127.0.0.1", 0).withBodyLimit(100_000),
                        List.of(
                                api.uploads(),
                                api.surface(),
                                api.pages(),
                                new DocumentPage(List.of(api.document()))
                                        .surface(new io.slipway.api.gitlab.call.V3Failures())));
    }

    /** What came back. */
    record Answer(HttpResponse<byte[]> response) {
        int status() {
            return response.statusCode();
        }

        String text() {
            return new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
        }

        JsonNode json() {
            try {
                return MAPPER.readTree(response.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("absent");
        }
    }

    /** Calls hooks from now on. */
    void callHooks() {
        GitLabApi.callHooks(
                forge.forge(),
                forge.events(),
                new GitLabSettings(java.util.Optional.of("http://forge.test"), "git@forge.test:"));
        forge.events().start();
        forge.forge().hookDeliveries().start();
    }

    /** The table of the surface. */
    List<io.slipway.api.gitlab.call.Endpoint> lines() {
        return api.lines();
    }

    String url() {
        return server.url();
    }

    /** The private token of a user of the fixture. */
    String token(String username) {
        return forge.forge().users().privateToken(forge.user(username)).reveal();
    }

    long id(String username) {
        return forge.user(username).requirePerson().id().value();
    }

    Caller caller(String username) {
        return forge.user(username);
    }

    /** A call as a user with a form body ({@code a=b&c=d}); an empty user is nobody. */
    Answer as(String username, String method, String path, String form) {
        return username.isEmpty()
                ? send(method, path, form, "Content-Type", "application/x-www-form-urlencoded")
                : send(
                        method,
                        path,
                        form,
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "PRIVATE-TOKEN",
                        token(username));
    }

    Answer get(String username, String path) {
        return as(username, "GET", path, "");
    }

    Answer send(String method, String path, String body, String... headers) {
        return anywhere(method, "/api/v3" + path, body, headers);
    }

    /** A call as a user with a multipart body. */
    Answer multipart(String username, String method, String path, String boundary, byte[] body) {
        var request =
                HttpRequest.newBuilder(URI.create(server.url() + "/api/v3" + path))
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .header("PRIVATE-TOKEN", token(username))
                        .build();
        try {
            return new Answer(client.send(request, HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A request to any path of the server; redirections are not followed. */
    Answer anywhere(String method, String path, String body, String... headers) {
        var request =
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Answer(
                    client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
        forge.forge().hookDeliveries().close();
        forge.close();
    }
}
