package io.slipway.engine.health;

import static io.slipway.engine.health.Case.on;
import static io.slipway.engine.health.HealthStatus.DEGRADED;
import static io.slipway.engine.health.HealthStatus.HEALTHY;
import static io.slipway.engine.health.HealthStatus.PROGRESSING;
import static io.slipway.engine.health.StatusRule.by;
import static io.slipway.engine.health.StatusRule.rule;

import io.slipway.engine.health.Conditions.Condition;
import io.slipway.manifests.ResourceObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** Secrets that controllers fetch or decrypt, and who knows people. */
final class SecretRules {

    private SecretRules() {}

    private static final String GROUP = "external-secrets.io";

    static void register(KindTable table) {
        table.put("bitnami.com", "SealedSecret", by("Synced"));
        table.put(
                GROUP,
                "ExternalSecret",
                rule().when(
                                "refreshed OnChange, and Ready is older than the refresh",
                                SecretRules::isBeforeRefresh,
                                PROGRESSING)
                        .conditions(on("Ready", "False", DEGRADED), on("Ready", "True", HEALTHY))
                        .otherwise(PROGRESSING));
        table.put(
                GROUP,
                "ClusterExternalSecret",
                "the last condition: Ready True: Healthy, PartiallyReady or NotReady True:"
                        + " Degraded; else Progressing",
                (o, _) -> Optional.of(byLast(o)));
        table.put(
                GROUP, "SecretStore ClusterSecretStore PushSecret ClusterPushSecret", by("Ready"));
        table.put("generators.external-secrets.io", "*", "none", (_, _) -> Optional.empty());
        table.put(
                "secrets.hashicorp.com",
                "VaultStaticSecret",
                rule().whenThere("status.secretMAC", HEALTHY).otherwise(DEGRADED));
        table.put("onepassword.com", "OnePasswordItem", by("Ready"));
        table.put(
                "k8s.keycloak.org",
                "Keycloak",
                "Ready True: Healthy, HasErrors True: Degraded, whichever became so first; else"
                        + " Progressing",
                (o, _) -> Optional.of(keycloak(o)));
        table.put(
                "k8s.keycloak.org",
                "KeycloakRealmImport",
                rule().conditions(on("HasErrors", "True", DEGRADED))
                        .conditions(on("Done", "True", HEALTHY))
                        .otherwise(PROGRESSING));
    }

    private static boolean isBeforeRefresh(ResourceObject secret) {
        if (!Conditions.text(secret, "spec", "refreshPolicy").equals("OnChange")) {
            return false;
        }
        var refreshed = Conditions.time(Conditions.text(secret, "status", "refreshTime"));
        return Conditions.find(secret, "Ready")
                .flatMap(Condition::since)
                .filter(s -> refreshed.filter(s::isBefore).isPresent())
                .isPresent();
    }

    /** Its controller adds what is new at the end. */
    private static Health byLast(ResourceObject secret) {
        var conditions = Conditions.of(secret);
        if (conditions.isEmpty() || !conditions.getLast().isTrue()) {
            return Health.progressing("Waiting for ClusterExternalSecret");
        }
        var last = conditions.getLast();
        return switch (last.type()) {
            case "Ready" -> Health.healthy(last.text());
            case "PartiallyReady", "NotReady" -> Health.degraded(last.text());
            default -> Health.progressing("Waiting for ClusterExternalSecret");
        };
    }

    private static Health keycloak(ResourceObject keycloak) {
        return Conditions.of(keycloak).stream()
                .sorted(Comparator.comparing(c -> c.since().orElse(Instant.MAX)))
                .filter(Condition::isTrue)
                .filter(c -> c.type().equals("Ready") || c.type().equals("HasErrors"))
                .findFirst()
                .map(c ->
                        c.type().equals("Ready")
                                ? Health.healthy(c.text())
                                : Health.degraded(c.text()))
                .orElse(Health.progressing("Waiting for Keycloak"));
    }
}
