package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.access.Role;
import io.slipway.git.RepositoryFixture;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A list asks the database as often for nine rows of everything as for one. */
@Timeout(300)
class QueryCountTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private static String key(int seed) {
        return Keys.ed25519(seed).replace("+", "%2B").replace(" ", "+");
    }

    /** One more row for every list. */
    private void add(int number, long project, long systemHook) {
        var base = "/projects/" + project;
        var name = "n" + number;
        world.forge.member(name, "team", Role.DEVELOPER);
        made("/users/" + world.id("root") + "/keys", "title=t&key=" + key(number));
        made("/users/" + world.id("root") + "/emails", "email=" + name + "%40forge.test.example");
        made("/groups", "name=" + name + "g&path=" + name + "g");
        var copy = world.forge.project("team/p" + number).id().value();
        made("/projects/" + copy + "/star", "");
        made("/projects/" + copy + "/fork/" + project, "");
        made(base + "/members", "access_level=30&user_id=" + world.id(name));
        made(base + "/labels", "color=%23123456&name=" + name);
        made(base + "/hooks", "url=http://127.0.0.1:9/" + name);
        made("/hooks", "url=http://127.0.0.1:9/" + name);
        made(base + "/keys", "title=t&key=" + key(100 + number));
        made(base + "/repository/branches", "ref=master&branch_name=" + name);
        made(
                base + "/repository/tags",
                "ref=master&tag_name=v" + number + "&release_description=x");
        made(
                base + "/repository/files",
                "branch_name=n1&commit_message=m&content=c&file_path=" + name);
        made(base + "/repository/commits/master/comments", "note=" + name);
        made(base + "/statuses/" + master, "state=success&name=" + name);
        assertThat(world.get("root", "/hooks/" + systemHook).status()).isEqualTo(200);
    }

    private String master = "";

    private void made(String path, String form) {
        var answer = world.as("root", "POST", path, form);
        assertThat(answer.status()).as(path + answer.text()).isEqualTo(201);
    }

    @Test
    void noListAsksMoreForMoreRows() {
        var project = world.forge.project("team/web");
        var id = project.id().value();
        RepositoryFixture.of(world.forge.forge().projects().openOrCreate(project))
                .branch("master")
                .file("a.txt", "1\n")
                .commit("First");
        var base = "/projects/" + id;
        master = world.get("root", base + "/repository/commits").json().get(0).get("id").asText();
        var hook =
                world.as("root", "POST", base + "/hooks", "url=http://127.0.0.1:9/x")
                        .json()
                        .get("id")
                        .asLong();
        var system =
                world.as("root", "POST", "/hooks", "url=http://127.0.0.1:9/x")
                        .json()
                        .get("id")
                        .asLong();
        add(1, id, system);
        var few = ask(id, hook, system);
        for (var number = 2; number <= 9; number++) {
            add(number, id, system);
        }
        var many = ask(id, hook, system);
        assertThat(many).isEqualTo(few);
    }

    /** Statements by list. */
    private Map<String, Long> ask(long project, long hook, long system) {
        var asked = new LinkedHashMap<String, Long>();
        var seen = new TreeSet<String>();
        for (var line : world.lines()) {
            var template = line.template();
            var lists =
                    line.method().equals("GET")
                            && !template.contains("raw_blobs")
                            && !template.startsWith("/internal");
            if (!lists) {
                continue;
            }
            var path =
                    template.replace(
                                    ":id",
                                    template.startsWith("/users")
                                            ? Long.toString(world.id("root"))
                                            : template.startsWith("/groups")
                                                    ? "team"
                                                    : Long.toString(project))
                            .replace(
                                    ":hook_id",
                                    Long.toString(template.startsWith("/hooks") ? system : hook))
                            .replace(":sha", "master")
                            .replace(":user_id", Long.toString(world.id("n1")))
                            .replace("*branch", "master")
                            .replace("*tag_name", "v1")
                            .replace(":query", "p");
            if (path.contains(":")) {
                continue;
            }
            var full =
                    path
                            + "?per_page=100&from=n1&to=master&filepath=a.txt&file_path=a.txt"
                            + "&ref=master&all=1";
            assertThat(world.get("root", full).status()).as(full).isEqualTo(200);
            var before = world.forge.database().statementsRun();
            world.get("root", full);
            asked.put(template, world.forge.database().statementsRun() - before);
            seen.add(template);
        }
        assertThat(seen).hasSizeGreaterThan(60);
        return asked;
    }
}
