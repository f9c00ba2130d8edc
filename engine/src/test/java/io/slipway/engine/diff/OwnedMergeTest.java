package io.slipway.engine.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.engine.fixture.Manifests;
import io.slipway.manifests.ResourceObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What counts of the answer to a dry run (spec: diff C3, server-side dry run 2). */
class OwnedMergeTest {

    private static ResourceObject service(String ports, String ownedPorts, String extra) {
        return Manifests.object(
                """
                apiVersion: v1
                kind: Service
                metadata:
                  name: web
                  namespace: default
                  managedFields:
                    - manager: slipway
                      operation: Apply
                      apiVersion: v1
                      fieldsV1: {"f:spec": {"f:selector": {}, "f:ports": {%s}}}
                spec:
                  selector: {app: web}
                  ports: [%s]
                  %s
                """
                        .formatted(ownedPorts, ports, extra));
    }

    private static final String HTTP = "{name: http, port: 80, protocol: TCP, targetPort: 8080}";
    private static final String OWN_HTTP =
            "'k:{\"port\":80,\"protocol\":\"TCP\"}': {\".\": {}, \"f:name\": {}, \"f:port\": {}, \"f:targetPort\": {}}";
    private static final String TLS = "{name: tls, port: 443, protocol: TCP, targetPort: 8443}";
    private static final String OWN_TLS =
            "'k:{\"port\":443,\"protocol\":\"TCP\"}': {\".\": {}, \"f:name\": {}, \"f:port\": {}, \"f:targetPort\": {}}";

    @Test
    void whatAWebhookChangedElsewhereDoesNotCount() {
        var live = service(HTTP, OWN_HTTP, "clusterIP: 10.0.0.1");
        var answer = service(HTTP, OWN_HTTP, "clusterIP: 10.0.0.9");
        assertThat(OwnedMerge.merge(live, answer, "slipway").tree().get("spec"))
                .isEqualTo(live.tree().get("spec"));
    }

    @Test
    void whatWeChangeCounts() {
        var live = service(HTTP, OWN_HTTP, "clusterIP: 10.0.0.1");
        var answer = service(HTTP.replace("8080", "9090"), OWN_HTTP, "clusterIP: 10.0.0.1");
        assertThat(
                        FieldDifferences.between(
                                live,
                                OwnedMerge.merge(live, answer, "slipway"),
                                Ownership.of(live)))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.pointer()).isEqualTo("/spec/ports/0/targetPort");
                    assertThat(f.owners()).containsExactly("slipway");
                });
    }

    @Test
    void anElementThatTheApplyRemovesStaysRemoved() {
        var live = service(HTTP + ", " + TLS, OWN_HTTP + ", " + OWN_TLS, "type: ClusterIP");
        var answer = service(HTTP, OWN_HTTP, "type: ClusterIP");
        assertThat(
                        OwnedMerge.merge(live, answer, "slipway")
                                .at("spec", "ports")
                                .map(p -> ((List<?>) p).size()))
                .contains(1);
    }

    @Test
    void anElementOfSomebodyElseStays() {
        var live = service(HTTP + ", " + TLS, OWN_HTTP, "type: ClusterIP");
        var answer = service(HTTP, OWN_HTTP, "type: ClusterIP");
        assertThat(
                        OwnedMerge.merge(live, answer, "slipway")
                                .at("spec", "ports")
                                .map(p -> ((List<?>) p).size()))
                .contains(2);
    }

    @Test
    void aNewElementCountsWithoutTheDefaultsBelowIt() {
        var live = service(HTTP, OWN_HTTP, "type: ClusterIP");
        var answer =
                service(
                        HTTP
                                + ", {name: tls, port: 443, protocol: TCP, targetPort: 8443, appProtocol: filled}",
                        OWN_HTTP + ", " + OWN_TLS,
                        "type: ClusterIP");
        var merged = OwnedMerge.merge(live, answer, "slipway");
        assertThat(merged.at("spec", "ports").orElseThrow().toString())
                .contains("8443")
                .doesNotContain("filled");
    }

    @Test
    void anAnswerWithoutOwnershipIsTakenWhole() {
        var live = Manifests.configMap("c", "1");
        var answer = Manifests.configMap("c", "2");
        assertThat(OwnedMerge.merge(live, answer, "slipway")).isEqualTo(answer);
    }
}
