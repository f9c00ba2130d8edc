package io.slipway.sandbox.workload;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.store.Change;
import io.slipway.sandbox.store.Stored;
import io.slipway.sandbox.type.ServedType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Plays scheduler and kubelet: binds pods to the node, and reports their containers as they would
 * run. Nothing runs. An image can be made to fail, and so can a probe:
 *
 * <ul>
 *   <li>an image from the host {@code missing.sandbox}, or the pod's annotation {@code
 *       sandbox.slipway/pull: fail}, cannot be pulled;
 *   <li>{@code sandbox.slipway/probe: fail} keeps the pod unready;
 *   <li>{@code sandbox.slipway/exit: "1"} ends the containers with that code: a job's pod fails,
 *       others go into a crash loop.
 * </ul>
 *
 * A pod waits for the ConfigMaps, Secrets and claims that it names.
 */
final class Pods implements Controller {

    static final String PULL = "sandbox.slipway/pull";
    static final String PROBE = "sandbox.slipway/probe";
    static final String EXIT = "sandbox.slipway/exit";
    static final String MISSING_HOST = "missing.sandbox/";
    private static final String NODE = "sandbox";

    private final Actor scheduler;
    private final Actor kubelet;
    private final ServedType pods;
    private final ServedType nodes;
    private final ServedType configMaps;
    private final ServedType secrets;
    private final ServedType claims;
    private final AtomicInteger addresses = new AtomicInteger(1);

    Pods(Actor scheduler, Actor kubelet) {
        this.scheduler = scheduler;
        this.kubelet = kubelet;
        this.pods = kubelet.type("", "pods");
        this.nodes = kubelet.type("", "nodes");
        this.configMaps = kubelet.type("", "configmaps");
        this.secrets = kubelet.type("", "secrets");
        this.claims = kubelet.type("", "persistentvolumeclaims");
    }

    @Override
    public void observe(Change change, Consumer<Key> look) {
        var resource = change.now().resource();
        if (resource.equals(pods.id())) {
            if (change.kind() != Change.Kind.DELETED) {
                look.accept(Key.of(change.now()));
            }
        } else if (resource.equals(nodes.id())) {
            kubelet.list(pods, "").stream()
                    .filter(p -> Trees.stringAt(p.tree(), "spec", "nodeName").orElse("").isEmpty())
                    .forEach(p -> look.accept(Key.of(p)));
        } else if ((resource.equals(configMaps.id())
                        || resource.equals(secrets.id())
                        || resource.equals(claims.id()))
                && change.kind() != Change.Kind.DELETED) {
            kubelet.list(pods, change.now().namespace()).stream()
                    .filter(p ->
                            Trees.stringAt(p.tree(), "status", "phase")
                                    .filter("Pending"::equals)
                                    .isPresent())
                    .forEach(p -> look.accept(Key.of(p)));
        }
    }

    @Override
    public void reconcile(Key key, Later later) {
        var found = kubelet.find(pods, key);
        if (found.isEmpty()) {
            return;
        }
        var pod = found.get();
        if (Actor.isDeleting(pod)) {
            kubelet.registry().finishPod(pod.namespace(), pod.name(), pod.uid());
        } else if (Trees.stringAt(pod.tree(), "spec", "nodeName").orElse("").isEmpty()) {
            bind(pod);
        } else if (!Templates.isOver(pod.tree())) {
            run(pod, later);
        }
    }

    private void bind(Stored pod) {
        if (!Trees.listAt(pod.tree(), "spec", "schedulingGates").isEmpty()) {
            return;
        }
        var node = scheduler.find(nodes, new Key("", NODE));
        if (node.filter(n -> Trees.isTrueAt(n.tree(), "spec", "unschedulable")).isPresent()
                && !toleratesClosed(pod)) {
            waitForNode(pod);
            return;
        }
        scheduler.edit(
                pod,
                tree -> {
                    var copy = Trees.copyMap(tree);
                    Trees.put(copy, NODE, "spec", "nodeName");
                    return copy;
                });
        scheduler.event(
                pod,
                false,
                "Scheduled",
                "Successfully assigned " + pod.namespace() + "/" + pod.name() + " to " + NODE);
    }

