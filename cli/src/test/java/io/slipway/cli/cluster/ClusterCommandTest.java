package io.slipway.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterCommandTest {

    @TempDir private Path folder = Path.of("");
    private Optional<HttpServer> server = Optional.empty();
    private final List<String> asked = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int status = 200;
    private String answer = "{}";

    @BeforeEach
    void start() throws IOException {
        var started =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        started.createContext(
                "/",
                exchange -> {
                    var body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    asked.add(
                            exchange.getRequestMethod()
                                    + " "
                                    + exchange.getRequestURI()
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("Authorization"));
                    asked.add(body);
                    var bytes = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length);
                    if (status != 204) {
                        exchange.getResponseBody().write(bytes);
                    }
                    exchange.close();
                });
        started.start();
        server = Optional.of(started);
    }

    @AfterEach
    void stop() {
        server.ifPresent(s -> s.stop(0));
    }

    private int run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--server");
        all.add("http://127.0.0.1:" + server.orElseThrow().getAddress().getPort() + "/");
        all.add("--token");
        all.add("t0ken");
        var line = ClusterCommand.create();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(all.toArray(String[]::new));
    }

    @Test
    void clustersAreShownInColumns() {
        answer =
                """
                {"items":[{"name":"sandbox","server":"https://127.0.0.1:1","primary":true,
                "info":{"serverVersion":"v1.34.1","connectionState":{"status":"Successful","message":""}}}]}
                """;
        assertThat(run("list")).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        NAME        SERVER                STATUS       VERSION   MESSAGE
                        sandbox *   https://127.0.0.1:1   Successful   v1.34.1
                        """);
        assertThat(asked.getFirst()).isEqualTo("GET /gitops/v1/clusters Bearer t0ken");
    }

    @Test
    void clusterIsAddedByKubeconfig() throws IOException {
        var file = Files.writeString(folder.resolve("config"), "apiVersion: v1\n");
        answer = "{\"server\":\"https://10.0.0.1:6443\"}";
        assertThat(run("add", "production", "--kubeconfig", file.toString(), "--context", "prod"))
                .isZero();
        assertThat(out.toString())
                .isEqualTo("cluster production at https://10.0.0.1:6443 is registered\n");
        var body = Json.readObject(asked.getLast());
        assertThat(Trees.stringAt(body, "kubeconfig")).contains("apiVersion: v1\n");
        assertThat(Trees.stringAt(body, "context")).contains("prod");
    }

    @Test
    void clusterIsAddedByAddressTokenAndAuthority() throws IOException {
        var token = Files.writeString(folder.resolve("token"), "secret\n");
        var authority = Files.writeString(folder.resolve("ca"), "PEM");
        assertThat(
                        run(
                                "add",
                                "b",
                                "--api-server",
                                "https://b",
                                "--bearer-token-file",
                                token.toString(),
                                "--certificate-authority",
                                authority.toString(),
                                "--no-check"))
                .isZero();
        assertThat(asked.getFirst()).startsWith("POST /gitops/v1/clusters?check=false");
        var body = Json.readObject(asked.getLast());
        assertThat(Trees.stringAt(body, "config", "bearerToken")).contains("secret");
        assertThat(Trees.stringAt(body, "config", "tlsClientConfig", "caData")).contains("UEVN");
    }

    @Test
    void refusalIsPrintedAndFails() {
        status = 409;
        answer = "{\"message\":\"cluster b is the destination of applications: demo/web\"}";
        assertThat(run("remove", "b")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("slipway: cluster b is the destination of applications: demo/web\n");
        status = 204;
        assertThat(run("remove", "b")).isZero();
        assertThat(run("add", "b")).isEqualTo(1);
        assertThat(err.toString()).contains("one of --kubeconfig");
    }

    @Test
    void grantIsShownAndSetAsAWhole() {
        answer = "{\"project\":\"shop\",\"destinations\":[],\"roleBindings\":false}";
        assertThat(run("grant", "shop")).isZero();
        assertThat(asked.getFirst()).startsWith("GET /gitops/v1/grants/shop ");
        assertThat(out.toString()).contains("project: shop");

        assertThat(
                        run(
                                "grant",
                                "shop",
                                "--to",
                                "prod/shop-*",
                                "--to",
                                "edge/shop",
                                "--cluster-kind",
                                "Namespace",
                                "--role-bindings"))
                .isZero();
        assertThat(asked.get(2)).startsWith("PUT /gitops/v1/grants/shop ");
        assertThat(Json.readObject(asked.getLast()))
                .isEqualTo(
                        Json.readObject(
                                """
                                {"destinations": [{"cluster": "prod", "namespace": "shop-*"}, {"cluster": "edge", "namespace": "shop"}],
                                 "clusterKinds": ["Namespace"], "roleBindings": true}\
                                """));

        assertThat(run("grant", "shop", "--none")).isZero();
        assertThat(Json.readObject(asked.getLast()))
                .isEqualTo(
                        Json.readObject(
                                "{\"destinations\": [], \"clusterKinds\": [], \"roleBindings\": false}"));
        assertThat(run("grant", "shop", "--role-bindings")).isEqualTo(1);
        assertThat(run("grant", "shop", "--none", "--to", "a/b")).isEqualTo(1);
        assertThat(run("grant", "shop", "--to", "prod")).isEqualTo(1);
        assertThat(err.toString()).contains("--to is CLUSTER/NAMESPACE, not prod");
    }
}
