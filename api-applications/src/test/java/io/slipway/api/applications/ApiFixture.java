package io.slipway.api.applications;

import io.slipway.delivery.DeliveryFixture;
import io.slipway.engine.cluster.Identity;
import io.slipway.forge.identity.Caller;
import io.slipway.http.HttpServer;
import io.slipway.http.HttpSettings;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The surface on a free port, over a running delivery. */
final class ApiFixture implements AutoCloseable {

    private final DeliveryFixture delivery = DeliveryFixture.started();
    private final HttpServer server =
            HttpServer.start(
                    HttpSettings.of("127.0.0.1", 0),
                    List.of(
                            new ApplicationsApi(
                                            delivery.delivery(),
                                            delivery.forge().forge().authentication(),
                                            _ -> Identity.registered(),
                                            Clock.systemUTC())
                                    .surface()));
    private final HttpClient client = HttpClient.newHttpClient();

    DeliveryFixture delivery() {
        return delivery;
    }

    /** An answer. */
    record Answer(int status, String body, HttpResponse<String> response) {
        Map<String, Object> tree() {
            return Json.readObject(body);
        }

        Optional<Object> at(String... fields) {
            return Trees.at(tree(), fields);
        }

        List<Object> list(String... fields) {
            return Trees.listAt(tree(), fields);
        }
    }

    Answer call(Caller caller, String method, String path, String body, String... headers) {
        var request =
                request(path)
                        .header("Authorization", "Bearer " + token(caller))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    Answer get(Caller caller, String path, String... headers) {
        return call(caller, "GET", path, "", headers);
    }

    Answer get(String path) {
        return call(delivery.root(), "GET", path, "");
    }

    Answer post(String path, String body) {
        return call(delivery.root(), "POST", path, body);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + "/gitops/v1/project/" + path));
    }

    HttpRequest.Builder document() {
        return HttpRequest.newBuilder(URI.create(server.url() + "/gitops/openapi.json")).GET();
    }

    Answer send(HttpRequest.Builder request) {
        try {
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpClient client() {
        return client;
    }

    String token(Caller caller) {
        return delivery.forge().forge().users().privateToken(caller).reveal();
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.close();
        delivery.close();
    }
}
