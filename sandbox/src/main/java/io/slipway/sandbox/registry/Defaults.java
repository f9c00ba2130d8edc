package io.slipway.sandbox.registry;

import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.Trees;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the API server fills into built-in objects. Works in place on decoded trees; stateless. The
 * values are those of Kubernetes' documentation of each field.
 */
final class Defaults {

    private Defaults() {}

    /** Fills in what an object of that type gets on every write. */
    static void fill(GroupVersionKind type, Map<String, Object> object) {
        var spec = spec(object);
        var kind = type.kind();
        switch (type.group() + "/" + kind) {
            case "/Pod" -> {
                podSpec(spec);
                requests(spec);
                put(spec, "enableServiceLinks", true);
                hostPorts(spec);
            }
            case "/ReplicationController" -> {
                put(spec, "replicas", 1L);
                template(spec);
                labelsOfTemplate(object, spec);
            }
            case "/PodTemplate" -> template(object);
            case "apps/Deployment" -> deployment(spec);
            case "apps/ReplicaSet" -> {
                put(spec, "replicas", 1L);
                template(spec);
            }
            case "apps/StatefulSet" -> statefulSet(spec);
            case "apps/DaemonSet" -> daemonSet(spec);
            case "batch/Job" -> jobSpec(spec);
            case "batch/CronJob" -> cronJob(spec);
            case "/Service" -> service(spec);
            case "/Secret" -> secret(object);
            case "/PersistentVolumeClaim" -> put(spec, "volumeMode", "Filesystem");
            case "/PersistentVolume" -> {
                put(spec, "persistentVolumeReclaimPolicy", "Retain");
                put(spec, "volumeMode", "Filesystem");
                Trees.map(spec.get("hostPath")).ifPresent(h -> put(h, "type", ""));
            }
            case "/Endpoints" ->
                    maps(object, "subsets")
                            .forEach(s -> maps(s, "ports").forEach(p -> put(p, "protocol", "TCP")));
            case "storage.k8s.io/CSIDriver" -> driver(spec);
            case "apiregistration.k8s.io/APIService" ->
                    Trees.map(spec.get("service")).ifPresent(s -> put(s, "port", 443L));
            case "/Namespace" -> namespace(object, spec);
            case "/LimitRange" -> maps(spec, "limits").forEach(Defaults::limits);
            case "autoscaling/HorizontalPodAutoscaler" -> {
                autoscaler(spec, type.version());
                if (type.version().equals("v2")) {
                    // Written even when there are none.
                    putNull(child(object, "status"), "currentMetrics");
                }
            }
            case "/Event" -> {
                putNull(object, "firstTimestamp");
                putNull(object, "lastTimestamp");
            }
            case "events.k8s.io/Event" -> {
                putNull(object, "deprecatedFirstTimestamp");
                putNull(object, "deprecatedLastTimestamp");
            }
            case "networking.k8s.io/NetworkPolicy" -> networkPolicy(spec);
            case "rbac.authorization.k8s.io/RoleBinding",
                    "rbac.authorization.k8s.io/ClusterRoleBinding" ->
                    binding(object);
            case "rbac.authorization.k8s.io/Role", "rbac.authorization.k8s.io/ClusterRole" -> {
                if (!object.containsKey("rules")) {
                    object.put("rules", null);
                }
            }
            case "storage.k8s.io/StorageClass" -> {
                put(object, "reclaimPolicy", "Delete");
                put(object, "volumeBindingMode", "Immediate");
            }
            case "scheduling.k8s.io/PriorityClass" ->
                    put(object, "preemptionPolicy", "PreemptLowerPriority");
            case "apiextensions.k8s.io/CustomResourceDefinition" -> definition(spec);
            case "discovery.k8s.io/EndpointSlice" ->
                    maps(object, "ports")
                            .forEach(p -> {
                                put(p, "name", "");
                                put(p, "protocol", "TCP");
                            });
            case "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
                    "admissionregistration.k8s.io/MutatingWebhookConfiguration" ->
                    maps(object, "webhooks").forEach(w -> webhook(kind, w));
            default -> {}
        }
    }

    private static Map<String, Object> spec(Map<String, Object> object) {
        return Trees.map(object.get("spec")).orElseGet(LinkedHashMap::new);
    }

    private static void put(Map<String, Object> map, String field, Object value) {
        map.putIfAbsent(field, value);
    }

    private static void putNull(Map<String, Object> map, String field) {
        if (!map.containsKey(field)) {
            map.put(field, null);
        }
    }

    private static Map<String, Object> child(Map<String, Object> map, String field) {
        return Trees.map(map.computeIfAbsent(field, _ -> new LinkedHashMap<String, Object>()))
                .orElseThrow();
    }

