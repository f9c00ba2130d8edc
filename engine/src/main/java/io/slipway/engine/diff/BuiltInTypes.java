package io.slipway.engine.diff;

import static java.util.Map.entry;

import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.Trees;
import io.slipway.manifests.schema.Schema;
import io.slipway.manifests.schema.TypeTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of built-in types when two objects are compared: also of versions that servers no
 * longer have, by the version that followed them, and what a server fills into elements of lists
 * that it takes as one value. Stateless.
 */
final class BuiltInTypes {

    private static final String RBAC = "rbac.authorization.k8s.io";

    /** Group and version, and what its kinds became. */
    private static final Map<String, String> SUCCESSORS =
            Map.ofEntries(
                    entry("apps/v1beta1", "apps/v1"),
                    entry("apps/v1beta2", "apps/v1"),
                    entry("extensions/v1beta1", "apps/v1"),
                    entry("batch/v1beta1", "batch/v1"),
                    entry("policy/v1beta1", "policy/v1"),
                    entry("autoscaling/v2beta2", "autoscaling/v2"),
                    entry(
                            "admissionregistration.k8s.io/v1beta1",
                            "admissionregistration.k8s.io/v1"),
                    entry(RBAC + "/v1beta1", RBAC + "/v1"));

    /** A struct's field and what it is when nobody says. */
    private static final Map<String, Map<String, Object>> DEFAULTS =
            Map.ofEntries(
                    entry(
                            "io.k8s.api.admissionregistration.v1.NamedRuleWithOperations",
                            Map.of("scope", "*")),
                    entry(
                            "io.k8s.api.admissionregistration.v1.RuleWithOperations",
                            Map.of("scope", "*")),
                    entry(
                            "io.k8s.api.batch.v1.PodFailurePolicyOnPodConditionsPattern",
                            Map.of("status", "True")),
                    entry("io.k8s.api.core.v1.ObjectFieldSelector", Map.of("apiVersion", "v1")),
                    entry("io.k8s.api.core.v1.ResourceFieldSelector", Map.of("divisor", "0")),
                    entry(
                            "io.k8s.api.core.v1.ServiceAccountTokenProjection",
                            Map.of("expirationSeconds", 3600L)),
                    entry("io.k8s.api.discovery.v1.EndpointPort", Map.of("protocol", "TCP")),
                    entry("io.k8s.api.networking.v1.NetworkPolicyPort", Map.of("protocol", "TCP")));

    private static final String SUBJECT = "io.k8s.api.rbac.v1.Subject";
    private static final String LIMIT = "io.k8s.api.core.v1.LimitRangeItem";

    private BuiltInTypes() {}

    /**
     * What an object of that type looks like; empty for types that are not and were not built in.
     */
    static Optional<Schema> schema(GroupVersionKind type) {
        var table = TypeTable.kubernetes();
        return table.schema(type)
                .or(() ->
                        Optional.ofNullable(SUCCESSORS.get(type.apiVersion()))
                                .flatMap(next ->
                                        table.schema(GroupVersionKind.of(next, type.kind()))));
    }

    /** Whether all fields of that type are known, so that a server drops every other one. */
    static boolean isComplete(GroupVersionKind type) {
        return TypeTable.kubernetes().schema(type).isPresent();
    }

    /** Puts in what a server would fill in. */
    static void fill(Map<String, @Nullable Object> struct, String typeName) {
        if (typeName.equals(SUBJECT)
                && Set.of("User", "Group").contains(Trees.stringAt(struct, "kind").orElse(""))) {
            struct.putIfAbsent("apiGroup", RBAC);
        }
        if (typeName.equals(LIMIT)
                && Trees.stringAt(struct, "type").filter("Container"::equals).isPresent()) {
            fillFrom(struct, "default", "max");
            fillFrom(struct, "defaultRequest", "default");
            fillFrom(struct, "defaultRequest", "min");
        }
        DEFAULTS.getOrDefault(typeName, Map.of()).forEach(struct::putIfAbsent);
    }

    private static void fillFrom(Map<String, @Nullable Object> limit, String field, String source) {
        var amounts = new LinkedHashMap<String, Object>(Trees.mapAt(limit, field));
        Trees.mapAt(limit, source).forEach(amounts::putIfAbsent);
        if (!amounts.isEmpty()) {
            limit.put(field, amounts);
        }
    }
}
