package io.slipway.engine.health;

import static io.slipway.engine.health.Case.notTrue;
import static io.slipway.engine.health.Case.on;
import static io.slipway.engine.health.HealthStatus.DEGRADED;
import static io.slipway.engine.health.HealthStatus.HEALTHY;
import static io.slipway.engine.health.HealthStatus.PROGRESSING;
import static io.slipway.engine.health.StatusRule.by;
import static io.slipway.engine.health.StatusRule.is;
import static io.slipway.engine.health.StatusRule.rule;
import static io.slipway.engine.health.StatusRule.strictlyBy;

import io.slipway.manifests.Trees;

/** Certificates and who issues them. */
final class CertificateRules {

    private CertificateRules() {}

    static void register(KindTable table) {
        table.put(
                "cert-manager.io",
                "Certificate",
                rule().conditions(on("Issuing", "True", PROGRESSING))
                        .conditions(on("Ready", "False", DEGRADED), on("Ready", "True", HEALTHY))
                        .otherwise(PROGRESSING));
        table.put(
                "cert-manager.io",
                "CertificateRequest",
                rule().conditions(
                                on("Denied", "True", DEGRADED),
                                on("InvalidRequest", "True", DEGRADED))
                        .conditions(
                                on("Ready", "True", HEALTHY),
                                notTrue("Ready", PROGRESSING).reason("Pending"),
                                notTrue("Ready", DEGRADED))
                        .otherwise(PROGRESSING));
        table.put("cert-manager.io", "Issuer ClusterIssuer", by("Ready"));
        table.put("certmanager.k8s.io", "Certificate Issuer ClusterIssuer", by("Ready"));
        table.put("trust.cert-manager.io", "Bundle", strictlyBy("Synced"));
        table.put(
                "acme.cert-manager.io",
                "Challenge Order",
                rule().field(
                                "status.state",
                                is(HEALTHY, "valid"),
                                is(DEGRADED, "invalid", "expired", "errored"))
                        .otherwise(PROGRESSING));
        table.put(
                "networking.gke.io",
                "ManagedCertificate",
                rule().when(
                                "a domain FailedNotVisible",
                                o ->
                                        Trees.listAt(o.tree(), "status", "domainStatus").stream()
                                                .flatMap(d -> Trees.stringAt(d, "status").stream())
                                                .anyMatch("FailedNotVisible"::equals),
                                DEGRADED)
                        .field("status.certificateStatus", is(HEALTHY, "Active"))
                        .otherwise(PROGRESSING));
    }
}
