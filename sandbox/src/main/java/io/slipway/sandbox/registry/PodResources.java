package io.slipway.sandbox.registry;

import io.slipway.manifests.Trees;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What a whole pod asks for. Stateless. */
final class PodResources {

    private PodResources() {}

    /**
     * What the containers need together: their sum, or what the largest of the init containers
     * needs alone, with the pod's overhead.
     *
     * @param field {@code requests} or {@code limits}
     */
    static Map<String, Object> sum(Map<String, Object> pod, String field) {
        var total = new TreeMap<String, BigDecimal>();
        for (var container : Trees.listAt(pod, "spec", "containers")) {
            amounts(container, field).forEach((r, n) -> total.merge(r, n, BigDecimal::add));
        }
        for (var container : Trees.listAt(pod, "spec", "initContainers")) {
            boolean stays =
                    Trees.stringAt(container, "restartPolicy").filter("Always"::equals).isPresent();
            amounts(container, field)
                    .forEach(
                            (r, n) -> total.merge(r, n, stays ? BigDecimal::add : BigDecimal::max));
        }
        var result = new LinkedHashMap<String, Object>();
        total.forEach((r, n) -> result.put(r, Quantity.text(n, r)));
        return result;
    }

    private static Map<String, BigDecimal> amounts(Object container, String field) {
        var amounts = new TreeMap<String, BigDecimal>();
        Trees.mapAt(container, "resources", field)
                .forEach((resource, amount) ->
                        amounts.put(resource, Quantity.value(String.valueOf(amount))));
        return amounts;
    }
}