    private static boolean toleratesClosed(Stored pod) {
        return Trees.listAt(pod.tree(), "spec", "tolerations").stream()
                .anyMatch(t -> {
                    var key = Trees.stringAt(t, "key").orElse("");
                    var effect = Trees.stringAt(t, "effect").orElse("");
                    return (key.isEmpty() || key.equals(Nodes.UNSCHEDULABLE))
                            && (effect.isEmpty() || effect.equals("NoSchedule"));
                });
    }

    private void waitForNode(Stored pod) {
        var message =
                "0/1 nodes are available: 1 node(s) were unschedulable. preemption: 0/1 nodes are"
                        + " available: 1 Preemption is not helpful for scheduling.";
        var status = Trees.copyMap(Trees.mapAt(pod.tree(), "status"));
        status.put(
                "conditions",
                scheduler.withCondition(
                        Trees.listAt(status, "conditions"),
                        "PodScheduled",
                        false,
                        "Unschedulable",
                        message,
                        false));
        if (!status.equals(pod.tree().get("status"))) {
            scheduler.status(pod, status);
            scheduler.event(pod, true, "FailedScheduling", message);
        }
    }

    private void run(Stored pod, Later later) {
        var tree = pod.tree();
        var waiting = missing(pod);
        boolean pullFails =
                fails(tree, PULL, "fail")
                        || images(tree).stream().anyMatch(i -> i.startsWith(MISSING_HOST));
        var exit = Trees.stringAt(tree, "metadata", "annotations", EXIT).orElse("");
        boolean ends =
                !"Always".equals(Trees.stringAt(tree, "spec", "restartPolicy").orElse("Always"));
        if (!waiting.isEmpty()) {
            boolean first =
                    status(
                            pod,
                            "Pending",
                            state("waiting", "ContainerCreating", waiting),
                            false,
                            false);
            if (first) {
                kubelet.event(pod, true, "FailedMount", waiting);
            }
        } else if (pullFails) {
            var image = images(tree).stream().findFirst().orElse("");
            var why = "Back-off pulling image \"" + image + "\"";
            if (status(pod, "Pending", state("waiting", "ImagePullBackOff", why), false, false)) {
                kubelet.event(
                        pod, true, "Failed", "Failed to pull image \"" + image + "\": not found");
                kubelet.event(pod, false, "BackOff", why);
            }
        } else if (!exit.isEmpty() && !exit.equals("0") && !ends) {
            if (status(
                    pod,
                    "Running",
                    state("waiting", "CrashLoopBackOff", "back-off restarting failed container"),
                    false,
                    true)) {
                kubelet.event(pod, true, "BackOff", "Back-off restarting failed container");
            }
        } else if (ends) {
            finish(pod, exit.isEmpty() ? "0" : exit, later);
        } else {
            boolean ready = !fails(tree, PROBE, "fail");
            if (status(
                    pod,
                    "Running",
                    Actor.tree("running", Actor.tree("startedAt", started(tree))),
                    ready,
                    true)) {
                images(tree)
                        .forEach(i ->
                                kubelet.event(
                                        pod,
                                        false,
                                        "Pulled",
                                        "Container image \""
                                                + i
                                                + "\" already present on machine"));
                kubelet.event(pod, false, "Started", "Started container " + firstContainer(tree));
                if (!ready) {
                    kubelet.event(
                            pod,
                            true,
                            "Unhealthy",
                            "Readiness probe failed: as the pod's annotation " + PROBE + " asks");
                }
            }
        }
    }

    private static String firstContainer(Map<String, Object> pod) {
        return Trees.listAt(pod, "spec", "containers").stream()
                .flatMap(c -> Trees.stringAt(c, "name").stream())
                .findFirst()
                .orElse("");
    }

    private static boolean fails(Map<String, Object> pod, String annotation, String value) {
        return Trees.stringAt(pod, "metadata", "annotations", annotation)
                .filter(value::equals)
                .isPresent();
    }

    private static List<String> images(Map<String, Object> pod) {
        var images = new ArrayList<String>();
        for (var list : List.of("initContainers", "containers")) {
            Trees.listAt(pod, "spec", list)
                    .forEach(c -> Trees.stringAt(c, "image").ifPresent(images::add));
        }
        return images;
    }

