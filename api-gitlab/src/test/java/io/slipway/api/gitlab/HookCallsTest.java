package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.slipway.forge.access.Role;
import io.slipway.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hooks, called over HTTP by what the API does. */
class HookCallsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    record Received(String event, String token, JsonNode body) {}

    private final World world = new World();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final HttpServer receiver;
    private String project = "";

    HookCallsTest() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext(
                "/",
                exchange -> {
                    var headers = exchange.getRequestHeaders();
                    received.add(
                            new Received(
                                    String.valueOf(headers.getFirst("X-Gitlab-Event")),
                                    String.valueOf(headers.getFirst("X-Gitlab-Token")),
                                    MAPPER.readTree(exchange.getRequestBody().readAllBytes())));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        receiver.start();
    }

    @BeforeEach
    void start() {
        world.callHooks();
        project = "/projects/" + world.forge.project("demo/web").id().value();
    }

    @AfterEach
    void stop() {
        world.close();
        receiver.stop(0);
    }

    private String address() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
    }

    private void hook(String flags) {
        var made = world.as("root", "POST", project + "/hooks", "url=" + address() + flags);
        assertThat(made.status()).isEqualTo(201);
    }

    private void commit(String branch, String path) {
        var made =
                world.as(
                        "root",
                        "POST",
                        project + "/repository/files",
                        "file_path=%s&branch_name=%s&content=x&commit_message=Add+%s"
                                .formatted(path, branch, path));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    private Received await(int count) {
        return Await.value(
                "call " + count,
                () ->
                        received.size() >= count
                                ? java.util.Optional.of(received.get(count - 1))
                                : java.util.Optional.empty());
    }

    private static List<String> names(JsonNode node) {
        var names = new ArrayList<String>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void commentsOnCommitsAreTold() {
        commit("master", "a.txt");
        hook("&push_events=false&note_events=true");
        var said =
                world.as(
                        "root",
                        "POST",
                        project + "/repository/commits/master/comments",
                        "note=Fine&path=a.txt&line=1&line_type=new");
        assertThat(said.status()).isEqualTo(201);
        var told = await(1);
        assertThat(told.event()).isEqualTo("Note Hook");
        assertThat(names(told.body()))
                .containsExactly(
                        "object_kind",
                        "user",
                        "project_id",
                        "project",
                        "object_attributes",
                        "repository",
                        "commit");
        assertThat(told.body().at("/object_attributes/note").asText()).isEqualTo("Fine");
        assertThat(told.body().at("/object_attributes/noteable_type").asText()).isEqualTo("Commit");
        assertThat(told.body().at("/object_attributes/url").asText())
                .contains("/demo/web/commit/")
                .contains("#note_");
        assertThat(told.body().at("/commit/message").asText()).startsWith("Add a.txt");
        assertThat(told.body().at("/user/username").asText()).isEqualTo("root");
        world.as("root", "POST", project + "/repository/commits/master/comments", "note=More");
        assertThat(await(2).body().at("/object_attributes/note").asText()).isEqualTo("More");
        assertThat(received).hasSize(2);
    }

    @Test
    void aPushIsToldWithItsCommitsAndFiles() {
        hook("&token=s3cret");
        commit("master", "a.txt");
        var push = await(1);
        assertThat(push.event()).isEqualTo("Push Hook");
        assertThat(push.token()).isEqualTo("s3cret");
        assertThat(names(push.body()))
                .containsExactly(
                        "object_kind",
                        "event_name",
                        "before",
                        "after",
                        "ref",
                        "checkout_sha",
                        "message",
                        "user_id",
                        "user_name",
                        "user_email",
                        "user_avatar",
                        "project_id",
                        "project",
                        "commits",
                        "total_commits_count",
                        "repository");
        assertThat(names(push.body().get("project")))
                .containsExactly(
                        "name",
                        "description",
                        "web_url",
                        "avatar_url",
                        "git_ssh_url",
                        "git_http_url",
                        "namespace",
                        "visibility_level",
                        "path_with_namespace",
                        "default_branch",
                        "homepage",
                        "url",
                        "ssh_url",
                        "http_url");
        assertThat(push.body().get("before").asText()).isEqualTo("0".repeat(40));
        assertThat(push.body().get("ref").asText()).isEqualTo("refs/heads/master");
        assertThat(push.body().at("/project/git_ssh_url").asText())
                .isEqualTo("git@forge.test:demo/web.git");
        assertThat(push.body().at("/commits/0/added/0").asText()).isEqualTo("a.txt");
        assertThat(push.body().at("/commits/0/url").asText())
                .isEqualTo(
                        "http://forge.test/demo/web/commit/" + push.body().get("after").asText());
        assertThat(push.body().get("total_commits_count").asInt()).isEqualTo(1);

        commit("master", "b.txt");
        var next = await(2).body();
        assertThat(next.get("before").asText()).isEqualTo(push.body().get("after").asText());
        assertThat(next.get("commits")).hasSize(1);
        assertThat(next.at("/commits/0/added/0").asText()).isEqualTo("b.txt");
    }

    @Test
    void tagsAreToldToThoseWhoAskedForThem() {
        commit("master", "a.txt");
        hook("&push_events=false&tag_push_events=true");
        var tag = "tag_name=v1&ref=master&message=First";
        assertThat(world.as("root", "POST", project + "/repository/tags", tag).status())
                .isEqualTo(201);
        var made = await(1);
        assertThat(made.event()).isEqualTo("Tag Push Hook");
        assertThat(made.body().get("object_kind").asText()).isEqualTo("tag_push");
        assertThat(made.body().get("message").asText()).isEqualTo("First");
        assertThat(made.body().get("checkout_sha").asText())
                .isEqualTo(made.body().at("/commits/0/id").asText())
                .isNotEqualTo(made.body().get("after").asText());
        world.as("root", "DELETE", project + "/repository/tags/v1", "");
        var gone = await(2).body();
        assertThat(gone.get("checkout_sha").isNull()).isTrue();
        assertThat(gone.get("after").asText()).isEqualTo("0".repeat(40));
        assertThat(gone.get("commits")).isEmpty();
    }

    @Test
    void aNewBranchBringsOnlyWhatTheDefaultBranchHasNot() {
        commit("master", "a.txt");
        hook("");
        var branch = "branch_name=topic&ref=master";
        world.as("root", "POST", project + "/repository/branches", branch);
        var made = await(1).body();
        assertThat(made.get("ref").asText()).isEqualTo("refs/heads/topic");
        assertThat(made.get("commits")).isEmpty();
        assertThat(made.get("total_commits_count").asInt()).isZero();
    }

    @Test
    void systemHooksHearOfEverythingThatComesAndGoes() {
        assertThat(world.as("root", "POST", "/hooks", "url=" + address()).status()).isEqualTo(201);
        world.forge.user("ada");
        var person = await(1);
        assertThat(person.event()).isEqualTo("System Hook");
        assertThat(person.body().get("event_name").asText()).isEqualTo("user_create");
        assertThat(names(person.body()))
                .containsExactly(
                        "event_name",
                        "created_at",
                        "updated_at",
                        "name",
                        "email",
                        "user_id",
                        "username");
        world.forge.member("ada", "tools", Role.DEVELOPER);
        commit("master", "a.txt");
        world.as("root", "PUT", project, "path=site");
        world.as("root", "DELETE", project, "");
        Await.value(
                "the last call",
                () ->
                        received.stream()
                                .filter(one ->
                                        one.body()
                                                .path("event_name")
                                                .asText()
                                                .equals("project_destroy"))
                                .findFirst());
        assertThat(received.stream().map(one -> one.body().get("event_name").asText()))
                .contains(
                        "user_create",
                        "group_create",
                        "user_add_to_group",
                        "push",
                        "project_rename",
                        "project_destroy");
        var renamed =
                received.stream()
                        .map(Received::body)
                        .filter(one -> one.get("event_name").asText().equals("project_rename"))
                        .findFirst()
                        .orElseThrow();
        assertThat(renamed.get("old_path_with_namespace").asText()).isEqualTo("demo/web");
        assertThat(renamed.get("path_with_namespace").asText()).isEqualTo("demo/site");
        assertThat(renamed.get("owner_email").asText()).isEmpty();
    }

    @Test
    void aSystemHookIsTriedByAskingForIt() {
        var made = world.as("root", "POST", "/hooks", "url=" + address()).json();
        var id = made.get("id").asText();
        var example = world.get("root", "/hooks/" + id);
        assertThat(example.json().get("event_name").asText()).isEqualTo("project_create");
        assertThat(await(1).body()).isEqualTo(example.json());
        assertThat(world.get("root", "/hooks/99").status()).isEqualTo(404);
        assertThat(world.get("ada", "/hooks/" + id).status()).isEqualTo(403);
    }

    @Test
    void theLogTellsWhatBecameOfEachCall() {
        hook("");
        commit("master", "a.txt");
        await(1);
        var id = world.get("root", project + "/hooks").json().at("/0/id").asText();
        var log =
                Await.value(
                        "the call is in the log",
                        () ->
                                java.util.Optional.of(
                                                world.get(
                                                        "root",
                                                        project + "/hooks/" + id + "/deliveries"))
                                        .map(World.Answer::json)
                                        .filter(json ->
                                                json.at("/0/state").asText().equals("delivered")));
        assertThat(log.at("/0/event").asText()).isEqualTo("Push Hook");
        assertThat(log.at("/0/response_status").asInt()).isEqualTo(200);
        world.forge.member("dev", "demo", Role.DEVELOPER);
        assertThat(world.get("dev", project + "/hooks/" + id + "/deliveries").status())
                .isEqualTo(403);
    }
}
