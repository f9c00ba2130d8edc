package io.slipway.api.applications;

import static io.slipway.delivery.DeliveryFixture.URL;
import static io.slipway.delivery.DeliveryFixture.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.forge.access.Role;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.manifests.yaml.Yaml;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is refused with its place and reason, and leaves nothing behind. */
@TestInstance(Lifecycle.PER_CLASS)
class BadInputTest {

    private static final String APPS = "demo/applications";
    private static final String SOURCE = "{repoURL: " + URL + "/demo/web.git, path: app}";
    private static final String PLACE = "{name: sandbox, namespace: default}";

    private ApiFixture api;

    @BeforeAll
    void start() {
        api = new ApiFixture();
        var project = api.delivery().forge().project("demo/web");
        api.delivery().push(project, Map.of("app/a.yaml", configMap("a", "1")));
        assertThat(api.post(APPS, body("kept", "")).status()).isEqualTo(201);
        assertThat(api.post(APPS, body("written", "")).status()).isEqualTo(201);
    }

    @AfterAll
    void close() {
        api.close();
    }

    private static String body(String name, String more) {
        return yaml(
                "metadata: {name: %s}\nspec: {destination: %s, source: %s%s}"
                        .formatted(name, PLACE, SOURCE, more));
    }

    private static String yaml(String text) {
        return Json.write(Yaml.document(text));
    }

    private String token() {
        return "Bearer " + api.token(api.delivery().root());
    }

