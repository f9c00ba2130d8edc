package io.slipway.api.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.Trees;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WeaveApiTest {
    private World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private void flux() {
        definition("helm.toolkit.fluxcd.io", "HelmRelease", "helmreleases", "v2");
        definition("kustomize.toolkit.fluxcd.io", "Kustomization", "kustomizations", "v1");
        definition("source.toolkit.fluxcd.io", "GitRepository", "gitrepositories", "v1");
        world.fake.namespace("apps");
    }

    private void definition(String group, String kind, String plural, String version) {
        world.put(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %3$s.%1$s, labels: {app.kubernetes.io/part-of: flux}}
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {kind: %2$s, plural: %3$s}
                  versions: [{name: %4$s, served: true, storage: true}]
                """
                        .formatted(group, kind, plural, version));
        world.cluster.refreshCatalog();
    }

    private void release(String name) {
        world.put(
                """
                apiVersion: helm.toolkit.fluxcd.io/v2
                kind: HelmRelease
                metadata: {name: %s, namespace: apps, labels: {team: blue}}
                spec: {chart: {spec: {chart: "a<b>&c", sourceRef: {kind: GitRepository, name: src}}}}
                """
                        .formatted(name));
    }

    private static void expect(HttpResponse<String> reply, int status, String... parts) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        for (var part : parts) {
            assertThat(reply.body()).contains(part);
        }
    }

    @Test
    void signInSetsTheCookieOfTheOriginal() {
        var reply =
                world.send(
                        "POST",
                        "/oauth2/sign_in",
                        "{\"username\":\"ann\",\"password\":\"" + World.PASSWORD + "\"}",
                        "Content-Type",
                        "application/x-www-form-urlencoded");
        expect(reply, 200);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.headers().firstValue("Set-Cookie").orElseThrow())
                .matches(
                        "session=[\\w-]{43}; Path=/; Expires=.*GMT; Max-Age=3600; HttpOnly; SameSite=Lax");
        assertThat(reply.headers().firstValue("X-RateLimit-Limit")).contains("20");
        assertThat(reply.headers().firstValue("Cache-Control")).contains("no-cache=\"Set-Cookie\"");
    }

    @Test
    void signInRefusesInTheWordsOfTheOriginal() {
        var wrong =
                world.send("POST", "/oauth2/sign_in", "{\"username\":\"ann\",\"password\":\"x\"}");
        expect(wrong, 401);
        assertThat(wrong.body()).isEmpty();
        expect(
                world.send("POST", "/oauth2/sign_in", "x"),
                400,
                "{\"message\":\"Failed to read request body.\",\"code\":400}");
        expect(world.send("POST", "/oauth2/sign_in", ""), 400, "Failed to read request body.");
        var get = world.send("GET", "/oauth2/sign_in", "");
        expect(get, 405);
        assertThat(get.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void crossSiteSignInAndWritesAreRefused() {
        var body = "{\"username\":\"ann\",\"password\":\"" + World.PASSWORD + "\"}";
        expect(world.send("POST", "/oauth2/sign_in", body, "Origin", "https://evil.example"), 403);
        expect(
                world.send(
                        "POST",
                        "/v1/objects",
                        "{}",
                        "Cookie",
                        world.cookie(),
                        "Sec-Fetch-Site",
                        "cross-site"),
                403);
        expect(
                world.send(
                        "POST",
                        "/v1/objects",
                        "{\"kind\":\"Pod\"}",
                        "Cookie",
                        world.cookie(),
                        "Origin",
                        world.url()),
                200);
    }

    @Test
    void tooManySignInsInASecondAreThrottled() {
        var statuses = new java.util.TreeSet<Integer>();
        for (var i = 0; i < 60 && !statuses.contains(429); i++) {
            statuses.add(world.send("POST", "/oauth2/sign_in", "x").statusCode());
        }
        assertThat(statuses).contains(429);
    }

    @Test
    void withoutASessionEverythingButFeatureFlagsIsUnauthenticated() {
        var reply = world.send("POST", "/v1/objects", "{}");
        expect(reply, 401);
        assertThat(reply.body())
                .isEqualTo("{\"message\":\"Authentication required\",\"code\":401}\n");
        expect(world.send("GET", "/v1/nope", ""), 401);
        expect(
                world.send("GET", "/v1/featureflags", ""),
                200,
                "\"CLUSTER_USER_AUTH\":\"true\"",
                "\"WEAVE_GITOPS_FEATURE_TENANCY\":\"true\"");
    }

    @Test
    void userInfoRefreshAndLogout() {
        expect(world.send("GET", "/oauth2/userinfo", ""), 400);
        var cookie = world.cookie();
        assertThat(world.send("GET", "/oauth2/userinfo", "", "Cookie", cookie).body())
                .isEqualTo("{\"email\":\"ann\",\"id\":\"ann\",\"groups\":null}");
        expect(world.send("POST", "/oauth2/refresh", ""), 401, "failed to refresh");
        var renewed = world.send("POST", "/oauth2/refresh", "", "Cookie", cookie);
        expect(renewed, 200);
        var fresh = renewed.headers().firstValue("Set-Cookie").orElseThrow();
        expect(world.send("GET", "/v1/version", "", "Cookie", cookie), 401);
        expect(world.send("GET", "/v1/version", "", "Cookie", fresh), 200);
        var out = world.send("POST", "/oauth2/logout", "", "Cookie", fresh);
        expect(out, 200);
        assertThat(out.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
        expect(world.send("GET", "/v1/version", "", "Cookie", fresh), 401);
        expect(world.send("GET", "/oauth2/logout", ""), 405);
    }

    @Test
    void unknownPathsAndMethodsAnswerInTheShapeOfTheApi() {
        expect(world.get("/v1/nope"), 404, "{\"code\":5,\"message\":\"Not Found\",\"details\":[]}");
        expect(world.get("/v1/objects"), 501, "\"code\":12", "Method Not Allowed");
        expect(world.get("/v1/objects/"), 404);
        expect(world.get("/v1/namespaces"), 501, "method ListNamespaces not implemented");
        expect(
                world.post("/v1/namespace/flux", "{}"),
                501,
                "method GetFluxNamespace not implemented");
        expect(world.get("/v1/object/a%2Fb?kind=Pod&clusterName=Default"), 404);
    }

    @Test
    void aFormPostStandsForAGet() {
        expect(
                world.send(
                        "POST",
                        "/v1/version",
                        "",
                        "Cookie",
                        world.cookie(),
                        "Content-Type",
                        "application/x-www-form-urlencoded"),
                200,
                "\"semver\":\"v0.0.0\"",
                "kubeVersion");
        expect(world.post("/v1/version", ""), 501);
    }

    @Test
    void objectsAreListedWithEveryField() {
        flux();
        release("web");
        var reply = world.post("/v1/objects", "{ \"kind\": \"HelmRelease\" }");
        expect(reply, 200);
        var body = World.json(reply);
        assertThat(body.keySet()).containsExactly("objects", "errors", "searchedNamespaces");
        var object = Trees.map(Trees.list(body.get("objects")).getFirst()).orElseThrow();
        assertThat(object.keySet())
                .containsExactly(
                        "payload", "clusterName", "tenant", "uid", "inventory", "info", "health");
        assertThat(object).containsEntry("clusterName", "Default").containsEntry("health", null);
        assertThat(String.valueOf(object.get("payload")))
                .startsWith(
                        "{\"apiVersion\":\"helm.toolkit.fluxcd.io/v2\",\"kind\":\"HelmRelease\"")
                .contains("a\\u003cb\\u003e\\u0026c")
                .endsWith("\n");
        assertThat(reply.body()).contains("\"namespaces\":[\"apps\",\"default\",\"kube-system\"]");
    }

    @Test
    void listsFilterByNamespaceLabelsAndCluster() {
        flux();
        release("web");
        expect(
                world.post(
                        "/v1/objects", "{\"kind\":\"HelmRelease\",\"labels\":{\"team\":\"red\"}}"),
                200,
                "\"objects\":[]");
        expect(
                world.post(
                        "/v1/objects", "{\"kind\":\"HelmRelease\",\"labels\":{\"team\":\"blue\"}}"),
                200,
                "web");
        expect(
                world.post("/v1/objects", "{\"kind\":\"HelmRelease\",\"namespace\":\"default\"}"),
                200,
                "\"objects\":[]");
        expect(
                world.post(
                        "/v1/objects", "{\"kind\":\"HelmRelease\",\"cluster_name\":\"Default\"}"),
                200,
                "web");
        expect(
                world.post("/v1/objects", "{\"kind\":\"HelmRelease\",\"clusterName\":\"X\"}"),
                500,
                "cluster not found: X");
        expect(
                world.post(
                        "/v1/objects",
                        "{\"kind\":\"HelmRelease\",\"clusterName\":\"a\",\"cluster_name\":\"b\"}"),
                400,
                "\"code\":3");
    }

    @Test
    void listsComeFromTheSharedWatchOnceItIsInStep() {
        var request = "{\"kind\":\"Deployment\"}";
        try (var world = new World()) {
            world.fake.namespace("team");
            world.put(
                    "{apiVersion: apps/v1, kind: Deployment, metadata: {name: one, namespace: team}}");
            var first = World.json(world.post("/v1/objects", request)).get("objects");
            assertThat(World.names(first)).containsExactly("one");
            world.put(
                    "{apiVersion: apps/v1, kind: Deployment, metadata: {name: two, namespace: team}}");
            int lists = listCalls(world);
            var second = World.json(world.post("/v1/objects", request)).get("objects");
            assertThat(World.names(second)).containsExactly("one", "two");
            int questions = world.cluster.asked.size();
            world.post("/v1/objects", request);
            assertThat(listCalls(world)).isEqualTo(lists);
            assertThat(world.cluster.asked).hasSize(questions);
        }
    }

    private static int listCalls(World world) {
        return (int) world.fake.calls().stream().filter(c -> c.startsWith("list ")).count();
    }

    @Test
    void badListRequestsAnswerAsTheOriginal() {
        expect(
                world.post("/v1/objects", "{\"kind\":\"Nope\"}"),
                500,
                "\"code\":2",
                "looking up objects of kind Nope not supported");
        expect(world.post("/v1/objects", ""), 500, "looking up objects of kind  not supported");
        expect(world.post("/v1/objects", "{\"kind\":5}"), 400, "\"code\":3");
        expect(world.post("/v1/objects", "{"), 400, "\"code\":3");
        expect(world.post("/v1/objects", "[]"), 400, "\"code\":3");
        expect(
                world.post("/v1/objects", "{\"kind\":\"Bucket\"}"),
                200,
                "no matches for kind \\\"Bucket\\\" in version \\\"source.toolkit.fluxcd.io/v1\\\"");
    }

    @Test
    void secretsAreRedactedEverywhere() {
        world.put(
                """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: s
                  namespace: default
                  annotations: {kubectl.kubernetes.io/last-applied-configuration: "hidden-too"}
                data: {password: aGlkZGVu}
                """);
        var list = world.post("/v1/objects", "{\"kind\":\"Secret\"}");
        expect(list, 200, "\\\"data\\\":{\\\"redacted\\\":null}");
        assertThat(list.body()).doesNotContain("aGlkZGVu", "hidden-too");
        var one = world.get("/v1/object/s?kind=Secret&namespace=default&clusterName=Default");
        assertThat(one.body()).contains("redacted").doesNotContain("aGlkZGVu", "hidden-too");
    }

    @Test
    void oneObjectIsReadAsThePerson() {
        flux();
        expect(
                world.get("/v1/object/x?kind=Kustomization&namespace=apps&clusterName=Default"),
                500,
                "\"code\":2",
                "kustomizations.kustomize.toolkit.fluxcd.io \\\"x\\\" not found");
        expect(
                world.get("/v1/object/x?kind=Kustomization&namespace=apps"),
                500,
                "cluster= not found");
        release("web");
        expect(
                world.get("/v1/object/web?kind=HelmRelease&namespace=apps&cluster_name=Default"),
                200,
                "{\"object\":{\"payload\"");
        world.cluster.forbiddenKinds.add("HelmRelease");
        expect(
                world.get("/v1/object/web?kind=HelmRelease&namespace=apps&clusterName=Default"),
                500,
                "slipway:ann");
    }

    @Test
    void onlyOpenNamespacesAreSearched() {
        flux();
        release("web");
        world.cluster.open = false;
        expect(
                world.post("/v1/objects", "{\"kind\":\"HelmRelease\"}"),
                200,
                "\"objects\":[]",
                "\"searchedNamespaces\":[]",
                "no namespace of this cluster is open to you");
        world.close();
        world = new World();
        flux();
        release("web");
        world.cluster.open = false;
        world.cluster.rules.put("apps", RestrictedCluster.viewer());
        expect(world.post("/v1/objects", "{\"kind\":\"HelmRelease\"}"), 200, "web", "[\"apps\"]");
    }

    @Test
    void strictNamespacesNeedTheRightToReadSecrets() {
        world.close();
        world =
                new World(
                        WeaveSettings.defaults().withStrictNamespaces(true),
                        OwnApplications.none());
        flux();
        release("web");
        world.cluster.open = false;
        world.cluster.rules.put("apps", RestrictedCluster.viewer());
        expect(
                world.post("/v1/objects", "{\"kind\":\"HelmRelease\"}"),
                200,
                "\"objects\":[]",
                "secrets");
    }

    @Test
    void aListThatFailsIsAnErrorInTheAnswer() {
        flux();
        world.cluster.forbiddenKinds.add("HelmRelease");
        expect(
                world.post("/v1/objects", "{\"kind\":\"HelmRelease\"}"),
                200,
                "\"objects\":[]",
                "\"namespace\":\"apps\",\"message\":\"User");
    }

    @Test
    void clusterScopedKindsAreListedOnce() {
        var reply = world.post("/v1/objects", "{\"kind\":\"Namespace\"}");
        assertThat(World.names(World.json(reply).get("objects")))
                .containsExactly("default", "kube-system");
    }

    @Test
    void suspendMarksAndResumeClears() {
        flux();
        release("web");
        var target =
                "\"objects\":[{\"kind\":\"HelmRelease\",\"name\":\"web\",\"namespace\":\"apps\",\"clusterName\":\"Default\"}]";
        expect(
                world.post("/v1/suspend", "{" + target + ",\"suspend\":true,\"comment\":\"why\"}"),
                200,
                "{}");
        var key = new ResourceKey("helm.toolkit.fluxcd.io", "HelmRelease", "apps", "web");
        var suspended = world.fake.find(key).orElseThrow();
        assertThat(suspended.at("spec", "suspend")).contains(true);
        assertThat(suspended.annotation("metadata.weave.works/suspended-by")).contains("ann");
        assertThat(suspended.annotation("metadata.weave.works/suspended-comment")).contains("why");
        expect(world.post("/v1/sync", "{" + target + "}"), 500, "is suspended");
        expect(world.post("/v1/suspend", "{" + target + ",\"suspend\":false}"), 200);
        var resumed = world.fake.find(key).orElseThrow();
        assertThat(resumed.at("spec", "suspend")).isEmpty();
        assertThat(resumed.annotations()).isEmpty();
        expect(
                world.post(
                        "/v1/suspend",
                        "{\"objects\":[{\"kind\":\"HelmRelease\",\"name\":\"no\",\"namespace\":\"apps\",\"clusterName\":\"Default\"}],\"suspend\":true}"),
                500,
                "1 error occurred:\\n\\t* getting reconcilable object: helmreleases.helm.toolkit.fluxcd.io \\\"no\\\" not found\\n\\n");
        expect(
                world.post("/v1/suspend", "{" + target + ",\"suspend\":\"yes\"}"),
                400,
                "\"code\":3");
    }

    @Test
    void syncWhereNothingReconcilesEndsAtOnce() {
        flux();
        release("web");
        expect(
                world.post(
                        "/v1/sync",
                        "{\"objects\":[{\"kind\":\"HelmRelease\",\"name\":\"web\",\"namespace\":\"apps\",\"clusterName\":\"Default\"}]}"),
                500,
                "nothing reconciles HelmRelease apps/web");
        expect(
                world.post(
                        "/v1/sync",
                        "{\"objects\":[{\"kind\":\"HelmRelease\",\"name\":\"no\",\"namespace\":\"apps\",\"clusterName\":\"Default\"}]}"),
                500,
                "error getting object: ");
    }

    @Test
    void inventoryShowsHealthAndChildren() {
        flux();
        var deploymentUid =
                world.put(
                                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, namespace: apps, generation: 1}, spec: {replicas: 1}, status: {observedGeneration: 1, updatedReplicas: 1}}")
                        .uid();
        var setUid =
                world.put(
                                "{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: d-1, namespace: apps, generation: 1, ownerReferences: [{uid: "
                                        + deploymentUid
                                        + "}]}, spec: {replicas: 1}}")
                        .uid();
        world.put(
                "{apiVersion: v1, kind: Pod, metadata: {name: d-1-x, namespace: apps, ownerReferences: [{uid: "
                        + setUid
                        + "}]}, status: {phase: Pending}}");
        world.put(
                """
                apiVersion: kustomize.toolkit.fluxcd.io/v1
                kind: Kustomization
                metadata: {name: k, namespace: apps}
                spec: {}
                status:
                  inventory:
                    entries: [{id: apps_d_apps_Deployment, v: v1}, {id: apps_gone__x__ConfigMap, v: v1}]
                """);
        var reply =
                world.get(
                        "/v1/inventory?kind=Kustomization&name=k&namespace=apps&clusterName=Default&withChildren=true");
        expect(reply, 200);
        var entries = Trees.list(World.json(reply).get("entries"));
        assertThat(entries).hasSize(1);
        var deployment = entries.getFirst();
        assertThat(Trees.stringAt(deployment, "health", "status")).contains("Healthy");
        var set = Trees.listAt(deployment, "children").getFirst();
        assertThat(Trees.stringAt(set, "health", "message"))
                .contains("waiting spec to be observed");
        var pod = Trees.listAt(set, "children").getFirst();
        assertThat(Trees.stringAt(pod, "health", "status")).contains("Progressing");
        assertThat(Trees.listAt(pod, "children")).isEmpty();
        expect(
                world.get(
                        "/v1/inventory?kind=Kustomization&name=x&namespace=apps&clusterName=Default"),
                500,
                "failed getting kustomization inventory: failed to get kustomization: kustomizations");
        expect(
                world.get(
                        "/v1/inventory?kind=Kustomization&name=k&namespace=apps&clusterName=Default&withChildren=maybe"),
                400);
    }

    @Test
    void releasesTellTheirInventoryFromHelmsRecord() {
        flux();
        var json =
                "{\"manifest\":\"---\\napiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: c}\\n---\\n\"}";
        var once = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        var twice = Base64.getEncoder().encodeToString(once.getBytes(StandardCharsets.UTF_8));
        world.put(
                "{apiVersion: v1, kind: Secret, metadata: {name: sh.helm.release.v1.web.v2, namespace: apps}, data: {release: "
                        + twice
                        + "}}");
        world.put(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: apps}, data: {a: b}}");
        world.put(
                "{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: web, namespace: apps}, spec: {}, status: {history: [{name: web, version: 1, namespace: apps}, {name: web, version: 2, namespace: apps}]}}");
        expect(
                world.post("/v1/objects", "{\"kind\":\"HelmRelease\"}"),
                200,
                "\"inventory\":[{\"group\":\"\",\"kind\":\"ConfigMap\",\"version\":\"v1\"}]");
        expect(
                world.get(
                        "/v1/inventory?kind=HelmRelease&name=web&namespace=apps&clusterName=Default"),
                200,
                "Resource is always ready");
        world.fake.vanish(new ResourceKey("", "Secret", "apps", "sh.helm.release.v1.web.v2"));
        expect(
                world.post("/v1/objects", "{\"kind\":\"HelmRelease\"}"),
                200,
                "get helmrelease inventory: secrets");
        expect(
                world.get(
                        "/v1/inventory?kind=HelmRelease&name=web&namespace=apps&clusterName=Default"),
                500,
                "failed getting Helm Release inventory: ");
    }

    @Test
    void eventsOfAnObject() {
        world.put(
                "{apiVersion: v1, kind: Event, metadata: {name: e1, namespace: default}, involvedObject: {kind: Pod, name: p, namespace: default}, type: Warning, reason: Bad, message: m, lastTimestamp: \"2026-01-02T03:04:05Z\", source: {component: kubelet, host: n1}}");
        expect(
                world.get(
                        "/v1/events?involvedObject.kind=Pod&involvedObject.name=p&involvedObject.namespace=default&involvedObject.clusterName=Default"),
                200,
                "{\"type\":\"Warning\",\"reason\":\"Bad\",\"message\":\"m\",\"timestamp\":\"2026-01-02T03:04:05Z\",\"component\":\"kubelet\",\"host\":\"n1\",\"name\":\"e1\",\"uid\":\"\"}");
        expect(world.get("/v1/events"), 400, "bad request: no object was specified");
        expect(
                world.get("/v1/events?involvedObject.kind=Nope"),
                400,
                "not a recognized object kind");
        expect(
                world.get("/v1/events?involvedObject.kind=Pod&involvedObject.clusterName=X"),
                500,
                "\"code\":13",
                "unable to make k8s rest client: cluster not found: X");
    }

    @Test
    void childrenAndReconciledObjects() {
        flux();
        world.put(
                "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: apps, labels: {kustomize.toolkit.fluxcd.io/name: k, kustomize.toolkit.fluxcd.io/namespace: apps}, ownerReferences: [{uid: u2}]}}");
        expect(
                world.post(
                        "/v1/child_objects",
                        "{\"groupVersionKind\":{\"group\":\"\",\"version\":\"v1\",\"kind\":\"Pod\"},\"namespace\":\"apps\",\"parentUid\":\"u2\",\"clusterName\":\"Default\"}"),
                200,
                "ownerReferences");
        expect(world.post("/v1/child_objects", "{\"clusterName\":\"Default\"}"), 400, "\"code\":3");
        expect(
                world.post(
                        "/v1/reconciled_objects",
                        "{\"automationName\":\"k\",\"namespace\":\"apps\",\"automationKind\":\"Kustomization\",\"clusterName\":\"Default\",\"kinds\":[{\"group\":\"\",\"version\":\"v1\",\"kind\":\"Pod\"}]}"),
                200,
                "ownerReferences");
        expect(
                world.post(
                        "/v1/reconciled_objects",
                        "{\"automationKind\":\"Nope\",\"clusterName\":\"Default\"}"),
                500,
                "unsupported application kind: Nope");
    }

    @Test
    void runtimeObjectsDefinitionsAndAvailability() {
        flux();
        expect(
                world.get("/v1/flux_runtime_objects"),
                200,
                "could not find flux namespace in cluster");
        world.fake.namespace("flux-system");
        world.put(
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: source-controller, namespace: flux-system, labels: {app.kubernetes.io/part-of: flux}}, spec: {template: {spec: {containers: [{image: \"i:1\"}]}}}}");
        expect(
                world.get("/v1/flux_runtime_objects"),
                200,
                "\"images\":[\"i:1\"]",
                "\"conditions\":[]",
                "\"errors\":[]");
        expect(
                world.get("/v1/flux_crds"),
                200,
                "{\"name\":{\"plural\":\"helmreleases\",\"group\":\"helm.toolkit.fluxcd.io\"},\"version\":\"v2\",\"kind\":\"HelmRelease\"");
        expect(
                world.get("/v1/crd/is_available?name=helmreleases.helm.toolkit.fluxcd.io"),
                200,
                "{\"clusters\":{\"Default\":true}}");
        expect(
                world.get("/v1/crd/is_available?name=nope.x"),
                200,
                "{\"clusters\":{\"Default\":false}}");
    }

    @Test
    void policiesAreEmptyWithoutTheComponent() {
        expect(world.get("/v1/policies"), 200, "\"policies\":[]", "\"total\":0", "\"errors\":[]");
        expect(world.post("/v1/policyvalidations", "{}"), 200, "\"violations\":[]");
        expect(
                world.get("/v1/policyvalidations/7?clusterName=Default"),
                500,
                "no policy violation found with id 7 and cluster: Default");
        expect(world.post("/v1/session_logs", "{}"), 200, "\"logs\":[]");
    }

    @Test
    void bigAnswersAreCompressed() {
        flux();
        for (var i = 0; i < 20; i++) {
            release("web-" + i);
        }
        var reply =
                world.send(
                        "POST",
                        "/v1/objects",
                        "{\"kind\":\"HelmRelease\"}",
                        "Cookie",
                        world.cookie(),
                        "Accept-Encoding",
                        "gzip");
        assertThat(reply.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(reply.headers().allValues("Vary")).contains("Cookie", "Accept-Encoding");
    }
}
