package io.slipway.api.applications;

import static io.slipway.delivery.DeliveryFixture.URL;
import static io.slipway.delivery.DeliveryFixture.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.access.Role;
import io.slipway.forge.access.Visibility;
import io.slipway.forge.project.Project;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationsApiTest {

    private static final String APPS = "demo/applications";

    private final ApiFixture api = new ApiFixture();
    private Project project;

    @BeforeEach
    void makeProject() {
        project = api.delivery().forge().project("demo/web");
        api.delivery().push(project, Map.of("app/a.yaml", configMap("a", "1")));
    }

    @AfterEach
    void close() {
        api.close();
    }

    private static String body(String name, String more) {
        return """
        {"apiVersion":"argoproj.io/v1alpha1","kind":"Application",
         "metadata":{"name":"%s","labels":{"team":"%s"}},
         "spec":{"project":"demo","destination":{"name":"sandbox","namespace":"default"},
           "source":{"repoURL":"%s/demo/web.git","path":"app","targetRevision":"master"}%s}}
        """
                .formatted(name, name, URL, more);
    }

    private ApiFixture.Answer create(String name) {
        return api.post(APPS, body(name, ""));
    }

    @Test
    void anApplicationIsMadeReadChangedAndDeleted() {
        var made = create("web");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.at("metadata", "namespace")).contains("demo");
        assertThat(made.at("metadata", "uid")).isPresent();
        assertThat(made.at("kind")).contains("Application");

        var got = api.get(APPS + "/web");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.at("spec", "source", "path")).contains("app");

        var put =
                api.call(
                        api.delivery().root(),
                        "PUT",
                        APPS + "/web",
                        body("web", ",\"info\":[{\"name\":\"a\",\"value\":\"b\"}]"));
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.at("metadata", "generation")).contains(2L);

        var patched =
                api.call(
                        api.delivery().root(),
                        "PATCH",
                        APPS + "/web",
                        "{\"metadata\":{\"labels\":{\"tier\":\"one\"}}}",
                        "Content-Type",
                        "application/merge-patch+json");
        assertThat(patched.at("metadata", "labels")).contains(Map.of("team", "web", "tier", "one"));

        assertThat(api.call(api.delivery().root(), "DELETE", APPS + "/web", "").status())
                .isEqualTo(204);
        io.slipway.testkit.Await.until(
                "the application is gone", () -> api.get(APPS + "/web").status() == 404);
    }

    @Test
    void theSameBodyTwiceIsOneApplication() {
        assertThat(create("web").status()).isEqualTo(201);
        assertThat(create("web").status()).isEqualTo(201);
        var other = api.post(APPS, body("web", ",\"revisionHistoryLimit\":3"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.at("reason")).contains("AlreadyExists");
        assertThat(
                        api.post(APPS + "?upsert=true", body("web", ",\"revisionHistoryLimit\":3"))
                                .status())
                .isEqualTo(201);
        var created = api.get(APPS + "/web/events?reason=ResourceCreated").list("items");
        assertThat(created).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no json                                        | 400 | BadRequest
                    []                                             | 400 | BadRequest
                    {}                                             | 400 | BadRequest
                    {"spec":{"source":5},"metadata":{"name":"a"}}  | 422 | Invalid
                    {"kind":"Pod","metadata":{"name":"a"}}         | 422 | Invalid
                    {"metadata":{"generateName":"a"}}              | 422 | Invalid
                    {"metadata":{"name":"a"},"spec":{}}            | 400 | Invalid
                    {"metadata":{"name":"a"},"spec":{"project":"other","destination":{"name":"sandbox"},"source":{"repoURL":"u","path":"p"}}} | 400 | Invalid
                    {"metadata":{"name":"a"},"spec":{"destination":{"name":"nowhere"},"source":{"repoURL":"u","path":"p"}}} | 400 | Invalid
                    """)
    void aBrokenBodyIsRefused(String body, int status, String reason) {
        var answer = api.post(APPS, body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.at("kind")).contains("Status");
        assertThat(answer.at("reason")).contains(reason);
        assertThat(answer.at("code")).contains((long) status);
    }

    @Test
    void aMissingPathIsToldAtOnceUnlessToldNotToLook() {
        var body = body("web", "").replace("\"path\":\"app\"", "\"path\":\"nowhere\"");
        var answer = api.post(APPS, body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("nowhere: app path does not exist");
        assertThat(api.post(APPS + "?validate=false", body).status()).isEqualTo(201);
    }

    @Test
    void dryRunStoresNothing() {
        assertThat(api.post(APPS + "?dryRun=All", body("web", "")).status()).isEqualTo(201);
        assertThat(api.get(APPS + "/web").status()).isEqualTo(404);
    }

    @Test
    void unknownFieldsAreWarnedAboutOrRefused() {
        var body = body("web", ",\"sorce\":{}");
        assertThat(api.post(APPS + "?fieldValidation=Strict", body).status()).isEqualTo(400);
        var answer = api.post(APPS, body);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.response().headers().allValues("Warning"))
                .containsExactly("299 - \"unknown field \\\"spec.sorce\\\"\"");
    }

    @Test
    void aStaleVersionIsAConflict() {
        var stored = create("web").tree();
        var stale = Json.write(stored);
        Trees.put(stored, List.of(Map.of("name", "n", "value", "v")), "spec", "info");
        assertThat(
                        api.call(
                                        api.delivery().root(),
                                        "PUT",
                                        APPS + "/web",
                                        body("web", ",\"revisionHistoryLimit\":3"))
                                .status())
                .isEqualTo(200);
        var answer = api.call(api.delivery().root(), "PUT", APPS + "/web", stale);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.at("reason")).contains("Conflict");
    }

    @Test
    void yamlIsTakenAndGiven() {
        var yaml =
                """
                metadata: {name: web}
                spec:
                  destination: {name: in-cluster, namespace: default}
                  source: {repoURL: %s/demo/web, path: app}
                """
                        .formatted(URL);
        var answer =
                api.call(
                        api.delivery().root(),
                        "POST",
                        APPS,
                        yaml,
                        "Content-Type",
                        "application/yaml",
                        "Accept",
                        "application/yaml");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).contains("kind: Application\n").contains("project: demo");
    }

    @Test
    void aSyncRunsAndIsTold() {
        create("web");
        assertThat(api.post(APPS + "/web/sync", "").status()).isEqualTo(204);
        var done =
                api.delivery()
                        .await(
                                "web",
                                "is synced",
                                a ->
                                        a.operation().isEmpty()
                                                && a.status().operationState().isPresent()
                                                && a.status().sync().status().isPresent());
        assertThat(
                        done.status()
                                .operationState()
                                .orElseThrow()
                                .operation()
                                .initiatedBy()
                                .username())
                .isEqualTo("root");
        var events = api.get(APPS + "/web/events?size=100");
        assertThat(events.at("kind")).contains("EventList");
        assertThat(events.list("items"))
                .extracting(e -> Trees.stringAt(e, "reason").orElse(""))
                .contains("OperationStarted", "OperationCompleted", "ResourceCreated");
        assertThat(events.at("total_items").map(n -> (Long) n).orElse(0L)).isPositive();
    }

    @Test
    void whoPrefersToWaitGetsTheApplication() {
        create("web");
        var answer =
                api.call(
                        api.delivery().root(),
                        "POST",
                        APPS + "/web/sync",
                        "{}",
                        "Prefer",
                        "wait=30");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.at("status", "operationState", "phase")).contains("Succeeded");
        var refreshed =
                api.call(
                        api.delivery().root(),
                        "POST",
                        APPS + "/web/refresh?type=hard",
                        "",
                        "Prefer",
                        "wait=30");
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(refreshed.at("status", "sync", "status")).contains("Synced");
        assertThat(api.post(APPS + "/web/refresh", "").status()).isEqualTo(204);
        assertThat(api.get(APPS + "/web?refresh=normal").status()).isEqualTo(200);
    }

    @Test
    void anEarlierDeploymentComesBack() {
        create("web");
        api.call(api.delivery().root(), "POST", APPS + "/web/sync", "", "Prefer", "wait=30");
        api.delivery().push(project, Map.of("app/a.yaml", configMap("a", "2")));
        api.call(api.delivery().root(), "POST", APPS + "/web/sync", "", "Prefer", "wait=30");
        var answer =
                api.call(
                        api.delivery().root(),
                        "POST",
                        APPS + "/web/rollback",
                        "{\"id\":0}",
                        "Prefer",
                        "wait=30");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(api.delivery().live("", "ConfigMap", "a").flatMap(c -> c.at("data", "value")))
                .contains("1");
        assertThat(api.post(APPS + "/web/rollback", "{\"id\":77}").status()).isEqualTo(400);
    }

    @Test
    void listsAreSelectedPagedAndProjected() {
        for (var name : List.of("a", "b", "c", "d", "e")) {
            create(name);
        }
        var first = api.get(APPS + "?limit=2");
        assertThat(first.at("kind")).contains("ApplicationList");
        assertThat(names(first)).containsExactly("a", "b");
        assertThat(first.at("metadata", "remainingItemCount")).contains(3L);
        var token = first.at("metadata", "continue").orElseThrow();
        var second = api.get(APPS + "?limit=10&continue=" + token);
        assertThat(names(second)).containsExactly("c", "d", "e");
        assertThat(second.at("metadata", "continue")).isEmpty();
        assertThat(names(api.get(APPS + "?labelSelector=team%20in%20(b,c)")))
                .containsExactly("b", "c");
        assertThat(names(api.get(APPS + "?labelSelector=team!=a,team!=b")))
                .containsExactly("c", "d", "e");
        assertThat(names(api.get(APPS + "?fieldSelector=metadata.name=d"))).containsExactly("d");
        assertThat(names(api.get(APPS + "?sort=-name&limit=1"))).containsExactly("e");
        assertThat(names(api.get(APPS + "?repo=ssh://git@forge.test/demo/web"))).hasSize(5);
        assertThat(names(api.get(APPS + "?repo=http://forge.test:8000/demo/other.git"))).isEmpty();
        var projected = api.get(APPS + "?fields=items.metadata.name&q=a");
        assertThat(projected.list("items"))
                .containsExactly(Map.of("metadata", Map.of("name", "a")));
        assertThat(api.get("-/applications?facets=project").at("facets", "project"))
                .contains(Map.of("demo", 5L));
        for (var bad :
                List.of(
                        "limit=x",
                        "continue=x",
                        "fieldSelector=spec.x=1",
                        "labelSelector=a%20b%20c",
                        "sort=x")) {
            assertThat(api.get(APPS + "?" + bad).status()).as(bad).isEqualTo(400);
        }
    }

    private static List<String> names(ApiFixture.Answer answer) {
        return answer.list("items").stream()
                .map(i -> Trees.stringAt(i, "metadata", "name").orElse(""))
                .toList();
    }

    @Test
    void eventsArePagedAndFiltered() {
        create("web");
        assertThat(api.get(APPS + "/web/events?event_type=Warning").list("items")).isEmpty();
        assertThat(api.get(APPS + "/web/events?event_type=Nonsense").status()).isEqualTo(200);
        assertThat(
                        api.get(
                                        APPS
                                                + "/web/events?kind=Application&name=WE&reason=ResourceCreated")
                                .list("items"))
                .hasSize(1);
        assertThat(api.get(APPS + "/web/events?pageno=99").list("items")).isEmpty();
        assertThat(api.get(APPS + "/web/events?end_time=1000").list("items")).isEmpty();
        assertThat(
                        api.get(
                                        APPS
                                                + "/web/events?start_time=2020-01-01T00:00:00Z&reason=ResourceCreated")
                                .list("items"))
                .hasSize(1);
        for (var bad :
                List.of(
                        "pageno=0",
                        "pageno=x",
                        "size=0",
                        "start_time=soon",
                        "start_time=20&end_time=10")) {
            assertThat(api.get(APPS + "/web/events?" + bad).status()).as(bad).isEqualTo(400);
        }
    }

    @Test
    void nobodyIsSentAway() {
        create("web");
        var answer = api.send(api.request(APPS).GET());
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.response().headers().firstValue("WWW-Authenticate")).contains("Bearer");
        var wrong = api.send(api.request(APPS).header("Authorization", "Bearer nonsense").GET());
        assertThat(wrong.status()).isEqualTo(401);
    }

    @Test
    void whatTheRoleDoesNotAllowIsRefusedAndWhatItMayNotSeeIsNotThere() {
        create("web");
        var forge = api.delivery().forge();
        forge.project("demo/open", Visibility.PUBLIC);
        var stranger = forge.user("eve");
        var guest = forge.member("gus", "demo", Role.GUEST);
        var reporter = forge.member("rita", "demo", Role.REPORTER);
        var developer = forge.member("dora", "demo", Role.DEVELOPER);
        var master = forge.member("mona", "demo", Role.MASTER);
        for (var outside : List.of(stranger, guest)) {
            assertThat(api.get(outside, APPS).status()).isEqualTo(404);
            assertThat(api.get(outside, APPS + "/web").status()).isEqualTo(404);
            assertThat(api.call(outside, "POST", APPS + "/web/sync", "").status()).isEqualTo(404);
        }
        assertThat(api.get(reporter, APPS + "/web").status()).isEqualTo(200);
        assertThat(api.call(reporter, "POST", APPS + "/web/refresh", "").status()).isEqualTo(403);
        assertThat(api.call(reporter, "POST", APPS + "/web/sync", "").status()).isEqualTo(403);
        assertThat(
                        api.call(developer, "POST", APPS + "/web/sync", "", "Prefer", "wait=20")
                                .status())
                .isEqualTo(200);
        assertThat(
                        api.call(
                                        developer,
                                        "POST",
                                        APPS + "/web/sync",
                                        "{\"revision\":\"0000000000000000000000000000000000000001\"}")
                                .status())
                .isEqualTo(403);
        assertThat(api.call(developer, "DELETE", APPS + "/web", "").status()).isEqualTo(403);
        assertThat(api.call(developer, "POST", APPS, body("other", "")).status()).isEqualTo(403);
        assertThat(api.call(master, "POST", APPS, body("other", "")).status()).isEqualTo(201);
        assertThat(api.get(reporter, APPS + "/web?access=true").at("access", "sync", "allowed"))
                .contains(false);
        assertThat(api.get("nowhere/applications").status()).isEqualTo(404);
        assertThat(api.get(APPS + "/missing").status()).isEqualTo(404);
        assertThat(api.get(APPS + "/web/nonsense").at("reason")).contains("NotFound");
    }

    @Test
    void nobodyDeploysWhatTheyMayNotRead() {
        var secret = api.delivery().forge().project("other/secret");
        api.delivery().push(secret, Map.of("app/a.yaml", configMap("a", "1")));
        var master = api.delivery().forge().member("mona", "demo", Role.MASTER);
        var answer =
                api.call(
                        master,
                        "POST",
                        APPS,
                        body("web", "").replace("demo/web.git", "other/secret.git"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("no repository that you may read");
    }

    @Test
    void aLargeBodyIsRefused() {
        assertThat(api.post(APPS, " ".repeat(4 << 20)).status()).isEqualTo(413);
    }

    @Test
    void manifestsDiffTreeAndObjectsAreShownWithSecretsHidden() {
        api.delivery()
                .push(
                        project,
                        Map.of(
                                "app/s.yaml",
                                "{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {password: hunter2}}"));
        create("web");
        var before = api.get(APPS + "/web/diff");
        assertThat(before.status()).isEqualTo(200);
        assertThat(before.list("items")).hasSize(2);
        api.call(api.delivery().root(), "POST", APPS + "/web/sync", "", "Prefer", "wait=30");
        var manifests = api.get(APPS + "/web/manifests");
        assertThat(manifests.list("manifests")).hasSize(2);
        assertThat(manifests.body()).doesNotContain("hunter2").contains("++++");
        assertThat(api.get(APPS + "/web/diff").body())
                .doesNotContain("hunter2")
                .doesNotContain("aHVudGVyMg");
        var tree = api.get(APPS + "/web/resource-tree");
        assertThat(tree.list("nodes")).hasSize(2);
        var live = api.get(APPS + "/web/resources/-/v1/Secret/default/s");
        assertThat(live.at("kind")).contains("Secret");
        assertThat(live.body()).doesNotContain("aHVudGVyMg");
        assertThat(api.get(APPS + "/web/resources/-/v1/Secret/kube-system/other").status())
                .isEqualTo(404);
        var commit = api.get(APPS + "/web/revisions/master");
        assertThat(commit.at("message").map(Object::toString).orElse("")).contains("change");
        assertThat(api.get(APPS + "/web/revisions/nowhere").status()).isEqualTo(404);
        assertThat(api.get(APPS + "/web/manifests?revision=nowhere").status()).isEqualTo(400);
        api.delivery().push(project, "feature", Map.of("app/a.yaml", configMap("a", "9")));
        var preview = api.post(APPS + "/web/preview", "{\"revision\":\"feature\"}");
        assertThat(preview.list("items")).hasSize(2);
        assertThat(preview.body()).doesNotContain("hunter2");
    }

    @Test
    void syncWindowsAreSetByOwnersAndSeenByMembers() {
        var path = "demo/sync-windows";
        var freeze =
                """
                {"syncWindows": [{"kind": "deny", "schedule": "* * * * *", "duration": "5m",
                  "applications": ["*"], "description": "freeze"}]}
                """;
        assertThat(api.get(path).tree()).isEmpty();
        var set = api.call(api.delivery().root(), "PUT", path, freeze);
        assertThat(set.status()).as(set.body()).isEqualTo(200);
        assertThat(api.get(path).list("syncWindows")).hasSize(1);
        var master = api.delivery().forge().member("mia", "demo", Role.MASTER);
        assertThat(api.get(master, path).status()).isEqualTo(200);
        assertThat(api.call(master, "PUT", path, freeze).status()).isEqualTo(403);
        var wrong =
                api.call(
                        api.delivery().root(),
                        "PUT",
                        path,
                        "{\"syncWindows\": [{\"kind\": \"maybe\", \"schedule\": \"@daily\"}]}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body()).contains("syncWindows[0]").contains("schedule");
        assertThat(api.get(path).list("syncWindows")).hasSize(1);
        assertThat(
                        Trees.mapAt(
                                api.send(api.document()).tree(),
                                "components",
                                "schemas",
                                "SyncWindow",
                                "properties"))
                .containsKeys("kind", "schedule", "timeZone", "syncOverrun");
    }

    @Test
    void thePolicyOfAProjectIsReadAndWrittenInTheWordsOfAppProject() {
        var path = "demo/policy";
        var open = api.get(path);
        assertThat(open.list("sourceRepos")).containsExactly("*");
        assertThat(open.tree()).doesNotContainKey("namespaceResourceWhitelist");
        var root = api.delivery().root();
        assertThat(api.call(root, "PUT", path, open.body()).body()).isEqualTo(open.body());

        var narrow =
                """
                sourceRepos: ["*"]
                destinations: [{server: "*", namespace: team-*}]
                namespaceResourceWhitelist: []
                orphanedResources: {warn: false}
                roles: []
                misspelt: 1
                """;
        var set = api.call(root, "PUT", path, narrow, "Content-Type", "application/yaml");
        assertThat(set.status()).as(set.body()).isEqualTo(200);
        assertThat(set.response().headers().allValues("Warning"))
                .singleElement()
                .asString()
                .contains("misspelt");
        var now = api.get(path);
        assertThat(now.tree())
                .containsEntry("namespaceResourceWhitelist", List.of())
                .containsEntry("orphanedResources", Map.of("warn", false));

        var master = api.delivery().forge().member("mia", "demo", Role.MASTER);
        assertThat(api.get(master, path).body()).isEqualTo(now.body());
        assertThat(api.call(master, "PUT", path, open.body()).status()).isEqualTo(403);
        assertThat(api.get(api.delivery().forge().user("nobody"), path).status()).isEqualTo(404);
        assertThat(api.call(root, "PUT", path, "").status()).isEqualTo(400);
        assertThat(api.call(root, "PUT", path, "{\"sourceRepos\": 1}").status()).isEqualTo(422);
        var wrong = api.call(root, "PUT", path, "{\"sourceRepos\": [\"!*\"]}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body()).contains("sourceRepos[0]");
        var keys = api.call(root, "PUT", path, "{\"signatureKeys\": [{\"keyID\": \"4AEE\"}]}");
        assertThat(keys.status()).isEqualTo(501);
        assertThat(keys.body()).contains("signatureKeys").contains("NotImplemented");
        var roles = api.call(root, "PUT", path, "{\"roles\": [{\"name\": \"ci\"}]}");
        assertThat(roles.status()).isEqualTo(400);
        assertThat(roles.body()).contains("members of the group");
        var tried = api.call(root, "PUT", path + "?dryRun=All", "{\"sourceRepos\": []}");
        assertThat(tried.status()).isEqualTo(200);
        assertThat(api.get(path).body()).as("nothing of that was stored").isEqualTo(now.body());
    }

    @Test
    void theDocumentNamesEveryCallAndEveryField() {
        var document = api.send(api.document());
        assertThat(document.status()).isEqualTo(200);
        assertThat(Trees.mapAt(document.tree(), "paths"))
                .containsKeys(
                        "/gitops/v1/project/{project}/applications",
                        "/gitops/v1/project/{project}/applications/{name}/sync");
        assertThat(
                        Trees.mapAt(
                                document.tree(),
                                "components",
                                "schemas",
                                "Application",
                                "properties"))
                .containsKeys("apiVersion", "metadata", "spec", "status", "operation");
        assertThat(
                        Trees.mapAt(
                                document.tree(),
                                "components",
                                "schemas",
                                "ApplicationSourceKustomize",
                                "properties"))
                .containsKeys("namePrefix", "images", "replicas", "labelIncludeTemplates");
    }

    @Test
    void aWatchTellsEveryChange() throws Exception {
        create("web");
        var version = api.get(APPS).at("metadata", "resourceVersion").orElseThrow();
        var request =
                api.request(APPS + "?watch=true&resourceVersion=" + version)
                        .header("Authorization", "Bearer " + api.token(api.delivery().root()))
                        .GET()
                        .build();
        var lines =
                api.client()
                        .send(request, java.net.http.HttpResponse.BodyHandlers.ofLines())
                        .body()
                        .iterator();
        create("second");
        var seen = new java.util.ArrayList<String>();
        while (seen.stream().noneMatch(s -> s.equals("ADDED second"))) {
            var line = Json.readObject(lines.next());
            seen.add(
                    line.get("type")
                            + " "
                            + Trees.stringAt(line, "object", "metadata", "name").orElse(""));
        }
        api.call(api.delivery().root(), "DELETE", APPS + "/second?cascade=false", "");
        while (seen.stream().noneMatch(s -> s.equals("DELETED second"))) {
            var line = Json.readObject(lines.next());
            seen.add(
                    line.get("type")
                            + " "
                            + Trees.stringAt(line, "object", "metadata", "name").orElse(""));
        }
        assertThat(seen).doesNotContain("ADDED web");
    }
}