    private static Map<String, Object> state(String kind, String reason, String message) {
        return Actor.tree(kind, Actor.tree("reason", reason, "message", message));
    }

    private String started(Map<String, Object> pod) {
        return Trees.stringAt(pod, "status", "startTime").orElseGet(kubelet::now);
    }

    /** What the pod names that is not there; empty when all is. */
    private String missing(Stored pod) {
        var spec = Trees.mapAt(pod.tree(), "spec");
        for (var volume : Trees.listAt(spec, "volumes")) {
            var name = Trees.stringAt(volume, "name").orElse("");
            var why =
                    absent(configMaps, "configmap", pod, Trees.mapAt(volume, "configMap"), "name")
                            + absent(
                                    secrets,
                                    "secret",
                                    pod,
                                    Trees.mapAt(volume, "secret"),
                                    "secretName");
            if (!why.isEmpty()) {
                return "MountVolume.SetUp failed for volume \"" + name + "\" : " + why;
            }
            var claim = Trees.stringAt(volume, "persistentVolumeClaim", "claimName");
            if (claim.isPresent()) {
                var there = kubelet.find(claims, new Key(pod.namespace(), claim.get()));
                if (there.isEmpty()) {
                    return "persistentvolumeclaim \"" + claim.get() + "\" not found";
                }
                if (there.filter(
                                c ->
                                        Trees.stringAt(c.tree(), "status", "phase")
                                                .filter("Bound"::equals)
                                                .isPresent())
                        .isEmpty()) {
                    return "persistentvolumeclaim \"" + claim.get() + "\" is not bound";
                }
            }
        }
        for (var container : Trees.listAt(spec, "containers")) {
            for (var source : Trees.listAt(container, "envFrom")) {
                var why =
                        absent(
                                        configMaps,
                                        "configmap",
                                        pod,
                                        Trees.mapAt(source, "configMapRef"),
                                        "name")
                                + absent(
                                        secrets,
                                        "secret",
                                        pod,
                                        Trees.mapAt(source, "secretRef"),
                                        "name");
                if (!why.isEmpty()) {
                    return why;
                }
            }
            for (var variable : Trees.listAt(container, "env")) {
                var from = Trees.mapAt(variable, "valueFrom");
                var why =
                        absent(
                                        configMaps,
                                        "configmap",
                                        pod,
                                        Trees.mapAt(from, "configMapKeyRef"),
                                        "name")
                                + absent(
                                        secrets,
                                        "secret",
                                        pod,
                                        Trees.mapAt(from, "secretKeyRef"),
                                        "name");
                if (!why.isEmpty()) {
                    return why;
                }
            }
        }
        return "";
    }

    private String absent(
            ServedType type, String kind, Stored pod, Map<String, Object> reference, String field) {
        var name = Trees.stringAt(reference, field).orElse("");
        if (name.isEmpty() || Trees.isTrueAt(reference, "optional")) {
            return "";
        }
        return kubelet.find(type, new Key(pod.namespace(), name)).isPresent()
                ? ""
                : kind + " \"" + name + "\" not found";
    }

    /** A pod that ends runs for a moment first, so that watchers see it run. */
    private void finish(Stored pod, String exit, Later later) {
        var tree = pod.tree();
        if (!"Running".equals(Trees.stringAt(tree, "status", "phase").orElse(""))) {
            status(
                    pod,
                    "Running",
                    Actor.tree("running", Actor.tree("startedAt", started(tree))),
                    true,
                    true);
            later.after(Duration.ofMillis(5));
            return;
        }
        long code = exit.matches("-?\\d{1,9}") ? Long.parseLong(exit) : 1;
        var ended =
                Actor.tree(
                        "terminated",
                        Actor.tree(
                                "exitCode",
                                code,
                                "reason",
                                code == 0 ? "Completed" : "Error",
                                "startedAt",
                                started(tree),
                                "finishedAt",
                                kubelet.now()));
        status(pod, code == 0 ? "Succeeded" : "Failed", ended, false, true);
    }

