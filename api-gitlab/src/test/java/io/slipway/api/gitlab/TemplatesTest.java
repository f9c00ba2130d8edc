package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.access.Visibility;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Templates, the metrics of the background work, and subscriptions to labels. */
@Timeout(120)
class TemplatesTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void licencesAreForAnybody() {
        var all = world.get("", "/licenses");
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.header("X-Total")).isEqualTo("absent");
        assertThat(all.json().findValuesAsText("key"))
                .contains("mit", "apache-2.0", "gpl-3.0", "bsd-2-clause", "isc", "unlicense");
        assertThat(world.get("", "/licenses?popular=1").json().findValuesAsText("key"))
                .containsExactlyInAnyOrder("mit", "apache-2.0", "gpl-3.0");
        var mit = world.get("", "/licenses/mit").json();
        assertThat(mit.fieldNames())
                .toIterable()
                .containsExactly(
                        "key",
                        "name",
                        "nickname",
                        "popular",
                        "html_url",
                        "source_url",
                        "description",
                        "conditions",
                        "permissions",
                        "limitations",
                        "content");
        for (var odd : List.of("MIT", "none", "..%2Fci%2FGo", "mit.txt2")) {
            assertThat(world.get("", "/licenses/" + odd).text())
                    .as(odd)
                    .isEqualTo("{\"message\":\"404 License Not Found\"}");
        }
        for (var key : all.json().findValuesAsText("key")) {
            assertThat(world.get("", "/licenses/" + key).json().get("content").asText())
                    .hasSizeGreaterThan(500);
        }
    }

    @Test
    void licencesAreFilledIn() {
        var year = Year.now(ZoneOffset.UTC).toString();
        world.caller("ada");
        assertThat(world.get("", "/licenses/mit").json().get("content").asText())
                .contains("Copyright (c) " + year + " [fullname]");
        assertThat(world.get("ada", "/licenses/mit").json().get("content").asText())
                .contains("Copyright (c) " + year + " User ada");
        assertThat(
                        world.get("", "/licenses/bsd-3-clause?project=A%24B&fullname=Ann+%5C1")
                                .json()
                                .get("content")
                                .asText())
                .contains("name of A$B nor", year + ", Ann \\1");
        assertThat(
                        world.get("", "/licenses/apache-2.0?fullname=Ann")
                                .json()
                                .get("content")
                                .asText())
                .contains("Copyright " + year + " Ann");
        assertThat(world.get("", "/licenses/gpl-3.0?fullname=Ann").json().get("content").asText())
                .contains("Copyright (C) " + year + "  Ann");
    }

    @Test
    void ignoredFilesAndBuildsHaveTemplates() {
        for (var kind : List.of("gitignores", "gitlab_ci_ymls")) {
            var names = world.get("", "/" + kind).json().findValuesAsText("name");
            assertThat(names).contains("Maven", "Python", "Go");
            assertThat(names).isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER);
            for (var name : names) {
                var one = world.get("", "/" + kind + "/" + name.replace("+", "%2B"));
                assertThat(one.status()).as(name).isEqualTo(200);
                assertThat(one.json().get("content").asText()).isNotBlank();
            }
        }
        assertThat(world.get("", "/gitignores/java").text())
                .isEqualTo("{\"message\":\"404 .gitignore Not Found\"}");
        assertThat(world.get("", "/gitignores/index").status()).isEqualTo(404);
        assertThat(world.get("", "/gitlab_ci_ymls/none").text())
                .isEqualTo("{\"message\":\"404 gitlab_ci_yml Not Found\"}");
    }

    @Test
    void administratorsSeeWhatWaits() {
        world.forge.project("demo/web");
        var roles = Roles.in(world, "demo");
        for (var name :
                List.of("queue_metrics", "process_metrics", "job_stats", "compound_metrics")) {
            assertThat(roles.get("/sidekiq/" + name)).isEqualTo("401 403 403 403 403 403 403 200");
        }
        var all = world.get("root", "/sidekiq/compound_metrics").json();
        assertThat(all.at("/queues/hooks/backlog").asInt()).isZero();
        assertThat(all.at("/queues/hooks/latency").isInt()).isTrue();
        assertThat(all.at("/processes/0/pid").asLong()).isPositive();
        assertThat(all.at("/processes/0/queues").toString()).isEqualTo("[\"hooks\",\"imports\"]");
        assertThat(all.get("jobs").toString())
                .isEqualTo("{\"processed\":0,\"failed\":0,\"enqueued\":0}");
    }

    @Test
    void whoReadsLabelsMaySubscribeToThem() {
        var path = "/projects/" + world.forge.project("demo/web").id().value() + "/labels";
        var roles = Roles.in(world, "demo");
        world.as("reporter", "POST", path, "name=bug&color=%23ff0000");
        var subscription = path + "/bug/subscription";
        assertThat(roles.ask("POST", subscription, ""))
                .isEqualTo("401 404 201 201 201 201 201 201");
        assertThat(roles.ask("POST", subscription, ""))
                .isEqualTo("401 404 304 304 304 304 304 304");
        assertThat(world.get("guest", path).json().get(0).get("subscribed").asBoolean()).isTrue();
        assertThat(roles.ask("DELETE", subscription, ""))
                .isEqualTo("401 404 200 200 200 200 200 200");
        var again = world.as("guest", "DELETE", subscription, "");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
        assertThat(world.get("guest", path).json().get(0).get("subscribed").asBoolean()).isFalse();
        assertThat(world.as("guest", "POST", path + "/none/subscription", "").text())
                .isEqualTo("{\"message\":\"404 Label Not Found\"}");
        var made = world.as("guest", "POST", path + "/1/subscription", "").json();
        assertThat(made.get("name").asText()).isEqualTo("bug");
        assertThat(made.get("subscribed").asBoolean()).isTrue();
        var open = world.forge.project("demo/open", Visibility.PUBLIC).id().value();
        world.as("reporter", "POST", "/projects/" + open + "/labels", "name=x&color=%23ff0000");
        assertThat(
                        world.as(
                                        "stranger",
                                        "POST",
                                        "/projects/" + open + "/labels/x/subscription",
                                        "")
                                .status())
                .isEqualTo(201);
    }
}
