package io.slipway.sandbox.registry;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.store.ObjectStore;
import io.slipway.sandbox.store.ResourceId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the LimitRanges of a namespace give to pods and claims, and forbid them. Stateless. */
final class LimitRanges {

    private static final ResourceId RANGES = new ResourceId("", "limitranges");
    private static final String SAID = "kubernetes.io/limit-ranger";

    private LimitRanges() {}

    private static List<Object> items(Map<String, Object> object, ObjectStore store) {
        var namespace = Trees.stringAt(object, "metadata", "namespace").orElse("");
        return store.list(RANGES, namespace).objects().stream()
                .flatMap(r -> Trees.listAt(r.tree(), "spec", "limits").stream())
                .toList();
    }

    private static boolean isOf(Object item, String type) {
        return Trees.stringAt(item, "type").filter(type::equals).isPresent();
    }

    // --- filling in --------------------------------------------------------------------------

    /** Gives containers the defaults of their namespace, and notes which. */
    static void fill(Map<String, Object> pod, ObjectStore store) {
        var limits = new TreeMap<String, Object>();
        var requests = new TreeMap<String, Object>();
        for (var item : items(pod, store)) {
            if (isOf(item, "Container")) {
                limits.putAll(Trees.mapAt(item, "default"));
                requests.putAll(Trees.mapAt(item, "defaultRequest"));
            }
        }
        if (limits.isEmpty() && requests.isEmpty()) {
            return;
        }
        var said = new ArrayList<String>();
        for (var list : List.of("containers", "initContainers")) {
            var what = list.equals("containers") ? "container" : "init container";
            for (var container : Trees.listAt(pod, "spec", list)) {
                var name = Trees.stringAt(container, "name").orElse("");
                note(said, merge(container, "requests", requests), "request", what, name);
                note(said, merge(container, "limits", limits), "limit", what, name);
            }
        }
        if (!said.isEmpty()) {
            Trees.put(
                    pod,
                    "LimitRanger plugin set: " + String.join("; ", said),
                    "metadata",
                    "annotations",
                    SAID);
        }
    }

    private static List<String> merge(
            Object container, String field, Map<String, Object> defaults) {
        var added = new ArrayList<String>();
        var known = Trees.mapAt(container, "resources", field);
        var all = new LinkedHashMap<>(known);
        defaults.forEach((resource, amount) -> {
            if (all.putIfAbsent(resource, amount) == null) {
                added.add(resource);
            }
        });
        if (!added.isEmpty()) {
            Trees.put(Trees.map(container).orElseThrow(), all, "resources", field);
        }
        return added;
    }

    private static void note(
            List<String> said, List<String> added, String field, String what, String name) {
        if (!added.isEmpty()) {
            said.add(String.join(", ", added) + " " + field + " for " + what + " " + name);
        }
    }

    // --- checking ----------------------------------------------------------------------------

    /** Refuses a pod that is outside of the limits of its namespace. */
    static void check(Map<String, Object> pod, ObjectStore store) {
        var errors = new ArrayList<String>();
        for (var item : items(pod, store)) {
            if (isOf(item, "Container")) {
                for (var list : List.of("containers", "initContainers")) {
                    for (var container : Trees.listAt(pod, "spec", list)) {
                        check(
                                item,
                                Trees.mapAt(container, "resources", "requests"),
                                Trees.mapAt(container, "resources", "limits"),
                                errors);
                    }
                }
            } else if (isOf(item, "Pod")) {
                check(
                        item,
                        PodResources.sum(pod, "requests"),
                        PodResources.sum(pod, "limits"),
                        errors);
            }
        }
        refuse("pods", pod, errors);
    }

    /** Refuses a claim that asks for more or less than its namespace allows. */
    static void checkClaim(Map<String, Object> claim, ObjectStore store) {
        var errors = new ArrayList<String>();
        var requests = Trees.mapAt(claim, "spec", "resources", "requests");
        for (var item : items(claim, store)) {
            if (isOf(item, "PersistentVolumeClaim")) {
                Trees.mapAt(item, "min")
                        .forEach((resource, bound) ->
                                atLeast(item, resource, bound, requests, "request", errors));
                Trees.mapAt(item, "max")
                        .forEach((resource, bound) ->
                                atMost(item, resource, bound, requests, "request", errors));
            }
        }
        refuse("persistentvolumeclaims", claim, errors);
    }

