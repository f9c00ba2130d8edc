package io.slipway.sandbox.registry;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.status.ApiFailure;
import io.slipway.sandbox.store.ObjectStore;
import io.slipway.sandbox.store.ResourceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a cluster adds to a new pod: account and token, priority, limits, tolerations. Stateless.
 */
final class PodAdmission {

    private static final ResourceId ACCOUNTS = new ResourceId("", "serviceaccounts");
    private static final ResourceId PRIORITIES =
            new ResourceId("scheduling.k8s.io", "priorityclasses");
    private static final String TOKEN_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final List<String> CONTAINERS = List.of("initContainers", "containers");

    private PodAdmission() {}

    static void onCreate(
            Map<String, Object> pod, Map<String, Object> spec, ObjectStore store, Names names) {
        LimitRanges.fill(pod, store);
        account(pod, spec, store, names);
        priority(pod, spec, store);
        tolerate(spec, "node.kubernetes.io/not-ready");
        tolerate(spec, "node.kubernetes.io/unreachable");
        LimitRanges.check(pod, store);
        var status = new LinkedHashMap<String, Object>();
        status.put("phase", "Pending");
        status.put("qosClass", qualityOf(spec));
        pod.put("status", status);
    }

    private static ApiFailure refused(Map<String, Object> pod, String why) {
        return ApiFailure.forbidden(
                "", "pods", Trees.stringAt(pod, "metadata", "name").orElse(""), why);
    }

    // --- account -----------------------------------------------------------------------------

    private static void account(
            Map<String, Object> pod, Map<String, Object> spec, ObjectStore store, Names names) {
        var namespace = Trees.stringAt(pod, "metadata", "namespace").orElse("");
        var name =
                Trees.stringAt(spec, "serviceAccountName")
                        .filter(a -> !a.isEmpty())
                        .orElse("default");
        var account = store.get(ACCOUNTS, namespace, name);
        // A namespace gets its default account in a moment; a real server waits for it.
        if (!name.equals("default") && account.isEmpty()) {
            throw refused(
                    pod,
                    "error looking up service account "
                            + namespace
                            + "/"
                            + name
                            + ": serviceaccount \""
                            + name
                            + "\" not found");
        }
        spec.put("serviceAccountName", name);
        spec.put("serviceAccount", name);
        var tree = account.map(a -> a.tree()).orElse(Map.of());
        if (Trees.listAt(spec, "imagePullSecrets").isEmpty()) {
            var secrets = Trees.listAt(tree, "imagePullSecrets");
            if (!secrets.isEmpty()) {
                spec.put("imagePullSecrets", Trees.copy(secrets));
            }
        }
        var mounts =
                Trees.at(spec, "automountServiceAccountToken")
                        .or(() -> Trees.at(tree, "automountServiceAccountToken"));
        if (mounts.filter(Boolean.FALSE::equals).isEmpty()) {
            mountToken(spec, names);
        }
    }

    private static void mountToken(Map<String, Object> spec, Names names) {
        var volume = names.generate("kube-api-access-");
        boolean mounted = false;
        for (var list : CONTAINERS) {
            for (var item : Trees.listAt(spec, list)) {
                var container = Trees.map(item).orElseThrow();
                var mounts = new ArrayList<>(Trees.listAt(container, "volumeMounts"));
                boolean taken =
                        mounts.stream()
                                .anyMatch(m ->
                                        Trees.stringAt(m, "mountPath")
                                                .filter(TOKEN_FOLDER::equals)
                                                .isPresent());
                if (!taken) {
                    mounts.add(tree("mountPath", TOKEN_FOLDER, "name", volume, "readOnly", true));
                    container.put("volumeMounts", mounts);
                    mounted = true;
                }
            }
        }
        if (!mounted) {
            return;
        }
        var namespace =
                tree(
                        "path",
                        "namespace",
                        "fieldRef",
                        tree("apiVersion", "v1", "fieldPath", "metadata.namespace"));
        var authority =
                tree(
                        "name",
                        "kube-root-ca.crt",
                        "items",
                        list(tree("key", "ca.crt", "path", "ca.crt")));
        var volumes = new ArrayList<>(Trees.listAt(spec, "volumes"));
        volumes.add(
                tree(
                        "name",
                        volume,
                        "projected",
                        tree(
                                "defaultMode",
                                420L,
                                "sources",
                                list(
                                        tree(
                                                "serviceAccountToken",
                                                tree("expirationSeconds", 3607L, "path", "token")),
                                        tree("configMap", authority),
                                        tree("downwardAPI", tree("items", list(namespace)))))));
        spec.put("volumes", volumes);
    }