    /** Rules of a spec, each with the one field that is wrong. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # S2
                    destination: P, sources: [{path: a}]                                  | spec.sources[0].repoURL
                    destination: P, sources: [{repoURL: u, path: a, name: x}, {repoURL: u, path: b, name: x}] | spec.sources[1].name
                    destination: P, sources: [{repoURL: u, ref: x}, {repoURL: u, ref: x}]  | spec.sources[1].ref
                    destination: P, sources: [{repoURL: u, ref: 'a b'}]                    | spec.sources[0].ref
                    destination: P                                                         | spec.source
                    # S3
                    destination: P, source: {path: a}                                      | spec.source.repoURL
                    destination: P, source: {repoURL: u}                                   | spec.source.path
                    destination: P, source: {repoURL: u, path: /etc}                       | spec.source.path
                    destination: P, source: {repoURL: u, path: ../up}                      | spec.source.path
                    destination: P, source: {repoURL: u, chart: c}                         | spec.source.targetRevision
                    destination: P, source: {repoURL: u, path: a, ref: x}                  | spec.source.ref
                    destination: P, sources: [{repoURL: u, chart: c, targetRevision: '1', ref: x}] | spec.sources[0].ref
                    destination: P, source: {repoURL: u, path: a, helm: {releaseName: x}, kustomize: {namePrefix: w}} | spec.source
                    destination: P, source: {repoURL: u, path: a, helm: {releaseName: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}} | spec.source.helm.releaseName
                    destination: P, source: {repoURL: u, path: a, helm: {kubeVersion: one}} | spec.source.helm.kubeVersion
                    destination: P, source: {repoURL: u, path: a, helm: {apiVersions: ['a b']}} | spec.source.helm.apiVersions[0]
                    destination: P, source: {repoURL: u, path: a, kustomize: {kubeVersion: x}} | spec.source.kustomize.kubeVersion
                    # S4
                    destination: P, source: S, syncPolicy: {retry: {backoff: {duration: soon}}} | spec.syncPolicy.retry.backoff.duration
                    destination: P, source: S, syncPolicy: {retry: {backoff: {maxDuration: '1 h'}}} | spec.syncPolicy.retry.backoff.maxDuration
                    destination: P, source: S, syncPolicy: {retry: {backoff: {factor: 0}}} | spec.syncPolicy.retry.backoff.factor
                    # S6
                    destination: {server: s, name: c}, source: S                           | spec.destination
                    destination: {namespace: a}, source: S                                 | spec.destination
                    destination: {name: nowhere}, source: S                                | spec.destination
                    # S7
                    destination: P, source: S, ignoreDifferences: [{group: apps}]          | spec.ignoreDifferences[0].kind
                    destination: P, source: S, ignoreDifferences: [{kind: A, jsonPointers: [spec]}] | spec.ignoreDifferences[0].jsonPointers[0]
                    # S8
                    destination: P, sourceHydrator: {syncSource: {targetBranch: b, path: p}, drySource: {path: p, targetRevision: r}} | spec.sourceHydrator.drySource.repoURL
                    destination: P, sourceHydrator: {syncSource: {targetBranch: b, path: p}, drySource: {repoURL: u, targetRevision: r}} | spec.sourceHydrator.drySource.path
                    destination: P, sourceHydrator: {syncSource: {targetBranch: b, path: p}, drySource: {repoURL: u, path: p}} | spec.sourceHydrator.drySource.targetRevision
                    destination: P, sourceHydrator: {syncSource: {path: p}, drySource: {repoURL: u, path: p, targetRevision: r}} | spec.sourceHydrator.syncSource.targetBranch
                    destination: P, sourceHydrator: {syncSource: {targetBranch: b}, drySource: {repoURL: u, path: p, targetRevision: r}} | spec.sourceHydrator.syncSource.path
                    destination: P, sourceHydrator: {syncSource: {targetBranch: b, path: .}, drySource: {repoURL: u, path: p, targetRevision: r}} | spec.sourceHydrator.syncSource.path
                    destination: P, sourceHydrator: {syncSource: {targetBranch: b, path: p}, drySource: {repoURL: u, path: p, targetRevision: r}, hydrateTo: {}} | spec.sourceHydrator.hydrateTo.targetBranch
                    """)
    void aBrokenRuleIsNamedByItsField(String spec, String field) {
        var text = spec.replace(": P", ": " + PLACE).replace(": S", ": " + SOURCE);
        var answer = api.post(APPS, yaml("metadata: {name: bad}\nspec: {" + text + "}"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("reason")).contains("Invalid");
        assertThat(fields(answer)).containsOnly(field);
        assertThat(api.get(APPS + "/bad").status()).isEqualTo(404);
    }

    /** Fields of the wrong type, wherever they are. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    spec: []                                              | spec
                    spec: {sources: {}}                                   | spec.sources
                    spec: {source: {path: 5}}                             | spec.source.path
                    spec: {source: {directory: {recurse: 'yes'}}}         | spec.source.directory.recurse
                    spec: {source: {kustomize: {replicas: [{name: a, count: many}]}}} | spec.source.kustomize.replicas[0].count
                    spec: {source: {kustomize: {replicas: [{name: a, count: 1.5}]}}} | spec.source.kustomize.replicas[0].count
                    spec: {source: {helm: {valuesObject: [1]}}}           | spec.source.helm.valuesObject
                    spec: {source: {helm: {valuesObject: 'a: b: c'}}}     | spec.source.helm.valuesObject
                    spec: {revisionHistoryLimit: ten}                     | spec.revisionHistoryLimit
                    spec: {revisionHistoryLimit: 9999999999999999999}     | spec.revisionHistoryLimit
                    spec: {revisionHistoryLimit: 1.5e300}                 | spec.revisionHistoryLimit
                    spec: {syncPolicy: {automated: {prune: 1}}}           | spec.syncPolicy.automated.prune
                    metadata: {labels: {a: 1}}                            | metadata.labels.a
                    metadata: {finalizers: x}                             | metadata.finalizers
                    metadata: {generateName: x}                           | metadata.generateName
                    kind: Pod                                             | kind
                    apiVersion: v1                                        | apiVersion
                    """)
    void aFieldOfTheWrongTypeIsNamed(String text, String field) {
        var answer = api.post(APPS, yaml(text));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(fields(answer)).containsExactly(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {name: ''}                             | metadata.name
                    {name: Web}                            | metadata.name
                    {name: a_b}                            | metadata.name
                    {name: -a}                             | metadata.name
                    {name: a/b}                            | metadata.name
                    {name: bad, labels: {'a b': c}}        | metadata.labels
                    {name: bad, labels: {a: 'b c'}}        | metadata.labels.a
                    {name: bad, labels: {X/a: b}}          | metadata.labels
                    {name: bad, annotations: {'': b}}      | metadata.annotations
                    """)
    void aNameOrLabelThatNoClusterTakesIsRefused(String metadata, String field) {
        var answer =
                api.post(
                        APPS,
                        yaml(
                                "metadata: %s\nspec: {destination: %s, source: %s}"
                                        .formatted(metadata, PLACE, SOURCE)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(fields(answer)).containsOnly(field);
    }

    @Test
    void aNameOf254LettersIsTooLongAnd253AreNot() {
        assertThat(api.post(APPS + "?dryRun=All", body("a".repeat(253), "")).status())
                .isEqualTo(201);
        assertThat(api.post(APPS + "?dryRun=All", body("a".repeat(254), "")).status())
                .isEqualTo(400);
    }

    private static List<String> fields(ApiFixture.Answer answer) {
        return answer.list("details", "causes").stream()
                .map(c -> Trees.stringAt(c, "field").orElse(""))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=-1",
                "?limit=x",
                "?limit=1.5",
                "?limit=%2B1",
                "?limit=",
                "?limit=9999999999999999999",
                "?q=%00",
                "?continue=nonsense",
                "?continue=W10",
                "?labelSelector=a%20in%20b",
                "?labelSelector=a%3D%3D%3Db",
                "?labelSelector=%28%29",
                "?fieldSelector=spec.source%3Dx",
                "?fieldSelector=metadata.name",
                "?sort=size",
                "?facets=size",
                "?access=yes",
                "?watch=maybe",
                "?watch=true&resourceVersion=x",
                "?watch=true&resourceVersion=-1",
                "?watch=true&timeoutSeconds=0",
                "?timeoutSeconds=true",
                "/kept?refresh=soft",
                "/kept?access=2",
                "/kept/events?start_time=yesterday",
                "/kept/events?end_time=2020-01-01",
                "/kept/events?start_time=200&end_time=100",
                "/kept/events?pageno=0",
                "/kept/events?pageno=x",
                "/kept/events?size=0",
                "/kept/events?size=-5",
                "/kept/manifests?revision=no%20such",
                "/kept/diff?revision=%00",
                "/kept/logs",
                "/kept/logs?pod=a&follow=perhaps",
                "/kept/logs?pod=a&tailLines=-1",
                "/kept/logs?pod=a&sinceSeconds=0",
            })
    void aParameterOutOfItsBoundsIsRefused(String query) {
        var answer = api.get(APPS + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.at("kind")).contains("Status");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=0",
                "?limit=1",
                "?limit=10000",
                "?limit=10001",
                "?limit=999999999999999999",
                "?continue=",
                "?labelSelector=",
                "?labelSelector=,",
                "?labelSelector=!a,b,c%3Dd,e!%3Df,g%20in%20%28h,i%29,j%20notin%20%28k%29",
                "?fieldSelector=metadata.name%3Dkept",
                "?sort=-created&limit=1",
                "?q=%25",
                "?repo=%3A%3A%2F%2F",
                "?fields=items.metadata..name,,",
                "?facets=sync,health,project,cluster,namespace,label:a",
                "?nonsense=1",
                "/kept/events?size=1001",
                "/kept/events?pageno=1000000000000",
                "/kept/events?start_time=-5&end_time=99999999999999",
                "/kept/events?start_time=1.25",
                "/kept/events?end_time=2030-01-01T00:00:00Z",
                "/kept/events?kind=,&reason=,&event_type=Odd&name=%5B",
            })
    void aParameterAtItsEdgeIsTaken(String query) {
        var answer = api.get(APPS + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    DELETE | /kept?cascade=perhaps
                    DELETE | /kept?propagationPolicy=orphan
                    DELETE | /kept?cascade=false&propagationPolicy=foreground
                    POST   | /kept/refresh?type=harder
                    POST   | /kept/refresh?type=
                    POST   | ?dryRun=Some
                    POST   | ?fieldValidation=Loose
                    POST   | ?upsert=maybe
                    POST   | ?validate=x
                    POST   | /kept/rollback
                    POST   | /kept/rollback?x={"id":5}
                    POST   | /kept/confirm
                    POST   | /kept/preview
                    DELETE | /kept/operation
                    """)
    void aChangeWithAWrongParameterChangesNothing(String method, String path) {
        var body = path.startsWith("?") ? body("bad", "") : "";
        var answer =
                api.call(api.delivery().root(), method, APPS + path.replaceAll("\\{.*", ""), body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(api.get(APPS + "/kept").at("metadata", "deletionTimestamp")).isEmpty();
        assertThat(api.get(APPS + "/bad").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    sync     | {prune: 'yes'}             | 422
                    sync     | {resources: [5]}           | 422
                    sync     | {syncOptions: 7}           | 422
                    sync     | {retry: {limit: some}}     | 422
                    sync     | {revision: nowhere}        | 400
                    sync     | []                         | 400
                    rollback | {id: first}                | 422
                    rollback | {id: 77}                   | 400
                    rollback | {id: -1}                   | 400
                    confirm  | {revision: a, hash: b}     | 400
                    confirm  | {revision: 5}              | 422
                    preview  | {revision: nowhere}        | 400
                    """)
    void anActionWithAWrongBodyIsRefused(String action, String text, int status) {
        var answer = api.post(APPS + "/kept/" + action, yaml(text));
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void aMisspeltFieldOfAnActionIsWarnedAboutOrRefused() {
        var warned = api.post(APPS + "/kept/sync", "{\"pruen\":true,\"dryRun\":true}");
        assertThat(warned.status()).isEqualTo(204);
        assertThat(warned.response().headers().allValues("Warning"))
                .containsExactly("299 - \"unknown field \\\"pruen\\\"\"");
        var strict = api.post(APPS + "/kept/sync?fieldValidation=Strict", "{\"pruen\":true}");
        assertThat(strict.status()).isEqualTo(400);
        assertThat(strict.body()).contains("pruen");
    }

    @Test
    void manyUnknownFieldsAreCountedAndAllNamedWhenStrict() {
        var more = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            more.append(", odd").append(i).append(": 1");
        }
        var text = body("bad", more.toString());
        var warned = api.post(APPS + "?dryRun=All", text);
        assertThat(warned.status()).isEqualTo(201);
        assertThat(warned.response().headers().allValues("Warning"))
                .hasSize(21)
                .last()
                .asString()
                .contains("80 more");
        assertThat(
                        api.post(APPS + "?dryRun=All&fieldValidation=Ignore", text)
                                .response()
                                .headers()
                                .allValues("Warning"))
                .isEmpty();
        assertThat(fields(api.post(APPS + "?fieldValidation=Strict", text))).hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST ", "PUT /kept", "PATCH /kept", "POST /kept/sync"})
    void tenMegabytesAreRefusedAnnouncedOrNot(String call) {
        var parts = call.split(" ", 2);
        var large = "{\"a\":\"" + "x".repeat(10 << 20) + "\"}";
        var announced =
                api.send(
                        api.request(APPS + parts[1])
                                .header("Authorization", token())
                                .expectContinue(true)
                                .method(parts[0], HttpRequest.BodyPublishers.ofString(large)));
        assertThat(announced.status()).isEqualTo(413);
        assertThat(announced.at("reason")).contains("RequestEntityTooLarge");
        var bytes = large.getBytes(StandardCharsets.UTF_8);
        var chunked =
                api.request(APPS + parts[1])
                        .header("Authorization", token())
                        .method(
                                parts[0],
                                HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(bytes)));
        try {
            assertThat(api.send(chunked).status()).isEqualTo(413);
        } catch (UncheckedIOException e) {
            // The server ends the connection while the client still sends: it may miss the answer.
            assertThat(api.get(APPS + "/kept").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST,'',text/plain",
        "POST,'',application/xml",
        "POST,'',application/x-www-form-urlencoded",
        "PUT,/kept,multipart/form-data",
        "PATCH,/kept,application/yaml",
        "PATCH,/kept,application/strategic-merge-patch+json",
        "POST,/kept/sync,text/html"
    })
    void aBodyOfAnotherTypeIsRefused(String method, String path, String type) {
        var answer =
                api.call(
                        api.delivery().root(),
                        method,
                        APPS + path,
                        body("kept", ""),
                        "Content-Type",
                        type);
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.at("reason")).contains("UnsupportedMediaType");
        assertThat(answer.body()).contains(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/yaml"})
    void deepNestingAndTwoOfOneKeyAreRefused(String type) {
        var deep = "{\"spec\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
        var objects = "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000);
        var twice = "{\"metadata\":{\"name\":\"a\"},\"metadata\":{\"name\":\"b\"}}";
        for (var text : List.of(deep, objects, twice)) {
            var answer = api.call(api.delivery().root(), "POST", APPS, text, "Content-Type", type);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.at("message").map(Object::toString).orElse(""))
                    .startsWith("the body cannot be read");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/yaml"})
    void textThatIsNoTextIsRefused(String type) {
        for (var bytes :
                List.of(
                        new byte[] {(byte) 0xc3, 0x28},
                        new byte[] {'"', (byte) 0xc3, 0x28, '"'},
                        new byte[] {0, 0, 0, 0},
                        new byte[] {0, 0, 0x7f, 0x7f, 1},
                        new byte[] {0},
                        new byte[] {'{'})) {
            var request =
                    api.request(APPS)
                            .header("Authorization", token())
                            .header("Content-Type", type)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
            assertThat(api.send(request).status()).isEqualTo(400);
        }
    }

    @Test
    void aYamlBombIsRefused() {
        var bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        var answer =
                api.call(
                        api.delivery().root(),
                        "POST",
                        APPS,
                        bomb.toString(),
                        "Content-Type",
                        "application/yaml");
        assertThat(answer.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    application/json-patch+json  | [{"op":"nonsense","path":"/a"}]              | 422
                    application/json-patch+json  | [{"op":"remove","path":"/spec/nothing"}]     | 422
                    application/json-patch+json  | [{"op":"test","path":"/kind","value":"Pod"}] | 422
                    application/json-patch+json  | {"op":"remove"}                              | 422
                    application/json-patch+json  | [{"op":"replace","path":"","value":5}]       | 400
                    application/merge-patch+json | 5                                            | 400
                    application/merge-patch+json | {"metadata":{"name":"renamed"}}              | 400
                    application/merge-patch+json | {"spec":{"project":"elsewhere"}}             | 404
                    application/merge-patch+json | {"spec":{"destination":null}}                | 400
                    application/merge-patch+json | {"metadata":{"resourceVersion":"1"}}         | 409
                    """)
    void aPatchThatDoesNotFitIsRefused(String type, String patch, int status) {
        var answer =
                api.call(
                        api.delivery().root(),
                        "PATCH",
                        APPS + "/kept",
                        patch,
                        "Content-Type",
                        type);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(api.get(APPS + "/kept").at("metadata", "name")).contains("kept");
    }

    @Test
    void ofManyWhoReadTheSameVersionOneWritesAndTheOthersAreTold() throws Exception {
        api.delivery().awaitIdle();
        var read = api.get(APPS + "/written").tree();
        var writers = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 12; i++) {
            var mine = Trees.copyMap(read);
            Trees.put(mine, List.of(Map.of("name", "by", "value", "w" + i)), "spec", "info");
            var text = Json.write(mine);
            writers.add(
                    () -> api.call(api.delivery().root(), "PUT", APPS + "/written", text).status());
        }
        var statuses = new ArrayList<Integer>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : executor.invokeAll(writers)) {
                statuses.add(done.get());
            }
        }
        assertThat(statuses).containsOnly(200, 409).containsOnlyOnce(200);
    }

    @Test
    void patchesOfDifferentFieldsAtOnceAllArrive() throws Exception {
        var writers = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 8; i++) {
            var patch = "{\"metadata\":{\"labels\":{\"l" + i + "\":\"x\"}}}";
            writers.add(() ->
                    api.call(
                                    api.delivery().root(),
                                    "PATCH",
                                    APPS + "/written",
                                    patch,
                                    "Content-Type",
                                    "application/merge-patch+json")
                            .status());
        }
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : executor.invokeAll(writers)) {
                assertThat(done.get()).isEqualTo(200);
            }
        }
        var labels = Trees.mapAt(api.get(APPS + "/written").tree(), "metadata", "labels");
        assertThat(labels).hasSize(8);
    }

    @Test
    void everyCallOnAnotherPeoplesProjectIsAsOnNone() {
        var forge = api.delivery().forge();
        forge.project("theirs/web");
        var stranger = forge.member("stan", "theirs", Role.MASTER);
        var calls =
                List.of(
                        "GET /kept",
                        "PUT /kept",
                        "PATCH /kept",
                        "DELETE /kept",
                        "GET /kept/events",
                        "POST /kept/refresh",
                        "POST /kept/sync",
                        "POST /kept/rollback",
                        "POST /kept/confirm",
                        "DELETE /kept/operation",
                        "GET /kept/manifests",
                        "GET /kept/diff",
                        "GET /kept/resource-tree",
                        "GET /kept/revisions/master",
                        "POST /kept/preview",
                        "GET /kept/resources/-/v1/ConfigMap/default/a",
                        "GET /kept/logs?pod=a",
                        "GET ",
                        "POST ",
                        "GET ?watch=true&timeoutSeconds=1");
        for (var call : calls) {
            var parts = call.split(" ", -1);
            var text = bodyOf(parts[0], parts[1]);
            var theirs = api.call(stranger, parts[0], "demo/applications" + parts[1], text);
            var none = api.call(stranger, parts[0], "none/applications" + parts[1], text);
            assertThat(theirs.status()).as(call).isEqualTo(404);
            assertThat(none.status()).as(call).isEqualTo(404);
            assertThat(theirs.body()).as(call).isEqualTo(none.body().replace("none", "demo"));
        }
        var moved =
                api.call(stranger, "POST", "theirs/applications", body("bad", ", project: demo"));
        assertThat(moved.status()).isEqualTo(400);
        assertThat(api.get(stranger, "-/applications").list("items")).isEmpty();
    }

    private static String bodyOf(String method, String path) {
        if (method.equals("GET") || method.equals("DELETE") || path.endsWith("refresh")) {
            return "";
        }
        return switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "rollback" -> "{\"id\":1}";
            case "confirm" -> "{\"revision\":\"a\",\"hash\":\"" + "a".repeat(64) + "\"}";
            case "preview" -> "{\"revision\":\"master\"}";
            case "sync" -> "{}";
            default -> body("kept", "");
        };
    }
}