    private static void refuse(String plural, Map<String, Object> object, List<String> errors) {
        if (!errors.isEmpty()) {
            var distinct = errors.stream().distinct().toList();
            throw ApiFailure.forbidden(
                    "",
                    plural,
                    Trees.stringAt(object, "metadata", "name").orElse(""),
                    distinct.size() == 1
                            ? distinct.getFirst()
                            : "[" + String.join(", ", distinct) + "]");
        }
    }

    private static void check(
            Object item,
            Map<String, Object> requests,
            Map<String, Object> limits,
            List<String> errors) {
        new TreeMap<>(Trees.mapAt(item, "min"))
                .forEach((resource, bound) -> {
                    if (!requests.containsKey(resource)) {
                        errors.add(
                                "minimum %s usage per %s is %s. No request is specified"
                                        .formatted(resource, typeOf(item), bound));
                    } else if (!atLeast(item, resource, bound, requests, "request", errors)) {
                        return;
                    } else if (limits.containsKey(resource)) {
                        atLeast(item, resource, bound, limits, "limit", errors);
                    }
                });
        new TreeMap<>(Trees.mapAt(item, "max"))
                .forEach((resource, bound) -> {
                    if (!limits.containsKey(resource)) {
                        errors.add(
                                "maximum %s usage per %s is %s. No limit is specified"
                                        .formatted(resource, typeOf(item), bound));
                    } else if (!atMost(item, resource, bound, limits, "limit", errors)) {
                        return;
                    } else if (requests.containsKey(resource)) {
                        atMost(item, resource, bound, requests, "request", errors);
                    }
                });
        new TreeMap<>(Trees.mapAt(item, "maxLimitRequestRatio"))
                .forEach((resource, bound) ->
                        ratio(item, resource, bound, requests, limits).ifPresent(errors::add));
    }

    private static String typeOf(Object item) {
        return Trees.stringAt(item, "type").orElse("");
    }

    private static boolean atLeast(
            Object item,
            String resource,
            Object bound,
            Map<String, Object> amounts,
            String what,
            List<String> errors) {
        var amount = String.valueOf(amounts.getOrDefault(resource, "0"));
        if (Quantity.compare(amount, String.valueOf(bound)) >= 0) {
            return true;
        }
        errors.add(
                "minimum %s usage per %s is %s, but %s is %s"
                        .formatted(resource, typeOf(item), bound, what, amount));
        return false;
    }

    private static boolean atMost(
            Object item,
            String resource,
            Object bound,
            Map<String, Object> amounts,
            String what,
            List<String> errors) {
        var amount = String.valueOf(amounts.getOrDefault(resource, "0"));
        if (Quantity.compare(amount, String.valueOf(bound)) <= 0) {
            return true;
        }
        errors.add(
                "maximum %s usage per %s is %s, but %s is %s"
                        .formatted(resource, typeOf(item), bound, what, amount));
        return false;
    }

    private static Optional<String> ratio(
            Object item,
            String resource,
            Object bound,
            Map<String, Object> requests,
            Map<String, Object> limits) {
        var request = Quantity.value(String.valueOf(requests.getOrDefault(resource, "0")));
        var limit = Quantity.value(String.valueOf(limits.getOrDefault(resource, "0")));
        if (request.signum() == 0) {
            return Optional.of(
                    "%s max limit to request ratio per %s is %s, but no request is specified or request is 0"
                            .formatted(resource, typeOf(item), bound));
        }
        if (limit.signum() == 0) {
            return Optional.of(
                    "%s max limit to request ratio per %s is %s, but no limit is specified or limit is 0"
                            .formatted(resource, typeOf(item), bound));
        }
        var most = Quantity.value(String.valueOf(bound));
        return limit.compareTo(request.multiply(most)) <= 0
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "%s max limit to request ratio per %s is %s, but provided ratio is %f",
                                resource,
                                typeOf(item),
                                bound,
                                limit.divide(request, java.math.MathContext.DECIMAL64)
                                        .max(BigDecimal.ZERO)
                                        .doubleValue()));
    }
}
