package io.slipway.engine.health;

import static io.slipway.engine.health.Case.any;
import static io.slipway.engine.health.Case.because;
import static io.slipway.engine.health.Case.notTrue;
import static io.slipway.engine.health.Case.on;
import static io.slipway.engine.health.HealthStatus.DEGRADED;
import static io.slipway.engine.health.HealthStatus.HEALTHY;
import static io.slipway.engine.health.HealthStatus.PROGRESSING;
import static io.slipway.engine.health.HealthStatus.SUSPENDED;
import static io.slipway.engine.health.HealthStatus.UNKNOWN;
import static io.slipway.engine.health.StatusRule.by;
import static io.slipway.engine.health.StatusRule.rule;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Gateways, routes, proxies, meshes, and what serves requests. */
final class NetworkRules {

    private NetworkRules() {}

    private static final String GATEWAY_API = "gateway.networking.k8s.io";
    private static final String ENVOY = "gateway.envoyproxy.io";
    private static final String SOLO = "gateway.solo.io";
    private static final String CONTOUR = "projectcontour.io";

    static void register(KindTable table) {
        table.put(
                GATEWAY_API,
                "Gateway",
                "ResolvedRefs or Accepted False, its own or a listener's: Degraded, Programmed not"
                        + " True: Progressing, any condition: Healthy; else Progressing",
                (o, _) -> Optional.of(GatewayHealth.gateway(o)));
        table.put(
                GATEWAY_API,
                "ListenerSet",
                "conditions of another generation: Progressing; Accepted False, its own or a"
                        + " listener's, ResolvedRefs False, Conflicted True: Degraded; Programmed"
                        + " not True: Progressing; listeners: Healthy; else Progressing",
                (o, _) -> Optional.of(GatewayHealth.listenerSet(o)));
        table.put(
                GATEWAY_API,
                "GatewayClass",
                rule().when(
                                "Accepted of another generation",
                                o ->
                                        Conditions.find(o, "Accepted")
                                                .filter(c -> c.isStale(o))
                                                .isPresent(),
                                PROGRESSING)
                        .conditions(
                                on("Accepted", "True", HEALTHY), on("Accepted", "False", DEGRADED))
                        .otherwise(PROGRESSING));
        table.put(
                GATEWAY_API,
                "GRPCRoute TCPRoute UDPRoute",
                "of parents that saw this generation: ResolvedRefs or Accepted False: Degraded,"
                        + " Programmed not True: Progressing, any condition: Healthy; else"
                        + " Progressing",
                (o, _) -> Optional.of(GatewayHealth.route(o)));
        table.put(
                GATEWAY_API,
                "HTTPRoute",
                "as GRPCRoute; no `status.parents` (some gateways never write any): Progressing for"
                        + " a minute, then Healthy",
                (o, now) -> Optional.of(GatewayHealth.httpRoute(o, now)));
        table.put(
                GATEWAY_API,
                "TLSRoute",
                "as GRPCRoute, and Healthy only with Accepted and ResolvedRefs True",
                (o, _) -> Optional.of(GatewayHealth.tlsRoute(o)));
        table.put(
                GATEWAY_API,
                "BackendTLSPolicy",
                "of ancestors, but those of other controllers than one that accepts it"
                        + " (TargetNotFound): another generation: Progressing, Accepted or"
                        + " ResolvedRefs not True: Degraded, Accepted True: Healthy; else"
                        + " Progressing",
                (o, _) -> Optional.of(GatewayHealth.backendPolicy(o)));
        table.put(
                ENVOY,
                "BackendTrafficPolicy ClientTrafficPolicy EnvoyExtensionPolicy EnvoyPatchPolicy"
                        + " SecurityPolicy",
                "of ancestors that saw this generation: Accepted False: Degraded, any condition:"
                        + " Healthy; else Progressing",
                (o, _) -> Optional.of(GatewayHealth.attachedPolicy(o)));
        table.put(
                ENVOY,
                "Backend",
                rule().when(
                                "Accepted of another generation",
                                o ->
                                        Conditions.find(o, "Accepted")
                                                .filter(c -> c.isStale(o))
                                                .isPresent(),
                                PROGRESSING)
                        .conditions(on("Accepted", "True", HEALTHY), notTrue("Accepted", DEGRADED))
                        .otherwise(PROGRESSING));
        solo(table);
        var contourInvalid = on("Valid", "False", DEGRADED).fresh();
        table.put(
                CONTOUR,
                "HTTPProxy",
                rule().conditions(on("Valid", "True", HEALTHY).fresh())
                        // What includes others and what is included wait for each other.
                        .when(
                                "with `spec.includes`, Valid False of this generation",
                                o ->
                                        o.at("spec", "includes").isPresent()
                                                && Conditions.of(o).stream()
                                                        .anyMatch(
                                                                c -> contourInvalid.matches(c, o)),
                                HEALTHY)
                        .conditions(contourInvalid)
                        .otherwise(PROGRESSING));
        table.put(
                CONTOUR,
                "ExtensionService",
                rule().conditions(on("Valid", "True", HEALTHY).fresh(), contourInvalid)
                        .otherwise(PROGRESSING));
        table.put(
                "install.istio.io",
                "IstioOperator",
                rule().when("`status.status` 0 or NONE", o -> isState(o, 0, "NONE"), UNKNOWN)
                        .when("3 or HEALTHY", o -> isState(o, 3, "HEALTHY"), HEALTHY)
                        .when("4 or ERROR", o -> isState(o, 4, "ERROR"), DEGRADED)
                        .otherwise(PROGRESSING));
        table.put("networking.istio.io", "*", istio());
        table.put("security.istio.io", "*", istio());
        knative(table);
        table.put(
                "externaldns.k8s.io",
                "DNSEndpoint",
                rule().whenMissing("status", PROGRESSING).surelyObserved().otherwise(HEALTHY));
    }