    private static List<Map<String, Object>> maps(Map<String, Object> map, String field) {
        return Trees.listAt(map, field).stream().flatMap(i -> Trees.map(i).stream()).toList();
    }

    private static void template(Map<String, Object> spec) {
        Trees.map(spec.get("template")).ifPresent(t -> podSpec(child(t, "spec")));
    }

    private static void deployment(Map<String, Object> spec) {
        put(spec, "replicas", 1L);
        put(spec, "revisionHistoryLimit", 10L);
        put(spec, "progressDeadlineSeconds", 600L);
        var strategy = child(spec, "strategy");
        put(strategy, "type", "RollingUpdate");
        if ("RollingUpdate".equals(strategy.get("type"))) {
            var rolling = child(strategy, "rollingUpdate");
            put(rolling, "maxSurge", "25%");
            put(rolling, "maxUnavailable", "25%");
        }
        template(spec);
    }

    private static void statefulSet(Map<String, Object> spec) {
        put(spec, "replicas", 1L);
        put(spec, "revisionHistoryLimit", 10L);
        put(spec, "podManagementPolicy", "OrderedReady");
        var strategy = child(spec, "updateStrategy");
        put(strategy, "type", "RollingUpdate");
        if ("RollingUpdate".equals(strategy.get("type"))) {
            put(child(strategy, "rollingUpdate"), "partition", 0L);
        }
        var retention = child(spec, "persistentVolumeClaimRetentionPolicy");
        put(retention, "whenDeleted", "Retain");
        put(retention, "whenScaled", "Retain");
        template(spec);
        for (var claim : maps(spec, "volumeClaimTemplates")) {
            put(claim, "apiVersion", "v1");
            put(claim, "kind", "PersistentVolumeClaim");
            put(child(claim, "spec"), "volumeMode", "Filesystem");
            put(child(claim, "status"), "phase", "Pending");
        }
    }

    private static void daemonSet(Map<String, Object> spec) {
        put(spec, "revisionHistoryLimit", 10L);
        var strategy = child(spec, "updateStrategy");
        put(strategy, "type", "RollingUpdate");
        if ("RollingUpdate".equals(strategy.get("type"))) {
            var rolling = child(strategy, "rollingUpdate");
            put(rolling, "maxSurge", 0L);
            put(rolling, "maxUnavailable", 1L);
        }
        template(spec);
    }

    private static void jobSpec(Map<String, Object> spec) {
        if (!spec.containsKey("completions") && !spec.containsKey("parallelism")) {
            spec.put("completions", 1L);
        }
        put(spec, "parallelism", 1L);
        put(spec, "backoffLimit", 6L);
        put(spec, "completionMode", "NonIndexed");
        put(spec, "suspend", false);
        put(spec, "manualSelector", false);
        put(spec, "podReplacementPolicy", "TerminatingOrFailed");
        template(spec);
    }

    private static void cronJob(Map<String, Object> spec) {
        put(spec, "concurrencyPolicy", "Allow");
        put(spec, "suspend", false);
        put(spec, "successfulJobsHistoryLimit", 3L);
        put(spec, "failedJobsHistoryLimit", 1L);
        Trees.map(spec.get("jobTemplate"))
                .flatMap(t -> Trees.map(t.get("spec")))
                .ifPresent(Defaults::template);
    }

    private static void service(Map<String, Object> spec) {
        put(spec, "sessionAffinity", "None");
        put(spec, "type", "ClusterIP");
        if ("ClientIP".equals(spec.get("sessionAffinity"))) {
            put(child(child(spec, "sessionAffinityConfig"), "clientIP"), "timeoutSeconds", 10800L);
        }
        boolean external = "ExternalName".equals(spec.get("type"));
        for (var port : maps(spec, "ports")) {
            put(port, "protocol", "TCP");
            if (!external && port.containsKey("port")) {
                put(port, "targetPort", port.get("port"));
            }
        }
        if (!external) {
            put(spec, "internalTrafficPolicy", "Cluster");
        }
        if (List.of("NodePort", "LoadBalancer").contains(spec.get("type"))) {
            put(spec, "externalTrafficPolicy", "Cluster");
        }
        if ("LoadBalancer".equals(spec.get("type"))) {
            put(spec, "allocateLoadBalancerNodePorts", true);
        }
    }

    private static void secret(Map<String, Object> secret) {
        put(secret, "type", "Opaque");
        Trees.map(secret.remove("stringData"))
                .ifPresent(texts -> {
                    var data = child(secret, "data");
                    texts.forEach((key, value) ->
                            data.put(
                                    key,
                                    Base64.getEncoder()
                                            .encodeToString(
                                                    String.valueOf(value)
                                                            .getBytes(StandardCharsets.UTF_8))));
                });
    }

