package io.slipway.sandbox.registry;

import io.slipway.manifests.Trees;
import io.slipway.sandbox.status.ApiFailure.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules that objects break most often, with the API server's texts. Stateless. */
final class Validation {

    private static final String SUBDOMAIN =
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private static final Pattern SUBDOMAIN_FORM = Pattern.compile(SUBDOMAIN);
    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final Pattern LABEL_FORM = Pattern.compile(LABEL);
    private static final Pattern LABEL_1035 = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern VALUE =
            Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
    private static final Pattern CONFIG_KEY = Pattern.compile("[-._a-zA-Z0-9]+");
    private static final Set<String> LABEL_NAMED = Set.of("/Namespace");
    private static final Set<String> FREE_NAMED =
            Set.of(
                    "rbac.authorization.k8s.io/Role",
                    "rbac.authorization.k8s.io/ClusterRole",
                    "rbac.authorization.k8s.io/RoleBinding",
                    "rbac.authorization.k8s.io/ClusterRoleBinding");

    private final List<Cause> causes = new ArrayList<>();
    private final Set<String> claimed = new HashSet<>();

    private Validation() {}

    static List<Cause> ofNew(String group, String kind, Map<String, Object> object) {
        var validation = new Validation();
        validation.name(group + "/" + kind, Trees.stringAt(object, "metadata", "name").orElse(""));
        validation.metadata(Trees.mapAt(object, "metadata"), "metadata");
        validation.finalizers(group, object);
        validation.content(group + "/" + kind, object);
        return validation.causes;
    }

    static List<Cause> ofChange(
            String group, String kind, Map<String, Object> old, Map<String, Object> object) {
        var validation = new Validation();
        validation.metadata(Trees.mapAt(object, "metadata"), "metadata");
        validation.finalizers(group, object);
        validation.newFinalizers(old, object);
        validation.content(group + "/" + kind, object);
        validation.immutable(group + "/" + kind, old, object);
        return validation.causes;
    }

    /** Rules for the metadata of custom resources. */
    static List<Cause> metadataOnly(Map<String, Object> object, boolean isNew) {
        var validation = new Validation();
        if (isNew) {
            validation.name("custom", Trees.stringAt(object, "metadata", "name").orElse(""));
        }
        validation.metadata(Trees.mapAt(object, "metadata"), "metadata");
        return validation.causes;
    }

    private void name(String type, String name) {
        if (name.isEmpty()) {
            causes.add(Cause.required("metadata.name", "name or generateName is required"));
        } else if (FREE_NAMED.contains(type)) {
            if (name.contains("/") || name.contains("%") || name.equals(".") || name.equals("..")) {
                causes.add(Cause.invalid("metadata.name", name, "may not contain '/'"));
            }
        } else if (LABEL_NAMED.contains(type)) {
            if (name.length() > 63 || !LABEL_FORM.matcher(name).matches()) {
                causes.add(Cause.invalid("metadata.name", name, labelRule(name)));
            }
        } else if (type.equals("/Service")) {
            if (name.length() > 63 || !LABEL_FORM.matcher(name).matches()) {
                causes.add(Cause.invalid("metadata.name", name, labelRule(name)));
            }
        } else if (name.length() > 253 || !SUBDOMAIN_FORM.matcher(name).matches()) {
            causes.add(
                    Cause.invalid(
                            "metadata.name",
                            name,
                            name.length() > 253
                                    ? "must be no more than 253 characters"
                                    : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
                                            + " characters, '-' or '.', and must start and end with an alphanumeric"
                                            + " character (e.g. 'example.com', regex used for validation is '"
                                            + SUBDOMAIN
                                            + "')"));
        }
    }

    private static String labelRule(String name) {
        return name.length() > 63
                ? "must be no more than 63 characters"
                : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
                        + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
                        + " regex used for validation is '"
                        + LABEL
                        + "')";
    }

    private void metadata(Map<String, Object> metadata, String path) {
        Trees.mapAt(metadata, "labels")
                .forEach((key, value) -> {
                    key(key, path + ".labels");
                    value(String.valueOf(value), path + ".labels");
                });
        Trees.mapAt(metadata, "annotations")
                .keySet()
                .forEach(key -> key(key, path + ".annotations"));
        long size =
                Trees.mapAt(metadata, "annotations").entrySet().stream()
                        .mapToLong(e -> e.getKey().length() + String.valueOf(e.getValue()).length())
                        .sum();
        if (size > 256 << 10) {
            causes.add(
                    new Cause(
                            "FieldValueTooLong",
                            path + ".annotations",
                            "Too long: may not be more than 262144 bytes"));
        }
        for (var owner : Trees.listAt(metadata, "ownerReferences")) {
            for (var field : List.of("apiVersion", "kind", "name", "uid")) {
                if (Trees.stringAt(owner, field).orElse("").isEmpty()) {
                    var what =
                            field.equals("apiVersion")
                                    ? "version must not be empty"
                                    : "must not be empty";
                    causes.add(Cause.invalid(path + ".ownerReferences." + field, "", what));
                }
            }
        }
    }

