package io.slipway.delivery.argo;

import static io.slipway.delivery.DeliveryFixture.URL;
import static io.slipway.delivery.DeliveryFixture.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.delivery.DeliveryFixture;
import io.slipway.delivery.appproject.ProjectPolicy;
import io.slipway.delivery.argo.ImportReport.Outcome;
import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.Identity;
import io.slipway.forge.access.Role;
import io.slipway.forge.identity.Caller;
import io.slipway.forge.project.Project;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.platform.problem.Denied;
import io.slipway.platform.problem.Invalid;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArgoImportTest {

    private static final String DEFINITION =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: "%s.argoproj.io"}
            spec:
              group: argoproj.io
              scope: Namespaced
              names: {kind: %s, plural: %s}
              versions: [{name: v1alpha1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
            status: {conditions: [{type: Established, status: "True"}]}
            """;
    private static final ImportRequest ALL = request(Map.of(), false, false);

    private final DeliveryFixture world = DeliveryFixture.started();
    private Project project;

    @BeforeEach
    void makeProject() {
        project = world.forge().project("demo/web");
        world.push(project, Map.of("app/a.yaml", configMap("a", "1")));
        world.cluster().namespace("argocd");
        put(DEFINITION.formatted("applications", "Application", "applications"));
        put(DEFINITION.formatted("appprojects", "AppProject", "appprojects"));
        put(
                """
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata:
                  name: web
                  namespace: argocd
                  labels: {team: a}
                  annotations: {argocd.argoproj.io/refresh: hard, note: kept}
                  finalizers: [resources-finalizer.argocd.argoproj.io, example.com/other]
                spec:
                  project: shop
                  source: {repoURL: "https://git.example/old/web.git", path: app, targetRevision: master}
                  destination: {server: https://kubernetes.default.svc, namespace: default}
                  syncPolicy: {automated: {prune: true}, syncOptions: [ServerSideApply=true]}
                  novelty: 1
                status: {resources: [{kind: ConfigMap, name: a}, {kind: ConfigMap, name: b}]}
                """);
        put(
                """
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata:
                  name: far
                  namespace: argocd
                  ownerReferences: [{apiVersion: argoproj.io/v1alpha1, kind: ApplicationSet, name: all, uid: x}]
                spec:
                  project: other
                  source: {repoURL: "https://git.example/old/web.git", path: app}
                  destination: {name: nowhere, namespace: default}
                """);
        // As Argo CD left it: the same object, with its tracking data.
        put(
                configMap("a", "1")
                        .replace(
                                "{name: a}",
                                "{name: a, namespace: default, annotations: {argocd.argoproj.io/tracking-id:"
                                        + " \"web:/ConfigMap:default/a\"}}"));
        put(
                configMap("b", "1")
                        .replace(
                                "{name: b}",
                                "{name: b, namespace: default, annotations: {argocd.argoproj.io/tracking-id:"
                                        + " \"web:/ConfigMap:default/b\"}}"));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static ImportRequest request(
            Map<String, String> clusters, boolean policy, boolean release) {
        return new ImportRequest(
                "sandbox",
                "",
                policy ? "shop" : "",
                List.of(),
                clusters,
                Map.of("https://git.example/old/", URL + "/demo/"),
                policy,
                release);
    }

    private void put(String yaml) {
        world.cluster().put(ResourceObject.of(Trees.map(Yaml.document(yaml)).orElseThrow()));
    }

    private ImportReport run(Caller caller, ImportRequest request, boolean dryRun) {
        return world.delivery().argo().run(caller, Identity.registered(), "demo", request, dryRun);
    }

    private ImportReport.Item item(ImportReport report, String name) {
        return report.applications().stream()
                .filter(i -> i.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private ResourceObject there(String name) {
        return world.cluster()
                .find(new ResourceKey("argoproj.io", "Application", "argocd", name))
                .orElseThrow();
    }

    @Test
    void aDryRunTellsAllAndWritesNothing() {
        var before = there("web");

        var report = run(world.root(), ALL, true);

        var web = item(report, "web");
        assertThat(web.outcome()).isEqualTo(Outcome.READY);
        assertThat(web.destination()).isEqualTo("sandbox/default");
        assertThat(web.sources()).containsExactly(URL + "/demo/web.git");
        assertThat(web.objects()).isEqualTo(2);
        assertThat(web.notes())
                .anyMatch(n -> n.contains("automated sync was on"))
                .anyMatch(n -> n.contains("spec.novelty"));
        var far = item(report, "far");
        assertThat(far.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(far.problems()).anyMatch(p -> p.contains("no clusters with this name: nowhere"));
        assertThat(far.notes()).anyMatch(n -> n.contains("ApplicationSet all"));
        assertThat(there("web")).isEqualTo(before);
        assertThat(world.delivery().applications().list(world.root(), "demo").applications())
                .isEmpty();
    }

    @Test
    void anImportedApplicationTakesItsObjectsOverAndDeletesNone() {
        var before = there("web");
        var report = run(world.root(), request(Map.of("nowhere", "sandbox"), false, false), false);
        assertThat(report.applications())
                .extracting(ImportReport.Item::outcome)
                .containsOnly(Outcome.IMPORTED);
        assertThat(there("web")).as("nothing changes at Argo CD").isEqualTo(before);
        var web = world.get("web");
        assertThat(web.metadata().labels()).containsEntry("team", "a");
        assertThat(web.metadata().annotations())
                .containsEntry("note", "kept")
                .doesNotContainKey("argocd.argoproj.io/refresh");
        assertThat(web.metadata().finalizers()).isEmpty();
        assertThat(web.spec().automation()).isEmpty();
        assertThat(web.spec().syncOptions()).containsExactly("ServerSideApply=true");
        world.awaitIdle();
        assertThat(world.live("", "ConfigMap", "a").orElseThrow().annotations())
                .as("a look changes nothing")
                .containsEntry("argocd.argoproj.io/tracking-id", "web:/ConfigMap:default/a");

        world.delivery()
                .applications()
                .sync(
                        world.root(),
                        "demo",
                        "web",
                        io.slipway.delivery.application.SyncRequest.plain());
        world.await(
                "web",
                "is synced",
                a -> a.operation().isEmpty() && a.status().history().size() == 1);

        assertThat(world.live("", "ConfigMap", "a").orElseThrow().annotations())
                .containsEntry("argocd.argoproj.io/tracking-id", "demo_web:/ConfigMap:default/a");
        assertThat(world.live("", "ConfigMap", "b")).as("another's, and left alone").isPresent();
        assertThat(item(run(world.root(), ALL, false), "web").outcome())
                .isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void argoLetsGoWhenThatIsAskedFor() {
        var report = run(world.root(), request(Map.of(), false, true), false);

        var web = item(report, "web");
        assertThat(web.released()).isTrue();
        assertThat(web.problems()).isEmpty();
        var there = there("web");
        assertThat(there.annotations())
                .containsEntry("argocd.argoproj.io/skip-reconcile", "true")
                .containsEntry("note", "kept");
        assertThat(there.at("metadata", "finalizers")).contains(List.of("example.com/other"));
        assertThat(there.at("spec", "syncPolicy", "automated")).isEmpty();
        assertThat(there.at("spec", "syncPolicy", "syncOptions")).isPresent();
        assertThat(world.get("web").spec().automation()).isPresent();
        assertThat(item(run(world.root(), request(Map.of(), false, true), false), "web").outcome())
                .isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void whatArgoDoesNotLetGoIsToldAndStaysWithoutAutomation() {
        world.cluster()
                .onCall(call -> {
                    if (call.startsWith("patch ") && call.contains("Application")) {
                        throw new ClusterException.Forbidden("may not patch");
                    }
                });
        var web = item(run(world.root(), request(Map.of(), false, true), false), "web");
        assertThat(web.released()).isFalse();
        assertThat(web.problems()).singleElement().asString().contains("may not patch");
        assertThat(world.get("web").spec().automation()).isEmpty();
    }

    @Test
    void thePolicyOfAProjectComesToo() {
        put(
                """
                apiVersion: argoproj.io/v1alpha1
                kind: AppProject
                metadata: {name: shop, namespace: argocd}
                spec:
                  description: the shop
                  sourceRepos: ["https://git.example/old/*"]
                  destinations: [{server: https://kubernetes.default.svc, namespace: default}]
                  namespaceResourceBlacklist: [{group: "", kind: ResourceQuota}]
                  roles: [{name: ci}]
                  syncWindows: [{kind: deny, schedule: "0 0 30 2 *", duration: 5m, applications: ["x"]}]
                """);
        var wanted = request(Map.of(), true, false);
        assertThat(run(world.root(), wanted, true).policy().orElseThrow().outcome())
                .isEqualTo(Outcome.READY);
        assertThat(world.delivery().policies().get(world.root(), "demo"))
                .isEqualTo(ProjectPolicy.OPEN);

        var report = run(world.root(), wanted, false);

        assertThat(report.policy().orElseThrow().notes())
                .containsExactly("roles is not taken along");
        assertThat(report.applications())
                .extracting(ImportReport.Item::name)
                .containsExactly("web");
        var policy = world.delivery().policies().get(world.root(), "demo");
        assertThat(policy.sourceRepos()).containsExactly(URL + "/demo/*");
        assertThat(policy.destinations())
                .containsExactly(new ProjectPolicy.Destination("", "sandbox", "default"));
        assertThat(world.delivery().windows().get(world.root(), "demo").all()).hasSize(1);
        assertThat(item(report, "web").outcome()).isEqualTo(Outcome.IMPORTED);
    }

    @Test
    void onlyWhoMayMakeApplicationsBringsThem() {
        var developer = world.forge().member("dev", "demo", Role.DEVELOPER);
        var master = world.forge().member("mia", "demo", Role.MASTER);
        assertThatThrownBy(() -> run(developer, ALL, true)).isInstanceOf(Denied.class);
        assertThatThrownBy(() -> run(master, request(Map.of(), true, false), true))
                .isInstanceOf(Denied.class);
        assertThat(item(run(master, ALL, true), "web").outcome()).isEqualTo(Outcome.READY);
        var elsewhere =
                new ImportRequest("nowhere", "", "", List.of(), Map.of(), Map.of(), false, false);
        assertThatThrownBy(() -> run(master, elsewhere, true)).isInstanceOf(Invalid.class);
    }

    @Test
    void aClusterWithoutArgoSaysSo() {
        try (var plain = DeliveryFixture.started()) {
            plain.forge().project("demo/web");
            assertThatThrownBy(() ->
                            plain.delivery()
                                    .argo()
                                    .run(plain.root(), Identity.registered(), "demo", ALL, true))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("no objects of Argo CD");
        }
    }
}
