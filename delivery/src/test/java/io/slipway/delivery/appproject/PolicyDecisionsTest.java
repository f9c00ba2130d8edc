package io.slipway.delivery.appproject;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.delivery.application.RepositoryAddresses;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec gitops-engine-lifecycle P1, P2 and V6 to V8. */
class PolicyDecisionsTest {

    private static final RepositoryAddresses OURS =
            new RepositoryAddresses(
                    Set.of(URI.create("https://forge.test"), URI.create("ssh://forge.test:2222")));

    private static PolicyDecisions policy(String yaml) {
        var policy = PolicyFormat.read(Trees.map(Yaml.document(yaml)).orElseThrow());
        return new PolicyDecisions(policy, OURS::shared);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'*'                            | https://a/b               | true",
                "'*, !https://a/b'              | https://a/b.git           | false",
                "'*, !https://a/b'              | https://A/B/              | false",
                "'*, !https://a/b'              | https://a/c               | true",
                "'!https://a/b'                 | https://a/c               | false",
                "''                             | https://a/c               | false",
                "'git@a.test:team/*'            | ssh://git@a.test/team/web | true",
                "'ssh://git@a.test/team/*.git'  | git@a.test:team/web.git   | true",
                "'https://a/team/*'             | https://a/team/web/more   | false",
                "'https://a/team/**'            | https://a/team/web/more   | true",
                "'https://forge.test/team/*'    | ssh://git@forge.test:2222/team/web | true",
                "'*, !https://forge.test/team/secret' | ssh://git@forge.test:2222/team/secret.git | false",
                "'*, !https://forge.test/team/secret' | https://forge.test:443/team/secret | false",
                "'*, !**/team/secret'           | ssh://git@forge.test:2222/team/secret | false",
            })
    void sources(String entries, String url, boolean allowed) {
        var list =
                Arrays.stream(entries.split(",\\s*", -1))
                        .filter(e -> !e.isEmpty())
                        .map(e -> "'" + e + "'")
                        .toList();
        assertThat(policy("{sourceRepos: " + list + "}").allowsSource(url)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                                  | web         | false",
                "[{server: '*', namespace: '*'}]                     | web         | true",
                "[{name: prod, namespace: 'web'}]                    | web         | true",
                "[{name: in-cluster, namespace: 'web-*'}]            | web-1       | true",
                "[{name: prod, namespace: 'web'}]                    | web-1       | false",
                "[{name: other, namespace: '*'}]                     | web         | false",
                "[{server: 'https://prod.test:6443', namespace: '*'}] | web        | true",
                "[{namespace: '*'}]                                  | web         | false",
                "[{name: prod}]                                      | web         | false",
                "[{name: '*', namespace: '*'}, {name: '!prod', namespace: '*'}] | web | false",
                "[{name: '*', namespace: '*'}, {name: '!prod', namespace: 'x'}] | web | true",
                "[{name: '*', namespace: '*'}, {name: '*', namespace: '!kube-*'}] | kube-system | false",
                "[{name: '*', namespace: '*'}, {name: '*', namespace: '!kube-*'}] | web | true",
                "[{name: '!other', namespace: '*'}]                  | web         | false",
                "[{name: '*', namespace: '*'}, {server: '!https://prod*', namespace: '*'}] | web | false",
            })
    void destinations(String entries, String namespace, boolean allowed) {
        assertThat(
                        policy("{destinations: " + entries + "}")
                                .allowsDestination(
                                        Set.of(
                                                "https://prod.test:6443",
                                                "https://kubernetes.default.svc"),
                                        Set.of("prod", "in-cluster"),
                                        namespace))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                             | false",
                "{clusterResourceWhitelist: []}                                 | false",
                "{clusterResourceWhitelist: [{group: '*', kind: '*'}]}          | true",
                "{clusterResourceWhitelist: [{group: '', kind: ClusterRole}]}   | false",
                "{clusterResourceWhitelist: [{group: 'rbac.*', kind: Cluster*}]} | true",
                "{clusterResourceWhitelist: [{group: '*', kind: ClusterRole, name: 'web-*'}]} | true",
                "{clusterResourceWhitelist: [{group: '*', kind: ClusterRole, name: 'db-*'}]} | false",
                "{clusterResourceWhitelist: [{group: '*', kind: '*'}], clusterResourceBlacklist: [{group: '*', kind: ClusterRole}]} | false",
                "{namespaceResourceWhitelist: [{group: '*', kind: '*'}]}        | false",
            })
    void kindsWithoutANamespace(String policy, boolean allowed) {
        var role = new ResourceKey("rbac.authorization.k8s.io", "ClusterRole", "", "web-reader");
        assertThat(policy(policy).allowsKind(role, false)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                             | true",
                "{namespaceResourceWhitelist: []}                               | false",
                "{namespaceResourceWhitelist: [{group: '', kind: ConfigMap}]}   | true",
                "{namespaceResourceWhitelist: [{group: 'apps', kind: '*'}]}     | false",
                "{namespaceResourceBlacklist: [{group: '', kind: ConfigMap}]}   | false",
                "{namespaceResourceBlacklist: [{group: '', kind: Secret}]}      | true",
                "{clusterResourceBlacklist: [{group: '*', kind: '*'}]}          | true",
            })
    void kindsWithANamespace(String policy, boolean allowed) {
        var map = new ResourceKey("", "ConfigMap", "web", "settings");
        assertThat(policy(policy).allowsKind(map, true)).isEqualTo(allowed);
    }

    @Test
    void whatIsIgnoredIsMatchedByGroupKindAndName() {
        var ignore =
                PolicyFormat.read(
                                Trees.map(
                                                Yaml.document(
                                                        """
                                                        orphanedResources:
                                                          ignore:
                                                          - {kind: ConfigMap, name: "cache-*"}
                                                          - {group: apps}
                                                        """))
                                        .orElseThrow())
                        .orphanedResources()
                        .orElseThrow();
        var ignored = PolicyDecisions.ignored(ignore.ignore());
        assertThat(ignored).accepts(new ResourceKey("", "ConfigMap", "a", "cache-1"));
        assertThat(ignored).rejects(new ResourceKey("", "ConfigMap", "a", "other"));
        assertThat(ignored).accepts(new ResourceKey("apps", "Deployment", "a", "other"));
        assertThat(ignored).rejects(new ResourceKey("", "Secret", "a", "cache-1"));
    }

    @Test
    void aPolicyReadsBackTheSame() {
        var text =
                """
                description: web
                sourceRepos: ["https://a/*"]
                destinations: [{name: prod, namespace: web}]
                clusterResourceWhitelist: [{group: "", kind: Namespace}]
                clusterResourceBlacklist: [{group: x, kind: Yes1, name: z}]
                namespaceResourceWhitelist: []
                namespaceResourceBlacklist: [{group: "", kind: Secret}]
                orphanedResources: {warn: false, ignore: [{group: "", kind: Pod}]}
                """;
        var tree = Trees.map(Yaml.document(text)).orElseThrow();
        assertThat(PolicyFormat.write(PolicyFormat.read(tree))).isEqualTo(tree);
        assertThat(PolicyFormat.read(PolicyFormat.write(ProjectPolicy.OPEN)))
                .isEqualTo(ProjectPolicy.OPEN);
    }
}