    /** Writes a status; returns whether the pod was in another state before. */
    private boolean status(
            Stored pod, String phase, Map<String, Object> state, boolean ready, boolean started) {
        var tree = pod.tree();
        var status = Trees.copyMap(Trees.mapAt(tree, "status"));
        var before = Trees.copyMap(status);
        status.put("phase", phase);
        status.putIfAbsent("startTime", kubelet.now());
        status.put("hostIP", "127.0.0.1");
        status.put("hostIPs", new ArrayList<Object>(List.of(Actor.tree("ip", "127.0.0.1"))));
        if (started && !status.containsKey("podIP")) {
            int n = addresses.incrementAndGet() & 0xffff;
            var ip = "10.244." + (n >> 8) + "." + (n & 255);
            status.put("podIP", ip);
            status.put("podIPs", new ArrayList<Object>(List.of(Actor.tree("ip", ip))));
        }
        boolean over = phase.equals("Succeeded") || phase.equals("Failed");
        var conditions = Trees.listAt(status, "conditions");
        var unready = over ? "PodCompleted" : "ContainersNotReady";
        var names =
                Trees.listAt(tree, "spec", "containers").stream()
                        .flatMap(c -> Trees.stringAt(c, "name").stream())
                        .toList();
        var message =
                ready || over
                        ? ""
                        : "containers with unready status: [" + String.join(" ", names) + "]";
        conditions =
                kubelet.withCondition(
                        conditions, "PodReadyToStartContainers", started && !over, "", "", false);
        conditions =
                kubelet.withCondition(
                        conditions, "Initialized", true, over ? "PodCompleted" : "", "", false);
        conditions =
                kubelet.withCondition(
                        conditions, "Ready", ready, ready ? "" : unready, message, false);
        conditions =
                kubelet.withCondition(
                        conditions, "ContainersReady", ready, ready ? "" : unready, message, false);
        conditions = kubelet.withCondition(conditions, "PodScheduled", true, "", "", false);
        status.put("conditions", conditions);
        containers(
                tree,
                status,
                "initContainers",
                "initContainerStatuses",
                initState(state, started),
                false);
        containers(tree, status, "containers", "containerStatuses", state, ready);
        boolean other = !shape(before).equals(shape(status));
        kubelet.status(pod, status);
        return other;
    }

    private Map<String, Object> initState(Map<String, Object> state, boolean started) {
        return started
                ? Actor.tree(
                        "terminated",
                        Actor.tree(
                                "exitCode",
                                0L,
                                "reason",
                                "Completed",
                                "startedAt",
                                kubelet.now(),
                                "finishedAt",
                                kubelet.now()))
                : state;
    }

    private static Object shape(Map<String, Object> status) {
        var states = new ArrayList<Object>();
        states.add(Trees.stringAt(status, "phase").orElse(""));
        for (var container : Trees.listAt(status, "containerStatuses")) {
            for (var kind : List.of("waiting", "running", "terminated")) {
                Trees.at(container, "state", kind)
                        .ifPresent(s -> states.add(kind + Trees.stringAt(s, "reason").orElse("")));
            }
            states.add(Trees.isTrueAt(container, "ready"));
        }
        return states;
    }

    private static void containers(
            Map<String, Object> pod,
            Map<String, Object> status,
            String field,
            String statusField,
            Map<String, Object> state,
            boolean ready) {
        var list = new ArrayList<Object>();
        for (var container : Trees.listAt(pod, "spec", field)) {
            var name = Trees.stringAt(container, "name").orElse("");
            var image = Trees.stringAt(container, "image").orElse("");
            var old =
                    Trees.listAt(status, statusField).stream()
                            .filter(s -> Trees.stringAt(s, "name").filter(name::equals).isPresent())
                            .findFirst();
            var kept =
                    field.equals("initContainers")
                            ? old.map(o -> Trees.mapAt(o, "state"))
                                    .filter(s -> s.keySet().equals(state.keySet()))
                                    .orElse(state)
                            : state;
            boolean running = state.containsKey("running");
            list.add(
                    Actor.tree(
                            "name",
                            name,
                            "state",
                            kept,
                            "lastState",
                            Actor.tree(),
                            "ready",
                            field.equals("initContainers") ? kept.containsKey("terminated") : ready,
                            "restartCount",
                            0L,
                            "image",
                            image,
                            "imageID",
                            state.containsKey("waiting") ? "" : image,
                            "started",
                            running));
        }
        if (!list.isEmpty()) {
            status.put(statusField, list);
        }
    }
}