    private static void namespace(Map<String, Object> object, Map<String, Object> spec) {
        object.put("spec", spec);
        Trees.stringAt(object, "metadata", "name")
                .ifPresent(name ->
                        Trees.put(
                                object, name, "metadata", "labels", "kubernetes.io/metadata.name"));
        put(child(object, "status"), "phase", "Active");
    }

    private static void labelsOfTemplate(Map<String, Object> object, Map<String, Object> spec) {
        var labels = Trees.mapAt(spec, "template", "metadata", "labels");
        if (!labels.isEmpty() && Trees.mapAt(object, "metadata", "labels").isEmpty()) {
            Trees.put(object, new LinkedHashMap<>(labels), "metadata", "labels");
        }
        if (!labels.isEmpty() && Trees.mapAt(spec, "selector").isEmpty()) {
            spec.put("selector", new LinkedHashMap<>(labels));
        }
    }

    /** What a container gets when it names nothing follows from what it may have at most. */
    private static void limits(Map<String, Object> item) {
        if (!"Container".equals(item.get("type"))) {
            return;
        }
        addMissing(item, "default", "max");
        addMissing(item, "defaultRequest", "default");
        addMissing(item, "defaultRequest", "min");
    }

    private static void addMissing(Map<String, Object> item, String field, String from) {
        var source = Trees.mapAt(item, from);
        if (!source.isEmpty()) {
            var target = child(item, field);
            source.forEach(target::putIfAbsent);
        }
    }

