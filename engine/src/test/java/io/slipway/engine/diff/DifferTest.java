package io.slipway.engine.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.fixture.Manifests;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.yaml.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Differences by each strategy (spec: diff C3, C4, V). */
class DifferTest {

    private static final Differ DIFFER = new Differ(new JacksonJq(Duration.ofSeconds(5)));

    private static ResourceObject yaml(String text) {
        return Manifests.object(text);
    }

    private static final String DEPLOYMENT =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: default, labels: {app: web}}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                    - name: main
                      image: example/web:1
                      resources: {limits: {cpu: 100m}}
            """;

    /** As a server would store it: with defaults and a status. */
    private static final ResourceObject LIVE =
            yaml(
                    """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web, namespace: default, labels: {app: web}, uid: u1, resourceVersion: "7", generation: 1, creationTimestamp: "2026-01-01T00:00:00Z"}
                    spec:
                      replicas: 2
                      revisionHistoryLimit: 10
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          restartPolicy: Always
                          containers:
                            - name: main
                              image: example/web:1
                              imagePullPolicy: IfNotPresent
                              resources: {limits: {cpu: 100m}}
                    status: {replicas: 2}
                    """);

    private static ResourceObject live(ResourceObject lastApplied) {
        return LIVE.withAnnotation(ThreeWayMerge.LAST_APPLIED, Json.write(lastApplied.tree()));
    }

    private static boolean threeWay(
            ResourceObject desired, ResourceObject live, IgnoreDifference... ignores) {
        return diff(DiffStrategy.THREE_WAY, desired, live, ignores).modified();
    }

    private static ObjectDiff diff(
            DiffStrategy strategy,
            ResourceObject desired,
            ResourceObject live,
            IgnoreDifference... ignores) {
        var rules = new DiffRules(Tracking.defaults(), List.of(ignores), false, false, "slipway");
        return DIFFER.diff(desired, live, strategy, rules, o -> o);
    }

    private static final ResourceObject DESIRED = yaml(DEPLOYMENT);

    // --- three-way ---

    @Test
    void defaultsOfTheServerAreNoDifference() {
        assertThat(threeWay(DESIRED, live(DESIRED))).isFalse();
        assertThat(threeWay(DESIRED, LIVE)).isFalse();
    }

    /** diff V1. */
    @Test
    void aLabelOfAnotherActorIsNoDifference() {
        assertThat(threeWay(DESIRED, live(DESIRED).withLabel("other", "x"))).isFalse();
    }

    /** diff V2. */
    @Test
    void aLabelThatLeftTheConfigurationIsADifference() {
        var before = DESIRED.withLabel("old", "x");
        assertThat(threeWay(DESIRED, live(before).withLabel("old", "x"))).isTrue();
    }

    /** diff V3. */
    @Test
    void quantitiesCompareByAmount() {
        var desired = yaml(DEPLOYMENT.replace("100m", "0.1"));
        assertThat(threeWay(desired, live(desired))).isFalse();
        assertThat(threeWay(yaml(DEPLOYMENT.replace("100m", "0.2")), live(DESIRED))).isTrue();
    }

    /** diff C3: a list item under a merge key that another actor added is no difference. */
    @Test
    void aContainerThatAnotherActorAddedIsNoDifference() {
        var live = live(DESIRED);
        var tree = live.copyOfTree();
        io.slipway.manifests.Trees.listAt(tree, "spec", "template", "spec", "containers")
                .add(java.util.Map.of("name", "sidecar", "image", "mesh:1"));
        assertThat(threeWay(DESIRED, ResourceObject.of(tree))).isFalse();
    }

    @Test
    void anImageThatDiffersIsADifferenceWithItsPlace() {
        var desired = yaml(DEPLOYMENT.replace("web:1", "web:2"));
        var diff = diff(DiffStrategy.THREE_WAY, desired, live(DESIRED));
        assertThat(diff.modified()).isTrue();
        assertThat(diff.fields())
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.pointer()).isEqualTo("/spec/template/spec/containers/0/image");
                    assertThat(f.live()).contains("example/web:1");
                    assertThat(f.predicted()).contains("example/web:2");
                });
    }

    @Test
    void explicitZeroValuesAreNoDifference() {
        var desired = DESIRED.with(false, "spec", "paused").with(0L, "spec", "minReadySeconds");
        assertThat(threeWay(desired, live(desired))).isFalse();
        assertThat(threeWay(DESIRED.with(0L, "spec", "replicas"), live(DESIRED))).isTrue();
    }

    @Test
    void fieldsThatABuiltInTypeDoesNotHaveAreNoDifference() {
        var desired = DESIRED.with("x", "spec", "noSuchField");
        assertThat(threeWay(desired, live(desired))).isFalse();
    }

    /** diff C3, three-way 5. */
    @Test
    void defaultsBelowClaimTemplatesAreNoDifference() {
        var desired =
                yaml(
                        """
                        apiVersion: apps/v1
                        kind: StatefulSet
                        metadata: {name: db, namespace: default}
                        spec:
                          serviceName: db
                          selector: {matchLabels: {app: db}}
                          template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: "db:1"}]}}
                          volumeClaimTemplates:
                            - metadata: {name: data}
                              spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                        """);
        var tree = desired.copyOfTree();
        var template =
                io.slipway.manifests.Trees.map(
                                io.slipway.manifests.Trees.listAt(
                                                tree, "spec", "volumeClaimTemplates")
                                        .getFirst())
                        .orElseThrow();
        template.put("apiVersion", "v1");
        template.put("kind", "PersistentVolumeClaim");
        io.slipway.manifests.Trees.put(template, "Filesystem", "spec", "volumeMode");
        template.put("status", java.util.Map.of("phase", "Pending"));
        assertThat(threeWay(desired, ResourceObject.of(tree))).isFalse();
    }

    @Test
    void customKindsCompareWhatTheConfigurationNames() {
        var desired =
                yaml(
                        """
                        apiVersion: example.com/v1
                        kind: Widget
                        metadata: {name: w, namespace: default}
                        spec: {size: 1, parts: [{id: a}]}
                        """);
        var live = desired.with("filled", "spec", "defaulted").with("x", "status", "phase");
        assertThat(threeWay(desired, live)).isFalse();
        assertThat(threeWay(desired.with(2L, "spec", "size"), live)).isTrue();
    }

    // --- structured merge ---

    @Test
    void structuredMergeFindsChangesAndRemovalsOfOwnFields() {
        var owned =
                yaml(
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata:
                          name: c
                          namespace: default
                          managedFields:
                            - {manager: slipway, operation: Apply, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {"f:data": {"f:a": {}, "f:b": {}}}}
                            - {manager: other, operation: Update, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {"f:data": {"f:c": {}}}}
                        data: {a: "1", b: "2", c: "3"}
                        """);
        var same =
                Manifests.configMap("c", "x")
                        .withNamespace("default")
                        .with(java.util.Map.of("a", "1", "b", "2"), "data");
        assertThat(diff(DiffStrategy.STRUCTURED_MERGE, same, owned).modified()).isFalse();
        var fewer = same.with(java.util.Map.of("a", "1"), "data");
        var diff = diff(DiffStrategy.STRUCTURED_MERGE, fewer, owned);
        assertThat(diff.modified()).isTrue();
        assertThat(diff.fields())
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.pointer()).isEqualTo("/data/b");
                    assertThat(f.predicted()).isEmpty();
                    assertThat(f.owners()).containsExactly("slipway");
                });
    }

    // --- ignoring ---

    /** diff V6. */
    @Test
    void ignoredPointersAreNoDifference() {
        var desired = DESIRED.with(5L, "spec", "replicas");
        assertThat(
                        threeWay(
                                desired,
                                live(DESIRED),
                                IgnoreDifference.pointers("apps", "Deployment", "/spec/replicas")))
                .isFalse();
        assertThat(
                        threeWay(
                                desired,
                                live(DESIRED),
                                IgnoreDifference.pointers("", "Deployment", "/spec/replicas")))
                .isTrue();
        assertThat(
                        threeWay(
                                desired,
                                live(DESIRED),
                                IgnoreDifference.pointers(
                                        "*", "*", "/spec/none", "/spec/replicas")))
                .isFalse();
    }

    /** diff C4 9. */
    @Test
    void ignoredPathsOfJqAreNoDifference() {
        var ignore =
                new IgnoreDifference(
                        "apps",
                        "Deployment",
                        "",
                        "",
                        List.of(),
                        List.of(
                                ".spec.template.spec.containers[] | select(.name == \"main\") | .image"),
                        List.of());
        var desired = yaml(DEPLOYMENT.replace("web:1", "web:2"));
        assertThat(threeWay(desired, live(DESIRED), ignore)).isFalse();
        var broken =
                new IgnoreDifference(
                        "apps", "Deployment", "", "", List.of(), List.of(".spec[[["), List.of());
        assertThat(threeWay(desired, live(DESIRED), broken)).isTrue();
    }

    /** diff C4 2. */
    @Test
    void fieldsOfTrustedManagersAreNoDifference() {
        var live =
                yaml(
                        """
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata:
                          name: web
                          namespace: default
                          managedFields:
                            - {manager: autoscaler, operation: Update, apiVersion: apps/v1, fieldsV1: {"f:spec": {"f:replicas": {}}}}
                        spec: {replicas: 7, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main, image: "example/web:1"}]}}}
                        """);
        var desired = live.without("metadata", "managedFields").with(2L, "spec", "replicas");
        var trusted =
                new IgnoreDifference(
                        "apps", "Deployment", "", "", List.of(), List.of(), List.of("autoscaler"));
        assertThat(threeWay(desired, live)).isTrue();
        assertThat(threeWay(desired, live, trusted)).isFalse();
        var image = desired.with(3L, "spec", "minReadySeconds");
        assertThat(threeWay(image, live, trusted)).isTrue();
    }

    // --- normalisation ---

    /** diff C4 5. */
    @Test
    void textDataOfSecretsComparesAsData() {
        var live =
                yaml(
                        """
                        apiVersion: v1
                        kind: Secret
                        metadata: {name: s, namespace: default}
                        data: {a: aGVsbG8=}
                        """);
        var desired =
                yaml(
                        """
                        apiVersion: v1
                        kind: Secret
                        metadata: {name: s, namespace: default}
                        stringData: {a: hello}
                        """);
        assertThat(threeWay(desired, live)).isFalse();
        assertThat(threeWay(desired.with("other", "stringData", "a"), live)).isTrue();
    }

    /** diff C4 6. */
    @Test
    void emptyRulesOfRolesAreNoDifference() {
        var live =
                yaml(
                        """
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: ClusterRole
                        metadata: {name: r}
                        aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}
                        rules: [{verbs: [get], apiGroups: [""], resources: [pods]}]
                        """);
        var desired = live.with(List.of(), "rules");
        var rules = new DiffRules(Tracking.defaults(), List.of(), true, false, "slipway");
        assertThat(DIFFER.diff(desired, live, DiffStrategy.THREE_WAY, rules, o -> o).modified())
                .isFalse();
        assertThat(threeWay(desired, live)).isTrue();
    }

    /** diff C4 1. */
    @Test
    void anObjectThatWasTrackedByLabelIsNotDifferentBecauseOfThat() {
        var live =
                Manifests.configMap("c", "1")
                        .withNamespace("default")
                        .withLabel(Tracking.INSTANCE_LABEL, "shop");
        var desired =
                Tracking.defaults()
                        .stamp(
                                Manifests.configMap("c", "1").withNamespace("default"),
                                "shop",
                                "default");
        assertThat(threeWay(desired, live)).isFalse();
        assertThat(
                        threeWay(
                                desired,
                                live.withAnnotation(
                                        Tracking.ID_ANNOTATION, "other:/ConfigMap:default/c")))
                .isTrue();
    }

    @Test
    void bookkeepingOfTheServerIsNeverADifference() {
        var live =
                Manifests.configMap("c", "1")
                        .with("5", "metadata", "resourceVersion")
                        .with("t", "metadata", "creationTimestamp");
        assertThat(diff(DiffStrategy.SERVER_SIDE, Manifests.configMap("c", "1"), live).modified())
                .isFalse();
    }

    @Test
    void missingValuesOfSecretsAreEmptyOnes() {
        var live = yaml("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: ''}");
        var desired = yaml("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: null}");
        assertThat(diff(DiffStrategy.SERVER_SIDE, desired, live).modified()).isFalse();
    }

    /** diff C4 7. */
    @Test
    void endpointsCompareWithoutOrder() {
        var live =
                yaml(
                        "apiVersion: v1\nkind: Endpoints\nmetadata: {name: e}\nsubsets: [{addresses: [{ip: 10.0.0.1}, {ip: 10.0.0.2}], ports: [{port: 80, protocol: TCP}]}]");
        var desired =
                yaml(
                        "apiVersion: v1\nkind: Endpoints\nmetadata: {name: e}\nsubsets: [{addresses: [{ip: 10.0.0.2}, {ip: 10.0.0.1}], ports: [{port: 80}]}]");
        assertThat(threeWay(desired, live)).isFalse();
    }

    /** diff C4 10. */
    @Test
    void podTemplatesOfRolloutsCompareAsSuch() {
        var live =
                yaml(
                        "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: r}\nspec: {template: {spec: {containers: [{name: a, resources: {limits: {cpu: 100m}}}]}}}");
        var desired =
                yaml(
                        "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: r}\nspec: {template: {spec: {containers: [{name: a, resources: {limits: {cpu: 0.1}}}]}}}");
        assertThat(threeWay(desired, live)).isFalse();
    }
}