    /** Definitions, API services and custom objects may have finalizers without a domain. */
    private void finalizers(String group, Map<String, Object> object) {
        if (group.equals("apiextensions.k8s.io") || group.equals("apiregistration.k8s.io")) {
            return;
        }
        int i = 0;
        for (var finalizer : Trees.listAt(object, "metadata", "finalizers")) {
            var text = String.valueOf(finalizer);
            if (!text.contains("/")
                    && !Set.of("orphan", "foregroundDeletion", "kubernetes").contains(text)) {
                causes.add(
                        Cause.invalid(
                                "metadata.finalizers[" + i + "]",
                                text,
                                "name is neither a standard finalizer name nor is it fully qualified"));
            }
            i++;
        }
    }

    private void key(String key, String path) {
        int slash = key.indexOf('/');
        var name = key.substring(slash + 1);
        if (slash == 0
                || (slash > 0 && !SUBDOMAIN_FORM.matcher(key.substring(0, slash)).matches())) {
            causes.add(
                    Cause.invalid(
                            path,
                            key,
                            "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '"
                                    + SUBDOMAIN
                                    + "')"));
        }
        if (name.isEmpty() || name.length() > 63 || !VALUE.matcher(name).matches()) {
            causes.add(
                    Cause.invalid(
                            path,
                            key,
                            (name.isEmpty()
                                            ? "name part must be non-empty; "
                                            : name.length() > 63
                                                    ? "name part must be no more than 63 characters; "
                                                    : "")
                                    + "name part must consist of alphanumeric characters, '-', '_' or '.', and must"
                                    + " start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name', "
                                    + " or '123-abc', regex used for validation is"
                                    + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"));
        }
    }

    private void value(String value, String path) {
        if (value.length() > 63) {
            causes.add(Cause.invalid(path, value, "must be no more than 63 bytes"));
        } else if (!VALUE.matcher(value).matches()) {
            causes.add(
                    Cause.invalid(
                            path,
                            value,
                            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_'"
                                    + " or '.', and must start and end with an alphanumeric character (e.g."
                                    + " 'MyValue',  or 'my_value',  or '12345', regex used for validation is"
                                    + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"));
        }
    }

    private void newFinalizers(Map<String, Object> old, Map<String, Object> object) {
        if (Trees.at(old, "metadata", "deletionTimestamp").isEmpty()) {
            return;
        }
        var before = Trees.listAt(old, "metadata", "finalizers");
        var added =
                Trees.listAt(object, "metadata", "finalizers").stream()
                        .filter(f -> !before.contains(f))
                        .map(f -> "\"" + f + "\"")
                        .toList();
        if (!added.isEmpty()) {
            causes.add(
                    Cause.forbidden(
                            "metadata.finalizers",
                            "no new finalizers can be added if the object is being deleted, found new finalizers"
                                    + " []string{"
                                    + String.join(", ", added)
                                    + "}"));
        }
    }

    private void content(String type, Map<String, Object> object) {
        var spec = Trees.mapAt(object, "spec");
        switch (type) {
            case "/Pod" -> podSpec(spec, "spec", true);
            case "apps/Deployment", "apps/ReplicaSet", "apps/DaemonSet", "apps/StatefulSet" ->
                    workload(spec);
            case "batch/Job" -> job(spec, "spec");
            case "batch/CronJob" -> cronJob(spec);
            case "/Service" -> service(spec);
            case "/ConfigMap" -> {
                configKeys(object, "data");
                configKeys(object, "binaryData");
            }
            case "/Secret" -> secret(object);
            case "/PersistentVolumeClaim" -> claim(spec);
            case "networking.k8s.io/Ingress" -> ingress(spec);
            case "autoscaling/HorizontalPodAutoscaler" -> autoscaler(spec);
            case "rbac.authorization.k8s.io/RoleBinding",
                    "rbac.authorization.k8s.io/ClusterRoleBinding" ->
                    binding(object);
            case "rbac.authorization.k8s.io/Role", "rbac.authorization.k8s.io/ClusterRole" ->
                    rules(object, type.endsWith("/ClusterRole"));
            case "policy/PodDisruptionBudget" -> budget(spec);
            case "apiextensions.k8s.io/CustomResourceDefinition" -> definition(object, spec);
            default -> {}
        }
    }

    private void rules(Map<String, Object> role, boolean cluster) {
        int i = 0;
        for (var rule : Trees.listAt(role, "rules")) {
            var path = "rules[" + i++ + "]";
            if (Trees.listAt(rule, "verbs").isEmpty()) {
                causes.add(
                        Cause.required(path + ".verbs", "verbs must contain at least one value"));
            }
            if (!Trees.listAt(rule, "nonResourceURLs").isEmpty()) {
                if (!cluster) {
                    causes.add(
                            Cause.invalid(
                                    path + ".nonResourceURLs",
                                    Trees.listAt(rule, "nonResourceURLs"),
                                    "namespaced rules cannot apply to non-resource URLs"));
                }
                continue;
            }
            if (Trees.listAt(rule, "apiGroups").isEmpty()) {
                causes.add(
                        Cause.required(
                                path + ".apiGroups",
                                "resource rules must supply at least one api group"));
            }
            if (Trees.listAt(rule, "resources").isEmpty()) {
                causes.add(
                        Cause.required(
                                path + ".resources",
                                "resource rules must supply at least one resource"));
            }
        }
    }

    private void budget(Map<String, Object> spec) {
        if (spec.get("minAvailable") != null && spec.get("maxUnavailable") != null) {
            var shown = new LinkedHashMap<String, Object>();
            shown.put("MinAvailable", spec.get("minAvailable"));
            shown.put("Selector", spec.get("selector"));
            shown.put("MaxUnavailable", spec.get("maxUnavailable"));
            shown.put("UnhealthyPodEvictionPolicy", spec.get("unhealthyPodEvictionPolicy"));
            causes.add(
                    Cause.invalid(
                            "spec", shown, "minAvailable and maxUnavailable cannot be both set"));
        }
    }

    private void notNegative(Map<String, Object> map, String field, String path) {
        Trees.longAt(map, field)
                .filter(n -> n < 0)
                .ifPresent(n ->
                        causes.add(
                                Cause.invalid(
                                        path + "." + field,
                                        n,
                                        "must be greater than or equal to 0")));
    }

    private void workload(Map<String, Object> spec) {
        notNegative(spec, "replicas", "spec");
        var selector = spec.get("selector");
        if (!(selector instanceof Map<?, ?>)) {
            causes.add(Cause.required("spec.selector", ""));
        } else if (Trees.mapAt(spec, "selector").isEmpty()) {
            causes.add(
                    Cause.invalid(
                            "spec.selector", selector, "empty selector is invalid for deployment"));
        }
        var template = Trees.mapAt(spec, "template");
        var labels = Trees.mapAt(template, "metadata", "labels");
        if (Trees.mapAt(spec, "selector").isEmpty() && selector instanceof Map<?, ?>) {
            // Said already: an empty selector is invalid by itself.
        } else if (!(selector instanceof Map<?, ?>)
                || !LabelSelector.of(Trees.mapAt(spec, "selector")).matches(strings(labels))) {
            causes.add(
                    Cause.invalid(
                            "spec.template.metadata.labels",
                            labels,
                            "`selector` does not match template `labels`"));
        }
        metadata(Trees.mapAt(template, "metadata"), "spec.template.metadata");
        claimed.addAll(
                Trees.listAt(spec, "volumeClaimTemplates").stream()
                        .flatMap(c -> Trees.stringAt(c, "metadata", "name").stream())
                        .toList());
        podSpec(Trees.mapAt(template, "spec"), "spec.template.spec", false);
        var restart = Trees.stringAt(template, "spec", "restartPolicy").orElse("Always");
        if (!restart.equals("Always")) {
            causes.add(
                    Cause.unsupported(
                            "spec.template.spec.restartPolicy", restart, List.of("Always")));
        }
        Trees.stringAt(spec, "strategy", "type")
                .filter(t -> !List.of("RollingUpdate", "Recreate").contains(t))
                .ifPresent(t ->
                        causes.add(
                                Cause.unsupported(
                                        "spec.strategy.type",
                                        t,
                                        List.of("Recreate", "RollingUpdate"))));
        if ("Recreate".equals(Trees.stringAt(spec, "strategy", "type").orElse(""))
                && Trees.at(spec, "strategy", "rollingUpdate").isPresent()) {
            causes.add(
                    Cause.forbidden(
                            "spec.strategy.rollingUpdate",
                            "may not be specified when strategy `type` is 'Recreate'"));
        }
    }

    static Map<String, String> strings(Map<String, Object> map) {
        var strings = new HashMap<String, String>();
        map.forEach((k, v) -> strings.put(k, String.valueOf(v)));
        return strings;
    }

    private void podSpec(Map<String, Object> spec, String path, boolean pod) {
        var containers = Trees.listAt(spec, "containers");
        if (containers.isEmpty()) {
            causes.add(Cause.required(path + ".containers", ""));
        }
        var names = new HashSet<String>();
        var volumes = new HashSet<>(claimed);
        int v = 0;
        for (var volume : Trees.listAt(spec, "volumes")) {
            var name = Trees.stringAt(volume, "name").orElse("");
            var where = path + ".volumes[" + v++ + "].name";
            if (name.isEmpty()) {
                causes.add(Cause.required(where, ""));
            } else if (!volumes.add(name) && !claimed.contains(name)) {
                causes.add(Cause.duplicate(where, name));
            }
        }
        for (var list : List.of("initContainers", "containers")) {
            int i = 0;
            for (var container : Trees.listAt(spec, list)) {
                container(container, path + "." + list + "[" + i++ + "]", names, volumes);
            }
        }
        var restart = Trees.stringAt(spec, "restartPolicy").orElse("Always");
        if (!List.of("Always", "OnFailure", "Never").contains(restart)) {
            causes.add(
                    Cause.unsupported(
                            path + ".restartPolicy",
                            restart,
                            List.of("Always", "OnFailure", "Never")));
        }
        if (pod) {
            notNegative(spec, "terminationGracePeriodSeconds", path);
        }
    }

    private void container(Object container, String path, Set<String> names, Set<String> volumes) {
        var name = Trees.stringAt(container, "name").orElse("");
        if (name.isEmpty()) {
            causes.add(Cause.required(path + ".name", ""));
        } else if (name.length() > 63 || !LABEL_FORM.matcher(name).matches()) {
            causes.add(Cause.invalid(path + ".name", name, labelRule(name)));
        } else if (!names.add(name)) {
            causes.add(Cause.duplicate(path + ".name", name));
        }
        var image = Trees.stringAt(container, "image").orElse("");
        if (image.isEmpty()) {
            causes.add(Cause.required(path + ".image", ""));
        } else if (!image.strip().equals(image)) {
            causes.add(
                    Cause.invalid(
                            path + ".image",
                            image,
                            "must not have leading or trailing whitespace"));
        }
        Trees.stringAt(container, "imagePullPolicy")
                .filter(p -> !List.of("Always", "IfNotPresent", "Never").contains(p))
                .ifPresent(p ->
                        causes.add(
                                Cause.unsupported(
                                        path + ".imagePullPolicy",
                                        p,
                                        List.of("Always", "IfNotPresent", "Never"))));
        requests(container, path);
        int i = 0;
        for (var mount : Trees.listAt(container, "volumeMounts")) {
            var volume = Trees.stringAt(mount, "name").orElse("");
            var where = path + ".volumeMounts[" + i++ + "]";
            if (volume.isEmpty()) {
                causes.add(Cause.required(where + ".name", ""));
            } else if (!volumes.contains(volume)) {
                causes.add(Cause.notFound(where + ".name", volume));
            }
            if (Trees.stringAt(mount, "mountPath").orElse("").isEmpty()) {
                causes.add(Cause.required(where + ".mountPath", ""));
            }
        }
        i = 0;
        for (var port : Trees.listAt(container, "ports")) {
            var where = path + ".ports[" + i++ + "].containerPort";
            long number = Trees.longAt(port, "containerPort").orElse(0L);
            if (number == 0) {
                causes.add(Cause.required(where, ""));
            } else {
                port(number, where);
            }
        }
        i = 0;
        for (var variable : Trees.listAt(container, "env")) {
            var where = path + ".env[" + i++ + "].name";
            if (Trees.stringAt(variable, "name").orElse("").isEmpty()) {
                causes.add(Cause.required(where, ""));
            }
        }
    }

    private void requests(Object container, String path) {
        var limits = Trees.mapAt(container, "resources", "limits");
        Trees.mapAt(container, "resources", "requests")
                .forEach((name, value) -> {
                    var limit = limits.get(name);
                    if (limit != null
                            && Quantity.compare(String.valueOf(value), String.valueOf(limit)) > 0) {
                        causes.add(
                                Cause.invalid(
                                        path + ".resources.requests",
                                        value,
                                        "must be less than or equal to "
                                                + name
                                                + " limit of "
                                                + limit));
                    }
                });
    }

    private void port(long number, String path) {
        if (number < 1 || number > 65535) {
            causes.add(Cause.invalid(path, number, "must be between 1 and 65535, inclusive"));
        }
    }

    private void job(Map<String, Object> spec, String path) {
        notNegative(spec, "completions", path);
        notNegative(spec, "parallelism", path);
        notNegative(spec, "backoffLimit", path);
        var pod = Trees.mapAt(spec, "template", "spec");
        podSpec(pod, path + ".template.spec", false);
        var restart = Trees.stringAt(pod, "restartPolicy").orElse("");
        if (!List.of("OnFailure", "Never").contains(restart)) {
            causes.add(
                    Cause.required(
                            path + ".template.spec.restartPolicy",
                            "valid values: \"OnFailure\", \"Never\""));
        }
    }

    private void cronJob(Map<String, Object> spec) {
        var schedule = Trees.stringAt(spec, "schedule").orElse("");
        if (schedule.isEmpty()) {
            causes.add(Cause.required("spec.schedule", ""));
        } else if (!schedule.startsWith("@") && schedule.trim().split("\\s+").length != 5) {
            causes.add(
                    Cause.invalid(
                            "spec.schedule",
                            schedule,
                            "expected exactly 5 fields, found "
                                    + schedule.trim().split("\\s+").length
                                    + ": ["
                                    + String.join(" ", schedule.trim().split("\\s+"))
                                    + "]"));
        }
        job(Trees.mapAt(spec, "jobTemplate", "spec"), "spec.jobTemplate.spec");
    }

    private void service(Map<String, Object> spec) {
        var type = Trees.stringAt(spec, "type").orElse("ClusterIP");
        var types = List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        if (!types.contains(type)) {
            causes.add(Cause.unsupported("spec.type", type, types));
        }
        var ports = Trees.listAt(spec, "ports");
        boolean headless = "None".equals(Trees.stringAt(spec, "clusterIP").orElse(""));
        if (ports.isEmpty() && !headless && !type.equals("ExternalName")) {
            causes.add(Cause.required("spec.ports", ""));
        }
        if (type.equals("ExternalName")
                && Trees.stringAt(spec, "externalName").orElse("").isEmpty()) {
            causes.add(Cause.required("spec.externalName", ""));
        }
        var names = new HashSet<String>();
        int i = 0;
        for (var port : ports) {
            var where = "spec.ports[" + i++ + "]";
            var name = Trees.stringAt(port, "name").orElse("");
            if (name.isEmpty() && ports.size() > 1) {
                causes.add(Cause.required(where + ".name", ""));
            } else if (!name.isEmpty() && !names.add(name)) {
                causes.add(Cause.duplicate(where + ".name", name));
            }
            port(Trees.longAt(port, "port").orElse(0L), where + ".port");
            Trees.longAt(port, "targetPort").ifPresent(n -> port(n, where + ".targetPort"));
            var protocol = Trees.stringAt(port, "protocol").orElse("TCP");
            if (!List.of("TCP", "UDP", "SCTP").contains(protocol)) {
                causes.add(
                        Cause.unsupported(
                                where + ".protocol", protocol, List.of("SCTP", "TCP", "UDP")));
            }
        }
    }

    private void configKeys(Map<String, Object> object, String field) {
        Trees.mapAt(object, field)
                .keySet()
                .forEach(key -> {
                    if (!CONFIG_KEY.matcher(key).matches()) {
                        causes.add(
                                Cause.invalid(
                                        field + "[" + key + "]",
                                        key,
                                        "a valid config key must consist of alphanumeric characters, '-', '_' or"
                                                + " '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex"
                                                + " used for validation is '[-._a-zA-Z0-9]+')"));
                    }
                });
    }

    private void secret(Map<String, Object> secret) {
        configKeys(secret, "data");
        var type = Trees.stringAt(secret, "type").orElse("");
        var needed =
                switch (type) {
                    case "kubernetes.io/tls" -> List.of("tls.crt", "tls.key");
                    case "kubernetes.io/dockerconfigjson" -> List.of(".dockerconfigjson");
                    case "kubernetes.io/ssh-auth" -> List.of("ssh-privatekey");
                    default -> List.<String>of();
                };
        for (var key : needed) {
            if (!Trees.mapAt(secret, "data").containsKey(key)) {
                causes.add(Cause.required("data[" + key + "]", ""));
            }
        }
    }

    private void claim(Map<String, Object> spec) {
        if (Trees.listAt(spec, "accessModes").isEmpty()) {
            causes.add(Cause.required("spec.accessModes", "at least 1 access mode is required"));
        }
        if (Trees.at(spec, "resources", "requests", "storage").isEmpty()) {
            causes.add(Cause.required("spec.resources[storage]", ""));
        }
    }

    private void ingress(Map<String, Object> spec) {
        if (Trees.listAt(spec, "rules").isEmpty() && Trees.at(spec, "defaultBackend").isEmpty()) {
            causes.add(
                    new Cause(
                            "FieldValueInvalid",
                            "spec",
                            "Invalid value: null: either `defaultBackend` or `rules` must be specified"));
        }
        int r = 0;
        for (var rule : Trees.listAt(spec, "rules")) {
            int p = 0;
            for (var path : Trees.listAt(rule, "http", "paths")) {
                var where = "spec.rules[" + r + "].http.paths[" + p++ + "]";
                if (Trees.stringAt(path, "pathType").isEmpty()) {
                    causes.add(Cause.required(where + ".pathType", "pathType must be specified"));
                }
                if (Trees.stringAt(path, "backend", "service", "name").isEmpty()
                        && Trees.at(path, "backend", "resource").isEmpty()) {
                    causes.add(Cause.required(where + ".backend.service.name", ""));
                }
            }
            r++;
        }
    }

    private void autoscaler(Map<String, Object> spec) {
        long max = Trees.longAt(spec, "maxReplicas").orElse(0L);
        long min = Trees.longAt(spec, "minReplicas").orElse(1L);
        if (max < 1) {
            causes.add(Cause.invalid("spec.maxReplicas", max, "must be greater than 0"));
        } else if (max < min) {
            causes.add(
                    Cause.invalid(
                            "spec.maxReplicas",
                            max,
                            "must be greater than or equal to `minReplicas`"));
        }
        if (Trees.stringAt(spec, "scaleTargetRef", "kind").orElse("").isEmpty()) {
            causes.add(Cause.required("spec.scaleTargetRef.kind", ""));
        }
        if (Trees.stringAt(spec, "scaleTargetRef", "name").orElse("").isEmpty()) {
            causes.add(Cause.required("spec.scaleTargetRef.name", ""));
        }
        var target = Trees.stringAt(spec, "scaleTargetRef", "apiVersion").orElse("");
        if (!target.contains("/")
                && !Trees.stringAt(spec, "scaleTargetRef", "kind")
                        .filter("ReplicationController"::equals)
                        .isPresent()) {
            causes.add(
                    Cause.invalid(
                            "spec.scaleTargetRef.apiVersion",
                            target,
                            "apiVersion must specify API group"));
        }
    }

    private void binding(Map<String, Object> binding) {
        var kind = Trees.stringAt(binding, "roleRef", "kind").orElse("");
        if (!List.of("Role", "ClusterRole").contains(kind)) {
            causes.add(Cause.unsupported("roleRef.kind", kind, List.of("Role", "ClusterRole")));
        }
        if (Trees.stringAt(binding, "roleRef", "name").orElse("").isEmpty()) {
            causes.add(Cause.required("roleRef.name", ""));
        }
        int i = 0;
        for (var subject : Trees.listAt(binding, "subjects")) {
            var where = "subjects[" + i++ + "]";
            if (Trees.stringAt(subject, "name").orElse("").isEmpty()) {
                causes.add(Cause.required(where + ".name", ""));
            }
            var type = Trees.stringAt(subject, "kind").orElse("");
            if (!List.of("User", "Group", "ServiceAccount").contains(type)) {
                causes.add(
                        Cause.unsupported(
                                where + ".kind", type, List.of("ServiceAccount", "User", "Group")));
            }
        }
    }

    private void definition(Map<String, Object> object, Map<String, Object> spec) {
        var group = Trees.stringAt(spec, "group").orElse("");
        var plural = Trees.stringAt(spec, "names", "plural").orElse("");
        var name = Trees.stringAt(object, "metadata", "name").orElse("");
        if (group.isEmpty()) {
            causes.add(Cause.required("spec.group", ""));
        }
        if (plural.isEmpty()) {
            causes.add(Cause.required("spec.names.plural", ""));
        }
        if (Trees.stringAt(spec, "names", "kind").orElse("").isEmpty()) {
            causes.add(Cause.required("spec.names.kind", ""));
        }
        if (!name.equals(plural + "." + group)) {
            causes.add(
                    Cause.invalid(
                            "metadata.name", name, "must be spec.names.plural+\".\"+spec.group"));
        }
        if (!List.of("Namespaced", "Cluster").contains(Trees.stringAt(spec, "scope").orElse(""))) {
            causes.add(
                    Cause.unsupported(
                            "spec.scope",
                            Trees.stringAt(spec, "scope").orElse(""),
                            List.of("Cluster", "Namespaced")));
        }
        var versions = Trees.listAt(spec, "versions");
        if (versions.stream().filter(v -> Trees.isTrueAt(v, "storage")).count() != 1) {
            causes.add(
                    Cause.invalid(
                            "spec.versions",
                            versions.stream().<Object>map(v -> shownVersion(v, versions)).toList(),
                            "must have exactly one version marked as storage version"));
        }
        storedVersions(object, versions);
        int i = 0;
        for (var version : versions) {
            if (Trees.at(version, "schema", "openAPIV3Schema").isEmpty()) {
                causes.add(Cause.required("spec.versions[" + i + "].schema.openAPIV3Schema", ""));
            } else if (i == 0 || !isShared(versions, "schema")) {
                structural(
                        Trees.mapAt(version, "schema", "openAPIV3Schema"),
                        schemaPath(versions, i),
                        "must not be empty at the root");
            }
            i++;
        }
        if (LABEL_1035.matcher(plural).matches() || plural.isEmpty()) {
            return;
        }
        causes.add(Cause.invalid("spec.names.plural", plural, "must be a DNS-1035 label"));
    }

    /** What all versions say alike is kept once, above them, and refusals point there. */
    private static boolean isShared(List<Object> versions, String field) {
        return versions.stream().map(v -> Trees.at(v, field)).distinct().count() == 1;
    }

    /** Where refusals say that the schema of a version is. */
    static String schemaPath(List<Object> versions, int index) {
        return isShared(versions, "schema")
                ? "spec.validation.openAPIV3Schema"
                : "spec.versions[" + index + "].schema.openAPIV3Schema";
    }

    /** A version in the spelling of the server's own types, which its refusals show. */
    private static Object shownVersion(Object version, List<Object> all) {
        var shown = new LinkedHashMap<String, @Nullable Object>();
        shown.put("Name", Trees.stringAt(version, "name").orElse(""));
        shown.put("Served", Trees.isTrueAt(version, "served"));
        shown.put("Storage", Trees.isTrueAt(version, "storage"));
        shown.put("Deprecated", Trees.isTrueAt(version, "deprecated"));
        shown.put("DeprecationWarning", Trees.at(version, "deprecationWarning").orElse(null));
        for (var field : List.of("schema", "subresources", "additionalPrinterColumns")) {
            shown.put(
                    Character.toUpperCase(field.charAt(0)) + field.substring(1),
                    isShared(all, field) ? null : Trees.at(version, field).orElse(null));
        }
        shown.put("SelectableFields", Trees.at(version, "selectableFields").orElse(null));
        return shown;
    }

    private void storedVersions(Map<String, Object> object, List<Object> versions) {
        var stored = Trees.listAt(object, "status", "storedVersions");
        if (stored.isEmpty()) {
            causes.add(
                    Cause.invalid(
                            "status.storedVersions",
                            List.of(),
                            "must have at least one stored version"));
        }
        versions.stream()
                .filter(v -> Trees.isTrueAt(v, "storage"))
                .flatMap(v -> Trees.stringAt(v, "name").stream())
                .reduce((_, last) -> last)
                .filter(last -> !stored.contains(last))
                .ifPresent(last ->
                        causes.add(
                                Cause.invalid(
                                        "status.storedVersions",
                                        stored,
                                        "must have the storage version " + last)));
        var names = versions.stream().flatMap(v -> Trees.stringAt(v, "name").stream()).toList();
        int i = 0;
        for (var name : stored) {
            if (name instanceof String text && !names.contains(text)) {
                causes.add(
                        Cause.invalid(
                                "status.storedVersions[" + i + "]",
                                text,
                                "missing from spec.versions; "
                                        + text
                                        + " was previously a storage version, and must remain in"
                                        + " spec.versions until a storage migration ensures no data"
                                        + " remains persisted in "
                                        + text
                                        + " and removes "
                                        + text
                                        + " from status.storedVersions"));
            }
            i++;
        }
    }

    /** Every value in a structural schema has a type, unless it says that it may have several. */
    private void structural(Map<String, Object> openApi, String path, String rule) {
        if (causes.size() > 20) {
            return;
        }
        boolean free =
                Trees.isTrueAt(openApi, "x-kubernetes-int-or-string")
                        || Trees.isTrueAt(openApi, "x-kubernetes-preserve-unknown-fields");
        if (Trees.stringAt(openApi, "type").orElse("").isEmpty() && !free) {
            causes.add(Cause.required(path + ".type", rule));
        }
        Trees.mapAt(openApi, "properties")
                .forEach((name, property) ->
                        structural(
                                Trees.map(property).orElse(Map.of()),
                                path + ".properties[" + name + "]",
                                "must not be empty for specified object fields"));
        if (openApi.get("items") instanceof Map<?, ?>) {
            structural(
                    Trees.mapAt(openApi, "items"),
                    path + ".items",
                    "must not be empty for specified array items");
        }
        if (openApi.get("additionalProperties") instanceof Map<?, ?>) {
            structural(
                    Trees.mapAt(openApi, "additionalProperties"),
                    path + ".additionalProperties",
                    "must not be empty for specified object fields");
        }
    }

    // --- what may not change -----------------------------------------------------------------

    private void immutable(String type, Map<String, Object> old, Map<String, Object> now) {
        switch (type) {
            case "apps/Deployment", "apps/ReplicaSet", "apps/DaemonSet" ->
                    same(old, now, "spec.selector");
            case "apps/StatefulSet" -> statefulSet(old, now);
            case "batch/Job" -> {
                same(old, now, "spec.completions");
                same(old, now, "spec.selector");
                if (!Trees.isTrueAt(now, "spec", "suspend")
                        || !Trees.isTrueAt(old, "spec", "suspend")) {
                    same(old, now, "spec.template");
                }
            }
            case "/PersistentVolumeClaim" -> claimChange(old, now);
            case "/Secret" -> {
                same(old, now, "type");
                frozen(old, now, "immutable field is set");
            }
            case "/ConfigMap" -> frozen(old, now, "immutable field is set");
            case "/Service" -> {
                var before = Trees.stringAt(old, "spec", "clusterIP").orElse("");
                var after = Trees.stringAt(now, "spec", "clusterIP").orElse("");
                if (!before.isEmpty()
                        && !before.equals(after)
                        && !"ExternalName".equals(Trees.stringAt(now, "spec", "type").orElse(""))
                        && !"ExternalName".equals(Trees.stringAt(old, "spec", "type").orElse(""))) {
                    causes.add(
                            Cause.invalid("spec.clusterIPs[0]", after, "may not change once set"));
                }
            }
            case "rbac.authorization.k8s.io/RoleBinding",
                    "rbac.authorization.k8s.io/ClusterRoleBinding" -> {
                if (!Objects.equals(old.get("roleRef"), now.get("roleRef"))) {
                    causes.add(
                            Cause.invalid(
                                    "roleRef",
                                    now.getOrDefault("roleRef", Map.of()),
                                    "cannot change roleRef"));
                }
            }
            case "/Pod" -> podChange(old, now);
            case "storage.k8s.io/StorageClass" -> {
                if (!Objects.equals(old.get("provisioner"), now.get("provisioner"))) {
                    causes.add(
                            Cause.forbidden(
                                    "provisioner", "updates to provisioner are forbidden."));
                }
                if (!Objects.equals(old.get("parameters"), now.get("parameters"))) {
                    causes.add(
                            Cause.forbidden("parameters", "updates to parameters are forbidden."));
                }
            }
            case "apiextensions.k8s.io/CustomResourceDefinition" -> {
                same(old, now, "spec.group");
                same(old, now, "spec.scope");
            }
            default -> {}
        }
    }

    private void same(Map<String, Object> old, Map<String, Object> now, String path) {
        var fields = path.split("\\.");
        var before = Trees.at(old, fields);
        var after = Trees.at(now, fields);
        if (!before.equals(after)) {
            causes.add(Cause.invalid(path, after.orElse(Map.of()), "field is immutable"));
        }
    }

    private void frozen(Map<String, Object> old, Map<String, Object> now, String why) {
        if (!Trees.isTrueAt(old, "immutable")) {
            return;
        }
        if (!Trees.isTrueAt(now, "immutable")) {
            causes.add(Cause.forbidden("immutable", "field is immutable when `immutable` is set"));
        }
        for (var field : List.of("data", "binaryData")) {
            if (!Objects.equals(old.get(field), now.get(field))) {
                causes.add(Cause.forbidden(field, "field is immutable when `immutable` is set"));
            }
        }
        Objects.requireNonNull(why);
    }

    private void statefulSet(Map<String, Object> old, Map<String, Object> now) {
        var changeable =
                Set.of(
                        "replicas",
                        "ordinals",
                        "template",
                        "updateStrategy",
                        "revisionHistoryLimit",
                        "persistentVolumeClaimRetentionPolicy",
                        "minReadySeconds");
        var before = new HashMap<>(Trees.mapAt(old, "spec"));
        var after = new HashMap<>(Trees.mapAt(now, "spec"));
        before.keySet().removeAll(changeable);
        after.keySet().removeAll(changeable);
        if (!before.equals(after)) {
            causes.add(
                    Cause.forbidden(
                            "spec",
                            "updates to statefulset spec for fields other than 'replicas', 'ordinals',"
                                    + " 'template', 'updateStrategy', 'revisionHistoryLimit',"
                                    + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are"
                                    + " forbidden"));
        }
    }

    private void claimChange(Map<String, Object> old, Map<String, Object> now) {
        var before = new HashMap<>(Trees.mapAt(old, "spec"));
        var after = new HashMap<>(Trees.mapAt(now, "spec"));
        for (var field : List.of("resources", "volumeAttributesClassName")) {
            before.remove(field);
            after.remove(field);
        }
        if (before.get("volumeName") == null) {
            after.remove("volumeName");
        }
        if (!before.equals(after)) {
            causes.add(
                    Cause.forbidden(
                            "spec",
                            "spec is immutable after creation except resources.requests and"
                                    + " volumeAttributesClassName for bound claims"));
        }
    }

    private void podChange(Map<String, Object> old, Map<String, Object> now) {
        if (!podFrozen(old).equals(podFrozen(now))) {
            causes.add(
                    Cause.forbidden(
                            "spec",
                            "pod updates may not change fields other than `spec.containers[*].image`,"
                                    + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
                                    + "`spec.tolerations` (only additions to existing tolerations),"
                                    + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
                                    + " previously negative)"));
        }
    }

    private static Map<String, Object> podFrozen(Map<String, Object> pod) {
        var spec = Trees.copyMap(Trees.mapAt(pod, "spec"));
        List.of(
                        "activeDeadlineSeconds",
                        "tolerations",
                        "nodeName",
                        "terminationGracePeriodSeconds",
                        "schedulingGates")
                .forEach(spec::remove);
        for (var list : List.of("containers", "initContainers")) {
            Trees.listAt(spec, list).forEach(c -> Trees.map(c).ifPresent(m -> m.remove("image")));
        }
        return spec;
    }
}