    private static void driver(Map<String, Object> spec) {
        put(spec, "attachRequired", true);
        put(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
        List.of("podInfoOnMount", "requiresRepublish", "seLinuxMount", "storageCapacity")
                .forEach(f -> put(spec, f, false));
        put(spec, "volumeLifecycleModes", new ArrayList<Object>(List.of("Persistent")));
    }

    private static void autoscaler(Map<String, Object> spec, String version) {
        put(spec, "minReplicas", 1L);
        if (version.equals("v2") && Trees.list(spec.get("metrics")).isEmpty()) {
            var target = new LinkedHashMap<String, Object>();
            target.put("type", "Utilization");
            target.put("averageUtilization", 80L);
            var resource = new LinkedHashMap<String, Object>();
            resource.put("name", "cpu");
            resource.put("target", target);
            var metric = new LinkedHashMap<String, Object>();
            metric.put("type", "Resource");
            metric.put("resource", resource);
            spec.put("metrics", new ArrayList<Object>(List.of(metric)));
        }
    }

    private static void networkPolicy(Map<String, Object> spec) {
        for (var direction : List.of("ingress", "egress")) {
            maps(spec, direction)
                    .forEach(rule ->
                            maps(rule, "ports").forEach(port -> put(port, "protocol", "TCP")));
        }
        if (!spec.containsKey("policyTypes")) {
            spec.put(
                    "policyTypes",
                    spec.containsKey("egress")
                            ? new ArrayList<Object>(List.of("Ingress", "Egress"))
                            : new ArrayList<Object>(List.of("Ingress")));
        }
    }

    private static void binding(Map<String, Object> binding) {
        Trees.map(binding.get("roleRef"))
                .ifPresent(r -> put(r, "apiGroup", "rbac.authorization.k8s.io"));
        maps(binding, "subjects")
                .forEach(s -> {
                    if (List.of("User", "Group").contains(s.get("kind"))) {
                        put(s, "apiGroup", "rbac.authorization.k8s.io");
                    }
                });
    }

    private static void definition(Map<String, Object> spec) {
        var names = child(spec, "names");
        Trees.stringAt(names, "kind")
                .ifPresent(kind -> {
                    put(names, "singular", kind.toLowerCase(java.util.Locale.ROOT));
                    put(names, "listKind", kind + "List");
                });
        put(child(spec, "conversion"), "strategy", "None");
    }

    private static void webhook(String kind, Map<String, Object> webhook) {
        put(webhook, "failurePolicy", "Fail");
        put(webhook, "matchPolicy", "Equivalent");
        put(webhook, "timeoutSeconds", 10L);
        put(webhook, "namespaceSelector", new LinkedHashMap<String, Object>());
        put(webhook, "objectSelector", new LinkedHashMap<String, Object>());
        if (kind.startsWith("Mutating")) {
            put(webhook, "reinvocationPolicy", "Never");
        }
        maps(webhook, "rules").forEach(r -> put(r, "scope", "*"));
        Trees.map(Trees.mapAt(webhook, "clientConfig").get("service"))
                .ifPresent(s -> put(s, "port", 443L));
    }

    // --- pods --------------------------------------------------------------------------------

    private static void podSpec(Map<String, Object> spec) {
        put(spec, "restartPolicy", "Always");
        put(spec, "terminationGracePeriodSeconds", 30L);
        put(spec, "dnsPolicy", "ClusterFirst");
        put(spec, "schedulerName", "default-scheduler");
        put(spec, "securityContext", new LinkedHashMap<String, Object>());
        if (spec.get("serviceAccountName") instanceof String account) {
            put(spec, "serviceAccount", account);
        } else if (spec.get("serviceAccount") instanceof String account) {
            put(spec, "serviceAccountName", account);
        }
        for (var list : List.of("initContainers", "containers", "ephemeralContainers")) {
            maps(spec, list).forEach(c -> container(c));
        }
        maps(spec, "volumes").forEach(Defaults::volume);
        maps(spec, "topologySpreadConstraints")
                .forEach(c -> {
                    put(c, "nodeAffinityPolicy", "Honor");
                    put(c, "nodeTaintsPolicy", "Ignore");
                });
    }

    private static void hostPorts(Map<String, Object> spec) {
        if (Boolean.TRUE.equals(spec.get("hostNetwork"))) {
            maps(spec, "containers")
                    .forEach(c ->
                            maps(c, "ports")
                                    .forEach(p ->
                                            put(
                                                    p,
                                                    "hostPort",
                                                    p.getOrDefault("containerPort", 0L))));
        }
    }

    /** A pod asks for what it may have at most, unless it says otherwise; templates do not. */
    private static void requests(Map<String, Object> spec) {
        for (var list : List.of("initContainers", "containers")) {
            for (var container : maps(spec, list)) {
                var resources = child(container, "resources");
                Trees.map(resources.get("limits"))
                        .ifPresent(limits -> {
                            var requests = child(resources, "requests");
                            limits.forEach(requests::putIfAbsent);
                        });
            }
        }
    }

    private static void container(Map<String, Object> container) {
        put(container, "terminationMessagePath", "/dev/termination-log");
        put(container, "terminationMessagePolicy", "File");
        put(
                container,
                "imagePullPolicy",
                pullPolicy(String.valueOf(container.getOrDefault("image", ""))));
        child(container, "resources");
        maps(container, "ports").forEach(p -> put(p, "protocol", "TCP"));
        for (var probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            Trees.map(container.get(probe)).ifPresent(Defaults::probe);
        }
        for (var hook : List.of("postStart", "preStop")) {
            Trees.map(Trees.mapAt(container, "lifecycle").get(hook)).ifPresent(Defaults::action);
        }
        for (var variable : maps(container, "env")) {
            Trees.map(Trees.mapAt(variable, "valueFrom").get("fieldRef"))
                    .ifPresent(f -> put(f, "apiVersion", "v1"));
        }
    }

    private static String pullPolicy(String image) {
        int slash = image.lastIndexOf('/');
        int colon = image.indexOf(':', slash + 1);
        boolean latest = (colon < 0 && !image.contains("@")) || image.endsWith(":latest");
        return latest ? "Always" : "IfNotPresent";
    }

    private static void probe(Map<String, Object> probe) {
        put(probe, "timeoutSeconds", 1L);
        put(probe, "periodSeconds", 10L);
        put(probe, "successThreshold", 1L);
        put(probe, "failureThreshold", 3L);
        action(probe);
        Trees.map(probe.get("grpc")).ifPresent(g -> put(g, "service", ""));
    }

    private static void action(Map<String, Object> holder) {
        Trees.map(holder.get("httpGet"))
                .ifPresent(get -> {
                    put(get, "path", "/");
                    put(get, "scheme", "HTTP");
                });
    }

    private static void volume(Map<String, Object> volume) {
        if (volume.size() == 1 && volume.containsKey("name")) {
            volume.put("emptyDir", new LinkedHashMap<String, Object>());
        }
        Trees.map(volume.get("hostPath")).ifPresent(h -> put(h, "type", ""));
        for (var kind : List.of("secret", "configMap", "downwardAPI", "projected")) {
            Trees.map(volume.get(kind)).ifPresent(v -> put(v, "defaultMode", 420L));
        }
        Trees.map(volume.get("downwardAPI")).ifPresent(Defaults::downward);
        Trees.map(volume.get("projected"))
                .ifPresent(p ->
                        maps(p, "sources")
                                .forEach(s -> {
                                    Trees.map(s.get("downwardAPI")).ifPresent(Defaults::downward);
                                    Trees.map(s.get("serviceAccountToken"))
                                            .ifPresent(t -> put(t, "expirationSeconds", 3600L));
                                }));
        for (var claim : List.of("ephemeral")) {
            Trees.map(Trees.mapAt(volume, claim, "volumeClaimTemplate").get("spec"))
                    .ifPresent(s -> put(s, "volumeMode", "Filesystem"));
        }
    }

    private static void downward(Map<String, Object> source) {
        maps(source, "items")
                .forEach(i ->
                        Trees.map(i.get("fieldRef")).ifPresent(f -> put(f, "apiVersion", "v1")));
    }
}