    /** Istio writes what its analysis finds, when that is on. */
    private static StatusRule istio() {
        return rule().conditions(
                        on("Reconciled", "False", PROGRESSING),
                        on("Reconciled", "True", HEALTHY),
                        on("Ready", "False", DEGRADED),
                        on("Ready", "True", HEALTHY));
    }

    private static boolean isState(ResourceObject operator, long number, String text) {
        return operator.at("status", "status")
                .filter(s -> s.equals(number) || s.equals(text))
                .isPresent();
    }

    /** Solo writes states as numbers or words, once or for each namespace that watches. */
    private static void solo(KindTable table) {
        var states =
                rule().when("a state Warning", o -> solo(o, 3, "Warning"), DEGRADED)
                        .when("Rejected", o -> solo(o, 2, "Rejected"), DEGRADED)
                        .when("Pending", o -> solo(o, 0, "Pending"), SUSPENDED)
                        .when("Accepted", o -> solo(o, 1, "Accepted"), HEALTHY)
                        .otherwise(PROGRESSING);
        table.put(
                SOLO,
                "Gateway MatchableHttpGateway RouteOption RouteTable VirtualHostOption"
                        + " VirtualService",
                states);
    }

    private static boolean solo(ResourceObject object, long number, String text) {
        var single = object.at("status", "state");
        var states =
                single.isPresent()
                        ? single.stream()
                        : Trees.mapAt(object.tree(), "status", "statuses").values().stream()
                                .flatMap(s -> Trees.at(s, "state").stream());
        return states.anyMatch(
                s -> s.equals(number) || s.equals(Long.toString(number)) || s.equals(text));
    }