    private static Map<String, Object> tree(Object... fields) {
        var tree = new LinkedHashMap<String, Object>();
        for (int i = 0; i < fields.length; i += 2) {
            tree.put((String) fields[i], fields[i + 1]);
        }
        return tree;
    }

    private static List<Object> list(Object... items) {
        return new ArrayList<>(List.of(items));
    }

    // --- priority ----------------------------------------------------------------------------

    private static void priority(
            Map<String, Object> pod, Map<String, Object> spec, ObjectStore store) {
        var named = Trees.stringAt(spec, "priorityClassName").filter(n -> !n.isEmpty());
        Optional<Map<String, Object>> chosen =
                named.isPresent()
                        ? store.get(PRIORITIES, "", named.get()).map(s -> s.tree())
                        : store.list(PRIORITIES, "").objects().stream()
                                .map(s -> s.tree())
                                .filter(c -> Trees.isTrueAt(c, "globalDefault"))
                                .min(
                                        java.util.Comparator.comparingLong(
                                                c -> Trees.longAt(c, "value").orElse(0L)));
        if (named.isPresent() && chosen.isEmpty()) {
            throw refused(pod, "no PriorityClass with name " + named.get() + " was found");
        }
        long value = chosen.flatMap(c -> Trees.longAt(c, "value")).orElse(0L);
        var preemption =
                chosen.flatMap(c -> Trees.stringAt(c, "preemptionPolicy"))
                        .orElse("PreemptLowerPriority");
        Trees.longAt(spec, "priority")
                .filter(p -> p != value)
                .ifPresent(_ -> {
                    throw refused(
                            pod,
                            "the integer value of priority (%d) must not be provided in pod spec; priority admission controller computed %d from the given PriorityClass name"
                                    .formatted(Trees.longAt(spec, "priority").orElse(0L), value));
                });
        if (named.isEmpty()) {
            chosen.flatMap(c -> Trees.stringAt(c, "metadata", "name"))
                    .ifPresent(n -> spec.put("priorityClassName", n));
        }
        spec.put("priority", value);
        spec.putIfAbsent("preemptionPolicy", preemption);
    }

    // --- the rest ----------------------------------------------------------------------------

    private static void tolerate(Map<String, Object> spec, String key) {
        var tolerations = new ArrayList<>(Trees.listAt(spec, "tolerations"));
        boolean there =
                tolerations.stream()
                        .anyMatch(t -> {
                            var name = Trees.stringAt(t, "key").orElse("");
                            return name.equals(key)
                                    || (name.isEmpty()
                                            && Trees.stringAt(t, "operator")
                                                    .filter("Exists"::equals)
                                                    .isPresent());
                        });
        if (!there) {
            tolerations.add(
                    tree(
                            "key",
                            key,
                            "operator",
                            "Exists",
                            "effect",
                            "NoExecute",
                            "tolerationSeconds",
                            300L));
        }
        spec.put("tolerations", tolerations);
    }

    private static String qualityOf(Map<String, Object> spec) {
        boolean any = false;
        boolean guaranteed = true;
        for (var list : CONTAINERS) {
            for (var container : Trees.listAt(spec, list)) {
                var requests = Trees.mapAt(container, "resources", "requests");
                var limits = Trees.mapAt(container, "resources", "limits");
                for (var resource : List.of("cpu", "memory")) {
                    any |= requests.containsKey(resource) || limits.containsKey(resource);
                    guaranteed &=
                            limits.containsKey(resource)
                                    && limits.get(resource).equals(requests.get(resource));
                }
            }
        }
        return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }
}
