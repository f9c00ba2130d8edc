package io.slipway.sandbox.registry;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.status.ApiFailure.Cause;
import io.slipway.sandbox.store.ObjectStore;
import io.slipway.sandbox.store.ResourceId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gives services their addresses and node ports. Called under the registry's service lock. */
final class Allocator {

    private static final ResourceId SERVICES = new ResourceId("", "services");

    private final ObjectStore store;

    Allocator(ObjectStore store) {
        this.store = store;
    }

    /** Fills addresses and ports into a service, in place. */
    void fill(Map<String, Object> service, Map<String, Object> old) {
        var spec = Trees.map(service.get("spec")).orElse(Map.of());
        var type = Trees.stringAt(spec, "type").orElse("ClusterIP");
        if (type.equals("ExternalName")) {
            List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")
                    .forEach(spec::remove);
            return;
        }
        Trees.stringAt(old, "spec", "clusterIP")
                .filter(ip -> !ip.isEmpty())
                .ifPresent(ip -> spec.putIfAbsent("clusterIP", ip));
        boolean wanted = !Trees.stringAt(spec, "clusterIP").orElse("").isEmpty();
        var addresses = usedAddresses(service);
        if (!wanted) {
            spec.put("clusterIP", free(addresses));
        } else if (addresses.contains(spec.get("clusterIP"))) {
            var ip = String.valueOf(spec.get("clusterIP"));
            throw ApiFailure.invalid(
                    "",
                    "Service",
                    Trees.stringAt(service, "metadata", "name").orElse(""),
                    List.of(
                            Cause.invalid(
                                    "spec.clusterIPs",
                                    List.of(ip),
                                    "failed to allocate IP "
                                            + ip
                                            + ": provided IP is already allocated")));
        }
        var ips = new ArrayList<Object>();
        ips.add(spec.get("clusterIP"));
        spec.put("clusterIPs", ips);
        spec.putIfAbsent("ipFamilies", new ArrayList<Object>(List.of("IPv4")));
        spec.putIfAbsent("ipFamilyPolicy", "SingleStack");
        ports(spec, old, type, service);
    }

    private void ports(
            Map<String, Object> spec,
            Map<String, Object> old,
            String type,
            Map<String, Object> service) {
        boolean nodes =
                type.equals("NodePort")
                        || (type.equals("LoadBalancer")
                                && !Boolean.FALSE.equals(
                                        spec.get("allocateLoadBalancerNodePorts")));
        if (!nodes) {
            return;
        }
        var before = new LinkedHashMap<Object, Object>();
        for (var port : Trees.listAt(old, "spec", "ports")) {
            Trees.at(port, "nodePort")
                    .ifPresent(n ->
                            before.put(
                                    Trees.at(port, "port").orElse(0L)
                                            + "/"
                                            + Trees.at(port, "protocol").orElse("TCP"),
                                    n));
        }
        var used = usedPorts(service);
        long next = 30000;
        for (var item : Trees.listAt(spec, "ports")) {
            var port = Trees.map(item).orElseThrow();
            var key = port.getOrDefault("port", 0L) + "/" + port.getOrDefault("protocol", "TCP");
            if (!port.containsKey("nodePort") && before.containsKey(key)) {
                port.put("nodePort", before.get(key));
            }
            if (!port.containsKey("nodePort")) {
                while (used.contains(next)) {
                    next++;
                }
                port.put("nodePort", next);
                used.add(next);
            }
        }
    }

    private Set<Object> usedAddresses(Map<String, Object> mine) {
        var used = new HashSet<Object>();
        others(mine)
                .forEach(s ->
                        Trees.stringAt(s, "spec", "clusterIP")
                                .filter(ip -> !ip.equals("None") && !ip.isEmpty())
                                .ifPresent(used::add));
        return used;
    }

    private Set<Long> usedPorts(Map<String, Object> mine) {
        var used = new HashSet<Long>();
        others(mine)
                .forEach(s ->
                        Trees.listAt(s, "spec", "ports")
                                .forEach(p -> Trees.longAt(p, "nodePort").ifPresent(used::add)));
        return used;
    }

    private List<Map<String, Object>> others(Map<String, Object> mine) {
        var name = Trees.stringAt(mine, "metadata", "name").orElse("");
        var namespace = Trees.stringAt(mine, "metadata", "namespace").orElse("");
        return store.list(SERVICES, "").objects().stream()
                .filter(s -> !(s.name().equals(name) && s.namespace().equals(namespace)))
                .map(s -> s.tree())
                .toList();
    }

    private static String free(Set<Object> used) {
        for (int n = 2; n < 65_000; n++) {
            var ip = "10.96." + (n >> 8) + "." + (n & 255);
            if (!used.contains(ip)) {
                return ip;
            }
        }
        throw ApiFailure.internal("failed to allocate a serviceIP: range is full");
    }
}
