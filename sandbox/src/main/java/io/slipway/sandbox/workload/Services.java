package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.registry.LabelSelector;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.Stored;
import io.slipway.sandbox.type.ServedType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Keeps an EndpointSlice and Endpoints for each Service, and gives load balancers an address. */
final class Services implements Controller {

    /** Where load balancers and ingresses say to be: nothing answers there. */
    static final String ADDRESS = "127.0.0.1";

    private final Actor actor;
    private final ServedType services;
    private final ServedType pods;
    private final ServedType slices;
    private final ServedType endpoints;

    Services(Actor actor) {
        this.actor = actor;
        this.services = actor.type("", "services");
        this.pods = actor.type("", "pods");
        this.slices = actor.type("discovery.k8s.io", "endpointslices");
        this.endpoints = actor.type("", "endpoints");
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        var now = change.now();
        if (now.resource().equals(services.id())) {
            look.accept(Key.of(now));
        } else if (now.resource().equals(pods.id())) {
            var labels = LabelSelector.labelsOf(now.tree());
            var before = change.before().map(b -> LabelSelector.labelsOf(b.tree())).orElse(labels);
            for (var service : actor.list(services, now.namespace())) {
                var wanted = Trees.mapAt(service.tree(), "spec", "selector");
                if (!wanted.isEmpty()) {
                    var selector = LabelSelector.ofLabels(wanted);
                    if (selector.matches(labels) || selector.matches(before)) {
                        look.accept(Key.of(service));
                    }
                }
            }
        }
    }

    @Override
    public void reconcile(Key key, Later later) {
        var found = actor.find(services, key);
        if (found.isEmpty()) {
            actor.find(endpoints, key)
                    .filter(e ->
                            Trees.stringAt(
                                            e.tree(),
                                            "metadata",
                                            "labels",
                                            "endpoints.kubernetes.io/managed-by")
                                    .isPresent())
                    .ifPresent(actor::delete);
            return;
        }
        var service = found.get();
        if (Actor.isDeleting(service)) {
            return;
        }
        if (Trees.stringAt(service.tree(), "spec", "type")
                .filter("LoadBalancer"::equals)
                .isPresent()) {
            actor.status(
                    service,
                    Actor.tree(
                            "loadBalancer",
                            Actor.tree(
                                    "ingress",
                                    new ArrayList<Object>(
                                            List.of(Actor.tree("ip", ADDRESS, "ipMode", "VIP"))))));
        }
        var selector = Trees.mapAt(service.tree(), "spec", "selector");
        if (!selector.isEmpty()) {
            var members =
                    actor.list(pods, service.namespace()).stream()
                            .filter(p ->
                                    LabelSelector.ofLabels(selector)
                                            .matches(LabelSelector.labelsOf(p.tree())))
                            .filter(p -> !Templates.isOver(p.tree()))
                            .filter(p -> Trees.stringAt(p.tree(), "status", "podIP").isPresent())
                            .toList();
            slice(service, members);
            legacy(service, members);
        }
    }

    private static List<Object> ports(Stored service, List<Stored> members) {
        var ports = new ArrayList<Object>();
        for (var port : Trees.listAt(service.tree(), "spec", "ports")) {
            Object target = Trees.at(port, "targetPort").orElse(Trees.at(port, "port").orElse(0L));
            Object number = target instanceof String name ? named(name, members) : target;
            if (number instanceof Long n && n > 0) {
                var tree = Actor.tree("name", Trees.stringAt(port, "name").orElse(""), "port", n);
                tree.put("protocol", Trees.stringAt(port, "protocol").orElse("TCP"));
                Trees.stringAt(port, "appProtocol").ifPresent(a -> tree.put("appProtocol", a));
                ports.add(tree);
            }
        }
        return ports;
    }

    private static Object named(String name, List<Stored> members) {
        return members.stream()
                .flatMap(p -> Trees.listAt(p.tree(), "spec", "containers").stream())
                .flatMap(c -> Trees.listAt(c, "ports").stream())
                .filter(p -> Trees.stringAt(p, "name").filter(name::equals).isPresent())
                .flatMap(p -> Trees.longAt(p, "containerPort").stream())
                .findFirst()
                .orElse(0L);
    }

    private static Map<String, Object> reference(Stored pod) {
        return Actor.tree(
                "kind", "Pod", "namespace", pod.namespace(), "name", pod.name(), "uid", pod.uid());
    }

