package io.slipway.sandbox.registry;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.store.ObjectStore;
import io.slipway.sandbox.store.ResourceId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the objects of a namespace use of its ResourceQuotas. Stateless. */
public final class QuotaUsage {

    private static final ResourceId QUOTAS = new ResourceId("", "resourcequotas");
    private static final ResourceId PODS = new ResourceId("", "pods");
    private static final ResourceId SERVICES = new ResourceId("", "services");
    private static final ResourceId CLAIMS = new ResourceId("", "persistentvolumeclaims");
    private static final String OF_CLASS = ".storageclass.storage.k8s.io/";
    private static final Set<String> COUNTED_BY_NAME =
            Set.of("configmaps", "secrets", "replicationcontrollers", "resourcequotas", "services");

    /** What every container has to name where it is limited. */
    private static final Set<String> REQUIRED =
            Set.of(
                    "cpu",
                    "memory",
                    "requests.cpu",
                    "requests.memory",
                    "limits.cpu",
                    "limits.memory");

    private QuotaUsage() {}

    // --- one object --------------------------------------------------------------------------

    private static Map<String, BigDecimal> of(ResourceId resource, Map<String, Object> object) {
        var used = new TreeMap<String, BigDecimal>();
        used.put("count/" + resource, BigDecimal.ONE);
        if (resource.equals(PODS)) {
            pod(object, used);
        } else if (resource.equals(CLAIMS)) {
            claim(object, used);
        } else if (resource.group().isEmpty() && COUNTED_BY_NAME.contains(resource.plural())) {
            used.put(resource.plural(), BigDecimal.ONE);
        }
        if (resource.equals(SERVICES)) {
            service(object, used);
        }
        return used;
    }

