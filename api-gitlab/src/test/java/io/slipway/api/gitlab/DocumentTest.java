package io.slipway.api.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** What the API says of itself is whole, and is what the table does. */
@Timeout(180)
@TestInstance(Lifecycle.PER_CLASS)
class DocumentTest {
    private World world;
    private JsonNode document;

    @BeforeAll
    void start() {
        world = new World();
        var answer = world.get("", "/openapi.json");
        assertThat(answer.status()).isEqualTo(200);
        document = answer.json();
    }

    @AfterAll
    void close() {
        world.close();
    }

    @Test
    void everyLineOfTheTableIsACallOfTheDocument() {
        var calls = new TreeSet<String>();
        document.get("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .properties()
                                .forEach(call ->
                                        calls.add(
                                                call.getKey().toUpperCase(java.util.Locale.ROOT)
                                                        + " "
                                                        + path.getKey())));
        var lines = new TreeSet<String>();
        for (var line : world.lines()) {
            lines.add(
                    line.method()
                            + " /api/v3"
                            + line.template().replaceAll("[:*]([a-z_]+)", "{$1}"));
        }
        assertThat(calls).isEqualTo(lines).hasSizeGreaterThan(140);
    }

    @Test
    void idsAreUniqueAndReferencesLeadSomewhere() {
        var ids = new HashSet<String>();
        document.findValues("operationId")
                .forEach(id -> assertThat(ids.add(id.asText())).as(id.asText()).isTrue());
        var schemas = document.get("components").get("schemas");
        for (var reference : document.findValuesAsText("$ref")) {
            var name = reference.substring("#/components/schemas/".length());
            assertThat(schemas.has(name)).as(reference).isTrue();
        }
    }

    @Test
    void everyCallSaysWhatItAnswersAndWhatForEachParameterIs() {
        for (var path : document.get("paths")) {
            for (var call : path) {
                assertThat(call.get("summary").asText()).isNotBlank();
                assertThat(call.get("tags").get(0).asText()).isNotBlank();
                var answers = new TreeSet<String>();
                call.get("responses").properties().forEach(one -> answers.add(one.getKey()));
                assertThat(answers)
                        .as(call.get("operationId").asText())
                        .anyMatch(status -> status.startsWith("2"))
                        .contains("400", "404");
                call.get("parameters")
                        .forEach(one -> assertThat(one.get("description").asText()).isNotBlank());
            }
        }
    }

    @Test
    void everyRequiredParameterIsRequired() {
        var project = world.forge.project("team/web");
        for (var line : world.lines()) {
            var required =
                    line.fields().stream()
                            .filter(io.slipway.api.gitlab.call.Field::required)
                            .map(io.slipway.api.gitlab.call.Field::name)
                            .toList();
            if (required.isEmpty()
                    || line.template().startsWith("/internal")
                    || line.template().contains(":sha")
                    || line.template().contains("_id")) {
                continue;
            }
            var path =
                    line.template()
                            .replace(
                                    ":id",
                                    line.template().startsWith("/users")
                                            ? Long.toString(world.id("root"))
                                            : line.template().startsWith("/groups")
                                                    ? "team"
                                                    : Long.toString(project.id().value()))
                            .replace("*tag_name", "v1");
            var answer = world.as("root", line.method(), path, "");
            assertThat(answer.status())
                    .as(line.method() + " " + path + answer.text())
                    .isEqualTo(400);
            assertThat(answer.json().get("message").asText())
                    .isEqualTo("400 (Bad request) \"" + required.getFirst() + "\" not given");
        }
    }

    @Test
    void thePageForPeopleShowsEveryCallAndLoadsNothing() {
        var answer = world.anywhere("GET", "/api/docs", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'none'");
        var page = answer.text();
        for (var line : world.lines()) {
            assertThat(page)
                    .contains(
                            "<span class=\"method\">%s</span> /api/v3%s</code>"
                                    .formatted(
                                            line.method(),
                                            line.template().replaceAll("[:*]([a-z_]+)", "{$1}")));
        }
        assertThat(page).doesNotContain("<script", "src=", "@import", "href=\"http");
        assertThat(page).contains("access_level *", "10 | 20 | 30 | 40 | 50");
    }
}