    private void slice(Stored service, List<Stored> members) {
        var list = new ArrayList<Object>();
        for (var pod : members) {
            boolean deleting = Actor.isDeleting(pod);
            boolean ready = Templates.isReady(pod.tree());
            list.add(
                    Actor.tree(
                            "addresses",
                            new ArrayList<Object>(
                                    List.of(
                                            Trees.stringAt(pod.tree(), "status", "podIP")
                                                    .orElse(""))),
                            "conditions",
                            Actor.tree(
                                    "ready",
                                    ready && !deleting,
                                    "serving",
                                    ready,
                                    "terminating",
                                    deleting),
                            "nodeName",
                            Trees.stringAt(pod.tree(), "spec", "nodeName").orElse(""),
                            "targetRef",
                            reference(pod)));
        }
        var known = actor.owners().controlled(service.uid(), slices.id()).stream().findFirst();
        var ports = ports(service, members);
        if (known.isPresent()) {
            var old = known.get().tree();
            if (!list.equals(Trees.listAt(old, "endpoints"))
                    || !ports.equals(Trees.listAt(old, "ports"))) {
                actor.edit(
                        known.get(),
                        tree -> {
                            var copy = new LinkedHashMap<>(tree);
                            copy.put("endpoints", list);
                            copy.put("ports", ports);
                            return copy;
                        });
            }
            return;
        }
        var labels = new LinkedHashMap<>(Trees.mapAt(service.tree(), "metadata", "labels"));
        labels.put("kubernetes.io/service-name", service.name());
        labels.put("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io");
        if ("None".equals(Trees.stringAt(service.tree(), "spec", "clusterIP").orElse(""))) {
            labels.put("service.kubernetes.io/headless", "");
        }
        actor.create(
                slices,
                service.namespace(),
                Actor.tree(
                        "apiVersion",
                        "discovery.k8s.io/v1",
                        "kind",
                        "EndpointSlice",
                        "metadata",
                        Actor.tree(
                                "generateName",
                                service.name() + "-",
                                "namespace",
                                service.namespace(),
                                "labels",
                                labels,
                                "ownerReferences",
                                new ArrayList<Object>(List.of(Actor.ownerReference(service)))),
                        "addressType",
                        "IPv4",
                        "endpoints",
                        list,
                        "ports",
                        ports));
    }

    private void legacy(Stored service, List<Stored> members) {
        var ready = new ArrayList<Object>();
        var unready = new ArrayList<Object>();
        for (var pod : members) {
            if (Actor.isDeleting(pod)) {
                continue;
            }
            (Templates.isReady(pod.tree()) ? ready : unready)
                    .add(
                            Actor.tree(
                                    "ip",
                                    Trees.stringAt(pod.tree(), "status", "podIP").orElse(""),
                                    "nodeName",
                                    Trees.stringAt(pod.tree(), "spec", "nodeName").orElse(""),
                                    "targetRef",
                                    reference(pod)));
        }
        var subsets = new ArrayList<Object>();
        if (!ready.isEmpty() || !unready.isEmpty()) {
            var subset = Actor.tree();
            if (!ready.isEmpty()) {
                subset.put("addresses", ready);
            }
            if (!unready.isEmpty()) {
                subset.put("notReadyAddresses", unready);
            }
            var ports = new ArrayList<Object>();
            for (var port : ports(service, members)) {
                var copy = new LinkedHashMap<>(Trees.map(port).orElseThrow());
                if (String.valueOf(copy.get("name")).isEmpty()) {
                    copy.remove("name");
                }
                ports.add(copy);
            }
            subset.put("ports", ports);
            subsets.add(subset);
        }
        var known = actor.find(endpoints, Key.of(service));
        if (known.isPresent()) {
            if (!subsets.equals(Trees.listAt(known.get().tree(), "subsets"))) {
                actor.edit(
                        known.get(),
                        tree -> {
                            var copy = new LinkedHashMap<>(tree);
                            copy.put("subsets", subsets);
                            return copy;
                        });
            }
            return;
        }
        var labels = new LinkedHashMap<>(Trees.mapAt(service.tree(), "metadata", "labels"));
        labels.put("endpoints.kubernetes.io/managed-by", "endpoint-controller");
        actor.create(
                endpoints,
                service.namespace(),
                Actor.tree(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Endpoints",
                        "metadata",
                        Actor.tree(
                                "name",
                                service.name(),
                                "namespace",
                                service.namespace(),
                                "labels",
                                labels),
                        "subsets",
                        subsets));
    }
}