    private static void pod(Map<String, Object> pod, Map<String, BigDecimal> used) {
        var phase = Trees.stringAt(pod, "status", "phase").orElse("");
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            return;
        }
        used.put("pods", BigDecimal.ONE);
        PodResources.sum(pod, "requests")
                .forEach((resource, amount) -> {
                    var value = Quantity.value(String.valueOf(amount));
                    used.put("requests." + resource, value);
                    if (Set.of("cpu", "memory", "ephemeral-storage").contains(resource)) {
                        used.put(resource, value);
                    }
                });
        PodResources.sum(pod, "limits")
                .forEach((resource, amount) ->
                        used.put("limits." + resource, Quantity.value(String.valueOf(amount))));
    }

    private static void claim(Map<String, Object> claim, Map<String, BigDecimal> used) {
        var storage =
                Quantity.value(
                        Trees.at(claim, "spec", "resources", "requests", "storage")
                                .map(String::valueOf)
                                .orElse("0"));
        used.put("persistentvolumeclaims", BigDecimal.ONE);
        used.put("requests.storage", storage);
        Trees.stringAt(claim, "spec", "storageClassName")
                .filter(c -> !c.isEmpty())
                .ifPresent(c -> {
                    used.put(c + OF_CLASS + "requests.storage", storage);
                    used.put(c + OF_CLASS + "persistentvolumeclaims", BigDecimal.ONE);
                });
    }

    private static void service(Map<String, Object> service, Map<String, BigDecimal> used) {
        var type = Trees.stringAt(service, "spec", "type").orElse("");
        var ports = BigDecimal.valueOf(Trees.listAt(service, "spec", "ports").size());
        if (type.equals("LoadBalancer")) {
            used.put("services.loadbalancers", BigDecimal.ONE);
            if (!Boolean.FALSE.equals(
                    Trees.at(service, "spec", "allocateLoadBalancerNodePorts").orElse(true))) {
                used.put("services.nodeports", ports);
            }
        } else if (type.equals("NodePort")) {
            used.put("services.nodeports", ports);
        }
    }

    // --- scopes ------------------------------------------------------------------------------

    private static boolean isAbout(
            Map<String, Object> quota, ResourceId resource, Map<String, Object> object) {
        var scopes = Trees.listAt(quota, "spec", "scopes");
        var selected = Trees.listAt(quota, "spec", "scopeSelector", "matchExpressions");
        if (scopes.isEmpty() && selected.isEmpty()) {
            return true;
        }
        return resource.equals(PODS)
                && scopes.stream().allMatch(s -> isIn(String.valueOf(s), object))
                && selected.stream().allMatch(e -> isSelected(e, object));
    }

    private static boolean isIn(String scope, Map<String, Object> pod) {
        boolean ends = Trees.longAt(pod, "spec", "activeDeadlineSeconds").isPresent();
        boolean best =
                Trees.stringAt(pod, "status", "qosClass").filter("BestEffort"::equals).isPresent();
        return switch (scope) {
            case "Terminating" -> ends;
            case "NotTerminating" -> !ends;
            case "BestEffort" -> best;
            case "NotBestEffort" -> !best;
            case "PriorityClass" -> Trees.stringAt(pod, "spec", "priorityClassName").isPresent();
            default -> false;
        };
    }

    private static boolean isSelected(Object expression, Map<String, Object> pod) {
        var scope = Trees.stringAt(expression, "scopeName").orElse("");
        var values = Trees.listAt(expression, "values");
        var priority = Trees.stringAt(pod, "spec", "priorityClassName").orElse("");
        boolean named = scope.equals("PriorityClass") && values.contains(priority);
        return switch (Trees.stringAt(expression, "operator").orElse("")) {
            case "In" -> named;
            case "NotIn" -> scope.equals("PriorityClass") && !values.contains(priority);
            case "Exists" -> isIn(scope, pod);
            case "DoesNotExist" -> !isIn(scope, pod);
            default -> false;
        };
    }

    // --- a namespace -------------------------------------------------------------------------

    private static Set<ResourceId> limited(Map<String, Object> quota) {
        var resources =
                new TreeSet<ResourceId>(java.util.Comparator.comparing(ResourceId::toString));
        for (var key : Trees.mapAt(quota, "spec", "hard").keySet()) {
            if (key.startsWith("count/")) {
                var name = key.substring(6);
                int dot = name.indexOf('.');
                resources.add(
                        dot < 0
                                ? new ResourceId("", name)
                                : new ResourceId(name.substring(dot + 1), name.substring(0, dot)));
            } else if (key.startsWith("services")) {
                resources.add(SERVICES);
            } else if (key.equals("persistentvolumeclaims")
                    || key.equals("requests.storage")
                    || key.contains(OF_CLASS)) {
                resources.add(CLAIMS);
            } else if (COUNTED_BY_NAME.contains(key)) {
                resources.add(new ResourceId("", key));
            } else {
                resources.add(PODS);
            }
        }
        return resources;
    }

    /**
     * How much of each of a quota's limits its namespace uses now, as the quota's status says it.
     */
    public static Map<String, Object> used(ObjectStore store, Map<String, Object> quota) {
        return texts(amounts(store, quota), Trees.mapAt(quota, "spec", "hard").keySet());
    }

    /** Whether objects of a resource can count against a quota. */
    public static boolean concerns(Map<String, Object> quota, ResourceId resource) {
        return limited(quota).contains(resource);
    }

    private static Map<String, BigDecimal> amounts(ObjectStore store, Map<String, Object> quota) {
        var namespace = Trees.stringAt(quota, "metadata", "namespace").orElse("");
        var total = new TreeMap<String, BigDecimal>();
        for (var resource : limited(quota)) {
            for (var stored : store.list(resource, namespace).objects()) {
                if (isAbout(quota, resource, stored.tree())) {
                    of(resource, stored.tree())
                            .forEach((key, n) -> total.merge(key, n, BigDecimal::add));
                }
            }
        }
        return total;
    }

    private static Map<String, Object> texts(Map<String, BigDecimal> amounts, Set<String> keys) {
        var texts = new LinkedHashMap<String, Object>();
        for (var key : new TreeSet<>(keys)) {
            texts.put(key, Quantity.text(amounts.getOrDefault(key, BigDecimal.ZERO), key));
        }
        return texts;
    }

    // --- admission ---------------------------------------------------------------------------

    /** Whether a namespace has quotas at all. */
    static boolean applies(ObjectStore store, String namespace) {
        return !namespace.isEmpty() && !store.list(QUOTAS, namespace).objects().isEmpty();
    }

    /**
     * Refuses an object that its namespace has no room for.
     *
     * @param before what it replaces; empty when it is new
     */
    static void check(
            ObjectStore store,
            ResourceId resource,
            String namespace,
            Map<String, Object> object,
            Map<String, Object> before) {
        for (var stored : store.list(QUOTAS, namespace).objects()) {
            var quota = stored.tree();
            if (!concerns(quota, resource) || !isAbout(quota, resource, object)) {
                continue;
            }
            var hard = Trees.mapAt(quota, "spec", "hard");
            if (resource.equals(PODS) && before.isEmpty()) {
                requireNamed(stored.name(), hard.keySet(), object);
            }
            var added = of(resource, object);
            if (!before.isEmpty()) {
                of(resource, before)
                        .forEach((key, n) -> added.merge(key, n.negate(), BigDecimal::add));
            }
            added.values().removeIf(n -> n.signum() <= 0);
            added.keySet().retainAll(hard.keySet());
            if (added.isEmpty()) {
                continue;
            }
            var used = amounts(store, quota);
            var exceeded = new TreeSet<String>();
            added.forEach((key, n) -> {
                var after = used.getOrDefault(key, BigDecimal.ZERO).add(n);
                if (after.compareTo(Quantity.value(String.valueOf(hard.get(key)))) > 0) {
                    exceeded.add(key);
                }
            });
            if (!exceeded.isEmpty()) {
                var limits = new LinkedHashMap<String, Object>();
                exceeded.forEach(key -> limits.put(key, String.valueOf(hard.get(key))));
                throw refused(
                        resource,
                        object,
                        "exceeded quota: %s, requested: %s, used: %s, limited: %s"
                                .formatted(
                                        stored.name(),
                                        shown(texts(added, exceeded)),
                                        shown(texts(used, exceeded)),
                                        shown(limits)));
            }
        }
    }

    private static void requireNamed(String quota, Set<String> hard, Map<String, Object> pod) {
        var missing = new TreeMap<String, Set<String>>();
        for (var key : hard) {
            if (!REQUIRED.contains(key)) {
                continue;
            }
            var field = key.startsWith("limits.") ? "limits" : "requests";
            var resource = key.substring(key.indexOf('.') + 1);
            for (var list : List.of("containers", "initContainers")) {
                for (var container : Trees.listAt(pod, "spec", list)) {
                    if (!Trees.mapAt(container, "resources", field).containsKey(resource)) {
                        missing.computeIfAbsent(key, _ -> new TreeSet<>())
                                .add(Trees.stringAt(container, "name").orElse(""));
                    }
                }
            }
        }
        if (!missing.isEmpty()) {
            throw refused(
                    PODS,
                    pod,
                    "failed quota: %s: must specify %s"
                            .formatted(
                                    quota,
                                    missing.entrySet().stream()
                                            .map(e ->
                                                    e.getKey()
                                                            + " for: "
                                                            + String.join(",", e.getValue()))
                                            .collect(Collectors.joining("; "))));
        }
    }

    private static ApiFailure refused(ResourceId resource, Map<String, Object> object, String why) {
        return ApiFailure.forbidden(
                resource.group(),
                resource.plural(),
                Trees.stringAt(object, "metadata", "name").orElse(""),
                why);
    }

    private static String shown(Map<String, Object> amounts) {
        var parts = new ArrayList<String>();
        amounts.forEach((key, amount) -> parts.add(key + "=" + amount));
        return String.join(",", parts);
    }
}
