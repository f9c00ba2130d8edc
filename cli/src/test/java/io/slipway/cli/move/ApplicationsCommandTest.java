package io.slipway.cli.move;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.slipway.manifests.yaml.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApplicationsCommandTest {

    private static final String REPORT =
            """
            {"applications": [
              {"name": "far", "outcome": "refused", "destination": "", "problems": ["no such cluster"], "notes": []},
              {"name": "web", "outcome": "ready", "destination": "prod/web", "problems": [], "notes": ["automated sync was on"]}]}
            """;

    private Optional<HttpServer> server = Optional.empty();
    private final List<String> asked = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int status = 200;
    private String answer = REPORT;

    @BeforeEach
    void start() throws IOException {
        var started =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        started.createContext(
                "/",
                exchange -> {
                    asked.add(
                            exchange.getRequestMethod()
                                    + " "
                                    + exchange.getRequestURI()
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("Authorization"));
                    asked.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    var bytes = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        started.start();
        server = Optional.of(started);
    }

    @AfterEach
    void stop() {
        server.ifPresent(s -> s.stop(0));
    }

    private int run(String... more) {
        var all = new ArrayList<>(List.of("applications", "--cluster", "prod"));
        all.addAll(List.of(more));
        all.add("--server");
        all.add("http://127.0.0.1:" + server.orElseThrow().getAddress().getPort() + "/");
        all.add("--token");
        all.add("t0ken");
        var line = ImportCommand.create();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(all.toArray(String[]::new));
    }

    @Test
    void withoutWriteItOnlyTells() {
        int code =
                run(
                        "--namespace",
                        "team/shop",
                        "--argo-project",
                        "shop",
                        "--map-repository",
                        "https://old/=https://new/");
        assertThat(code).as("something cannot come").isEqualTo(1);
        assertThat(asked.getFirst())
                .isEqualTo("POST /gitops/v1/project/team%2Fshop/import?dryRun=All Bearer t0ken");
        assertThat(Json.readObject(asked.get(1)))
                .containsEntry("cluster", "prod")
                .containsEntry("namespace", "argocd")
                .containsEntry("argoProject", "shop")
                .containsEntry("repositories", Map.of("https://old/", "https://new/"))
                .containsEntry("release", false);
        assertThat(out.toString().lines())
                .containsExactly(
                        "refused  far",
                        "    ! no such cluster",
                        "ready  web  -> prod/web",
                        "    - automated sync was on",
                        "1 of 2 applications can come; --write brings them");
    }

    @Test
    void withWriteItIsDone() {
        answer =
                "{\"applications\": [{\"name\": \"web\", \"outcome\": \"imported\","
                        + " \"destination\": \"prod/web\"}]}";
        assertThat(run("--namespace", "shop", "--write", "--release")).isZero();
        assertThat(asked.getFirst()).startsWith("POST /gitops/v1/project/shop/import Bearer");
        assertThat(Json.readObject(asked.get(1))).containsEntry("release", true);
        assertThat(out.toString())
                .endsWith("1 of 1 applications are here" + System.lineSeparator());
    }

    @Test
    void whatTheServerRefusesIsSaid() {
        status = 403;
        answer = "{\"message\": \"needs the role master there\"}";
        assertThat(run("--namespace", "shop")).isEqualTo(1);
        assertThat(err.toString()).contains("needs the role master there");
        assertThat(run()).isEqualTo(1);
        assertThat(err.toString()).contains("--namespace PATH");
    }
}