    private static void knative(KindTable table) {
        table.put(
                "serving.knative.dev",
                "Service",
                rule().whenMissing("status.conditions", PROGRESSING)
                        .conditions(any("False", DEGRADED))
                        .conditions(any("Unknown", PROGRESSING))
                        .when(
                                "ConfigurationsReady, RoutesReady and Ready True",
                                o -> areTrue(o, "ConfigurationsReady", "RoutesReady", "Ready"),
                                HEALTHY)
                        .otherwise(PROGRESSING));
        table.put("serving.knative.dev", "Route Configuration Revision", by("Ready"));
        table.put("eventing.knative.dev", "*", by("Ready"));
        table.put("messaging.knative.dev", "*", by("Ready"));
        table.put("sources.knative.dev", "*", by("Ready"));
        table.put("flows.knative.dev", "*", by("Ready"));
        table.put(
                "operator.knative.dev",
                "KnativeServing",
                rule().whenMissing("status.conditions", PROGRESSING)
                        .conditions(
                                on("DeploymentsAvailable", "False", PROGRESSING),
                                any("Unknown", PROGRESSING))
                        .when(
                                "Ready False, InstallSucceeded not",
                                o ->
                                        Conditions.isFalse(o, "Ready")
                                                && !Conditions.isFalse(o, "InstallSucceeded"),
                                PROGRESSING)
                        .when(
                                "Ready, InstallSucceeded, DependenciesInstalled and"
                                        + " DeploymentsAvailable True",
                                o ->
                                        areTrue(
                                                o,
                                                "Ready",
                                                "InstallSucceeded",
                                                "DependenciesInstalled",
                                                "DeploymentsAvailable"),
                                HEALTHY)
                        .otherwise(DEGRADED));
        table.put(
                "operator.knative.dev",
                "KnativeEventing",
                rule().whenMissing("status.conditions", PROGRESSING)
                        .conditions(on("Ready", "False", PROGRESSING), any("Unknown", PROGRESSING))
                        .when(
                                "Ready and InstallSucceeded True",
                                o -> areTrue(o, "Ready", "InstallSucceeded"),
                                HEALTHY)
                        .otherwise(DEGRADED));
        table.put(
                "serving.kserve.io",
                "InferenceService",
                rule().whenMissing("status.conditions", PROGRESSING)
                        .when(
                                "a condition but Stopped False, whose reason is not Stopped",
                                o -> hasFailed(o, r -> !r.equals("Stopped")),
                                DEGRADED)
                        .when(
                                "a condition but Stopped False, whose reason is Stopped",
                                o -> hasFailed(o, "Stopped"::equals),
                                SUSPENDED)
                        .conditions(any("Unknown", PROGRESSING))
                        .when(
                                "what its way of deployment needs True",
                                NetworkRules::isServing,
                                HEALTHY)
                        .otherwise(PROGRESSING));
        table.put(
                "serving.kserve.io",
                "LLMInferenceService",
                rule().observed()
                        .when(
                                "Ready of another generation",
                                o ->
                                        Conditions.find(o, "Ready")
                                                .filter(c -> c.isStale(o))
                                                .isPresent(),
                                PROGRESSING)
                        .conditions(because(SUSPENDED, "Stopped"))
                        .conditions(on("Ready", "True", HEALTHY), on("Ready", "False", DEGRADED))
                        .otherwise(PROGRESSING));
    }

    /** That it is not stopped is no failure. */
    private static boolean hasFailed(ResourceObject service, Predicate<String> reason) {
        return Conditions.of(service).stream()
                .anyMatch(
                        c -> c.isFalse() && !c.type().equals("Stopped") && reason.test(c.reason()));
    }

    /** Raw deployments have fewer parts than those by Knative. */
    private static boolean isServing(ResourceObject service) {
        boolean raw =
                service.annotation("serving.kserve.io/deploymentMode")
                                .filter(m -> Set.of("RawDeployment", "Standard").contains(m))
                                .isPresent()
                        || Set.of("RawDeployment", "Standard")
                                .contains(Conditions.text(service, "status", "deploymentMode"));
        return raw
                ? areTrue(service, "IngressReady", "PredictorReady", "Ready")
                : areTrue(
                        service,
                        "IngressReady",
                        "PredictorConfigurationReady",
                        "PredictorReady",
                        "PredictorRouteReady",
                        "Ready");
    }

    private static boolean areTrue(ResourceObject object, String... types) {
        return Set.of(types).stream().allMatch(t -> Conditions.isTrue(object, t));
    }
}
