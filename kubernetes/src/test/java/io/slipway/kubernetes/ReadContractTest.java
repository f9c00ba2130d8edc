package io.slipway.kubernetes;

import static io.slipway.kubernetes.Target.US;
import static io.slipway.kubernetes.Target.WRITE;
import static io.slipway.kubernetes.Target.configMap;
import static io.slipway.kubernetes.Target.reference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.engine.cluster.ClusterException;
import io.slipway.engine.cluster.ListOptions;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading: one object, lists, selectors, pages, and what discovery says. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.slipway.kubernetes.Targets#all")
class ReadContractTest {

    private static final GroupVersionKind CONFIG_MAP = GroupVersionKind.of("v1", "ConfigMap");

    private final Target target;
    private KubernetesCluster cluster;
    private String ns;

    ReadContractTest(Target target) {
        this.target = target;
    }

    @BeforeEach
    void world() {
        cluster = target.cluster();
        ns = target.namespace();
    }

    @Test
    void objectIsReadWithTypeAndServerFields() {
        cluster.create(US, configMap(ns, "a", "x: '1'"), WRITE);
        var read = cluster.get(US, reference("v1", "ConfigMap", ns, "a")).orElseThrow();
        assertThat(read.apiVersion()).isEqualTo("v1");
        assertThat(read.kind()).isEqualTo("ConfigMap");
        assertThat(read.uid()).matches("[0-9a-f-]{36}");
        assertThat(read.resourceVersion()).matches("[1-9][0-9]*");
        assertThat(read.at("metadata", "creationTimestamp").orElseThrow().toString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(read.at("data", "x")).contains("1");
        assertThat(read.at("metadata", "managedFields")).isPresent();
    }

    @Test
    void clusterScopedObjectIsReadWhateverNamespaceIsGiven() {
        assertThat(cluster.get(US, reference("v1", "Namespace", "", ns))).isPresent();
        assertThat(cluster.get(US, reference("v1", "Namespace", "elsewhere", ns))).isPresent();
    }

    @Test
    void missingObjectAndMissingNamespaceAreEmpty() {
        assertThat(cluster.get(US, reference("v1", "ConfigMap", ns, "none"))).isEmpty();
        assertThat(cluster.get(US, reference("v1", "ConfigMap", "no-such-namespace", "none")))
                .isEmpty();
        assertThat(cluster.get(US, reference("v1", "Namespace", "", "no-such-namespace")))
                .isEmpty();
    }

    @Test
    void unknownKindIsNamed() {
        assertThatThrownBy(() -> cluster.get(US, reference("example.org/v1", "Gadget", ns, "a")))
                .isInstanceOf(ClusterException.UnknownKind.class)
                .hasMessageContaining("could not find example.org/Gadget");
    }

    @Test
    void unknownVersionNamesTheServedOnes() {
        assertThatThrownBy(() -> cluster.get(US, reference("apps/v1beta1", "Deployment", ns, "a")))
                .isInstanceOfSatisfying(
                        ClusterException.UnknownKind.class,
                        e -> assertThat(e.served()).containsExactly("v1"));
    }

    @Test
    void anotherServedVersionIsConverted() {
        cluster.create(
                US,
                Target.object(
                        """
                        apiVersion: autoscaling/v1
                        kind: HorizontalPodAutoscaler
                        metadata: {namespace: %s, name: h}
                        spec:
                          minReplicas: 1
                          maxReplicas: 3
                          targetCPUUtilizationPercentage: 60
                          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}
                        """,
                        ns),
                WRITE);
        var v2 =
                cluster.get(US, reference("autoscaling/v2", "HorizontalPodAutoscaler", ns, "h"))
                        .orElseThrow();
        assertThat(v2.apiVersion()).isEqualTo("autoscaling/v2");
        assertThat(v2.at("spec", "metrics").orElseThrow().toString())
                .contains("averageUtilization=60");
    }

    @Test
    void listCarriesTypesAndVersion() {
        cluster.create(US, configMap(ns, "a", ""), WRITE);
        var page = cluster.list(US, CONFIG_MAP, ListOptions.inNamespace(ns));
        assertThat(page.items()).extracting(ResourceObject::kind).containsOnly("ConfigMap");
        assertThat(page.items()).extracting(ResourceObject::apiVersion).containsOnly("v1");
        assertThat(page.items()).extracting(ResourceObject::name).contains("a");
        assertThat(page.resourceVersion()).matches("[1-9][0-9]*");
        assertThat(page.continueToken()).isEmpty();
    }

    @Test
    void listOfAllNamespacesHasThemAll() {
        var other = target.namespace();
        cluster.create(US, configMap(ns, "a", ""), WRITE);
        cluster.create(US, configMap(other, "a", ""), WRITE);
        assertThat(cluster.list(US, CONFIG_MAP, ListOptions.all()).items())
                .extracting(ResourceObject::namespace)
                .contains(ns, other);
    }

    @Test
    void listOfAMissingNamespaceIsEmpty() {
        assertThat(
                        cluster.list(US, CONFIG_MAP, ListOptions.inNamespace("no-such-namespace"))
                                .items())
                .isEmpty();
    }

    @Test
    void labelSelectorsOfEveryForm() {
        label("one", "{tier: web, env: prod}");
        label("two", "{tier: web, env: test}");
        label("three", "{tier: db}");
        assertThat(selected("tier=web")).containsExactly("one", "two");
        assertThat(selected("tier==web,env!=prod")).containsExactly("two");
        assertThat(selected("tier in (web,db),!env")).containsExactly("three");
        assertThat(selected("env notin (prod),tier")).containsExactly("three", "two");
        assertThat(selected("env")).containsExactly("one", "two");
        assertThat(selected("tier=")).isEmpty();
    }

    private void label(String name, String labels) {
        cluster.create(
                US,
                Target.object(
                        "apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: %s, name: %s, labels: %s}",
                        ns, name, labels),
                WRITE);
    }

    private List<String> selected(String selector) {
        return cluster
                .list(US, CONFIG_MAP, ListOptions.inNamespace(ns).labelled(selector))
                .items()
                .stream()
                .map(ResourceObject::name)
                .toList();
    }

    @Test
    void brokenLabelSelectorIsInvalid() {
        assertThatThrownBy(() -> selected("a in (b"))
                .isInstanceOf(ClusterException.Invalid.class)
                .satisfies(e -> assertThat(((ClusterException) e).code()).isEqualTo(400))
                .hasMessageContaining("unable to parse requirement");
    }

    @Test
    void fieldSelectorsByNameAndByWhatTheKindOffers() {
        cluster.create(US, configMap(ns, "a", ""), WRITE);
        cluster.create(US, configMap(ns, "b", ""), WRITE);
        assertThat(byField(CONFIG_MAP, "metadata.name=a")).containsExactly("a");
        assertThat(byField(CONFIG_MAP, "metadata.name!=a,metadata.namespace=" + ns))
                .contains("b")
                .doesNotContain("a");
        cluster.create(
                US,
                Target.object(
                        "apiVersion: v1\nkind: Secret\nmetadata: {namespace: %s, name: s}\ntype: example.org/x",
                        ns),
                WRITE);
        assertThat(byField(GroupVersionKind.of("v1", "Secret"), "type=example.org/x"))
                .containsExactly("s");
    }

    private List<String> byField(GroupVersionKind type, String selector) {
        return cluster.list(US, type, new ListOptions(ns, "", selector, 0, "")).items().stream()
                .map(ResourceObject::name)
                .toList();
    }

    @Test
    void unknownFieldInASelectorIsInvalid() {
        assertThatThrownBy(() -> byField(CONFIG_MAP, "data.x=1"))
                .isInstanceOf(ClusterException.Invalid.class)
                .hasMessageContaining("data.x");
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetition() {
        for (int i = 0; i < 7; i++) {
            cluster.create(US, configMap(ns, "c" + i, ""), WRITE);
        }
        var names = new ArrayList<String>();
        var token = "";
        var options = ListOptions.inNamespace(ns);
        long pages = 0;
        do {
            var page = cluster.list(US, CONFIG_MAP, options.page(3, token));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(3);
            page.items().forEach(o -> names.add(o.name()));
            if (!page.continueToken().isEmpty() && page.remaining().isPresent()) {
                assertThat(page.remaining().getAsLong()).isPositive();
            }
            token = page.continueToken();
            pages++;
        } while (!token.isEmpty());
        assertThat(pages).isGreaterThanOrEqualTo(3);
        assertThat(names)
                .contains("c0", "c1", "c2", "c3", "c4", "c5", "c6")
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void changesBetweenPagesDoNotShow() {
        for (int i = 0; i < 4; i++) {
            cluster.create(US, configMap(ns, "c" + i, ""), WRITE);
        }
        var first = cluster.list(US, CONFIG_MAP, ListOptions.inNamespace(ns).page(2, ""));
        cluster.create(US, configMap(ns, "c9", ""), WRITE);
        var second =
                cluster.list(
                        US,
                        CONFIG_MAP,
                        ListOptions.inNamespace(ns).page(500, first.continueToken()));
        assertThat(second.items()).extracting(ResourceObject::name).doesNotContain("c9");
        assertThat(second.resourceVersion()).isEqualTo(first.resourceVersion());
    }

    @Test
    void madeUpContinueTokenIsRefused() {
        assertThatThrownBy(() ->
                        cluster.list(
                                US, CONFIG_MAP, ListOptions.inNamespace(ns).page(2, "nonsense")))
                .isInstanceOf(ClusterException.Invalid.class)
                .hasMessageContaining("continue");
    }

    @Test
    void kindThatCannotBeListedIsRefused() {
        assertThatThrownBy(() ->
                        cluster.list(
                                US,
                                GroupVersionKind.of(
                                        "authorization.k8s.io/v1", "SelfSubjectAccessReview"),
                                ListOptions.all()))
                .isInstanceOf(ClusterException.MethodNotSupported.class);
    }

    @Test
    void catalogKnowsKindsVersionsScopesAndSubresources() {
        var catalog = cluster.catalog();
        assertThat(catalog.serverVersion()).startsWith("v1.36");
        var deployment = catalog.find(new GroupKind("apps", "Deployment")).orElseThrow();
        assertThat(deployment.plural()).isEqualTo("deployments");
        assertThat(deployment.namespaced()).isTrue();
        assertThat(deployment.subresources()).contains("status", "scale");
        assertThat(deployment.verbs())
                .contains(
                        "get",
                        "list",
                        "watch",
                        "create",
                        "update",
                        "patch",
                        "delete",
                        "deletecollection");
        assertThat(catalog.isNamespaced(new GroupKind("", "Namespace"))).contains(false);
        assertThat(catalog.versions(new GroupKind("autoscaling", "HorizontalPodAutoscaler")))
                .containsExactly("v2", "v1");
        assertThat(
                        catalog.find(
                                        new GroupKind(
                                                "authorization.k8s.io", "SelfSubjectAccessReview"))
                                .orElseThrow()
                                .isWatchable())
                .isFalse();
        assertThat(catalog.apiVersions()).contains("v1", "apps/v1", "apps/v1/Deployment", "v1/Pod");
    }
}
