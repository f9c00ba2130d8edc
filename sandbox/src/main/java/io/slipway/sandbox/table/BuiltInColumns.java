package io.slipway.sandbox.table;

import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The columns of built-in types, as kubectl prints them. Stateless but for the clock of ages. */
final class BuiltInColumns {

    private final Age age;

    BuiltInColumns(Age age) {
        this.age = age;
    }

    private static final String NONE = "<none>";

    private static String text(Map<String, Object> o, String... path) {
        return Trees.at(o, path).map(String::valueOf).orElse("");
    }

    private static String textOr(String otherwise, Map<String, Object> o, String... path) {
        return Trees.at(o, path).map(String::valueOf).filter(t -> !t.isEmpty()).orElse(otherwise);
    }

    private static long number(Map<String, Object> o, String... path) {
        return Trees.longAt(o, path).orElse(0L);
    }

    private Column name() {
        return new Column("Name", "string", 0, o -> text(o, "metadata", "name"));
    }

    private Column ageColumn() {
        return Column.text("Age", age::of);
    }

    private static Column containers(boolean images, String... spec) {
        return Column.wide(
                images ? "Images" : "Containers",
                o ->
                        Trees.listAt(o, append(spec, "containers")).stream()
                                .map(c -> Trees.stringAt(c, images ? "image" : "name").orElse(""))
                                .collect(Collectors.joining(",")));
    }

    private static String[] append(String[] path, String last) {
        var longer = java.util.Arrays.copyOf(path, path.length + 1);
        longer[path.length] = last;
        return longer;
    }

    private static Column selector(String... path) {
        return Column.wide("Selector", o -> labels(Trees.mapAt(o, path)));
    }

    private static String labels(Map<String, Object> labels) {
        return labels.isEmpty()
                ? NONE
                : labels.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .sorted()
                        .collect(Collectors.joining(","));
    }

    List<Column> of(String group, String plural) {
        String[] template = {"spec", "template", "spec"};
        return switch (group + "/" + plural) {
            case "/pods" -> pods();
            case "/namespaces" ->
                    List.of(
                            name(),
                            Column.text("Status", o -> text(o, "status", "phase")),
                            ageColumn());
            case "/configmaps" ->
                    List.of(
                            name(),
                            Column.text(
                                    "Data",
                                    o ->
                                            (long) Trees.mapAt(o, "data").size()
                                                    + Trees.mapAt(o, "binaryData").size()),
                            ageColumn());
            case "/secrets" ->
                    List.of(
                            name(),
                            Column.text("Type", o -> text(o, "type")),
                            Column.text("Data", o -> (long) Trees.mapAt(o, "data").size()),
                            ageColumn());
            case "/services" -> services();
            case "/nodes" -> nodes();
            case "/events", "events.k8s.io/events" -> events();
            case "/persistentvolumeclaims" -> claims();
            case "apps/deployments" ->
                    List.of(
                            name(),
                            Column.text(
                                    "Ready",
                                    o ->
                                            number(o, "status", "readyReplicas")
                                                    + "/"
                                                    + number(o, "spec", "replicas")),
                            Column.text("Up-to-date", o -> number(o, "status", "updatedReplicas")),
                            Column.text("Available", o -> number(o, "status", "availableReplicas")),
                            ageColumn(),
                            containers(false, template),
                            containers(true, template),
                            selector("spec", "selector", "matchLabels"));
            case "apps/replicasets" ->
                    List.of(
                            name(),
                            Column.number("Desired", o -> number(o, "spec", "replicas")),
                            Column.number("Current", o -> number(o, "status", "replicas")),
                            Column.number("Ready", o -> number(o, "status", "readyReplicas")),
                            ageColumn(),
                            containers(false, template),
                            containers(true, template),
                            selector("spec", "selector", "matchLabels"));
            case "apps/statefulsets" ->
                    List.of(
                            name(),
                            Column.text(
                                    "Ready",
                                    o ->
                                            number(o, "status", "readyReplicas")
                                                    + "/"
                                                    + number(o, "spec", "replicas")),
                            ageColumn(),
                            containers(false, template),
                            containers(true, template));
            case "apps/daemonsets" -> daemonSets(template);
            case "batch/jobs" -> jobs(template);
            case "batch/cronjobs" -> cronJobs();
            case "networking.k8s.io/ingresses" -> ingresses();
            case "autoscaling/horizontalpodautoscalers" -> autoscalers();
            case "apiextensions.k8s.io/customresourcedefinitions" -> List.of(name(), created());
            case "rbac.authorization.k8s.io/clusterroles", "rbac.authorization.k8s.io/roles" ->
                    List.of(name(), created());
            case "rbac.authorization.k8s.io/clusterrolebindings",
                    "rbac.authorization.k8s.io/rolebindings" ->
                    List.of(
                            name(),
                            Column.text(
                                    "Role",
                                    o ->
                                            text(o, "roleRef", "kind")
                                                    + "/"
                                                    + text(o, "roleRef", "name")),
                            ageColumn(),
                            subjects("Users", "User"),
                            subjects("Groups", "Group"),
                            subjects("ServiceAccounts", "ServiceAccount"));
            case "storage.k8s.io/storageclasses" ->
                    List.of(
                            name(),
                            Column.text("Provisioner", o -> text(o, "provisioner")),
                            Column.text("ReclaimPolicy", o -> text(o, "reclaimPolicy")),
                            Column.text("VolumeBindingMode", o -> text(o, "volumeBindingMode")),
                            Column.text(
                                    "AllowVolumeExpansion",
                                    o -> Trees.isTrueAt(o, "allowVolumeExpansion")),
                            ageColumn());
            case "discovery.k8s.io/endpointslices" -> endpointSlices();
            case "networking.k8s.io/networkpolicies" ->
                    List.of(
                            name(),
                            Column.text(
                                    "Pod-Selector",
                                    o ->
                                            labels(
                                                    Trees.mapAt(
                                                            o,
                                                            "spec",
                                                            "podSelector",
                                                            "matchLabels"))),
                            ageColumn());
            case "policy/poddisruptionbudgets" ->
                    List.of(
                            name(),
                            Column.text(
                                    "Min Available", o -> textOr("N/A", o, "spec", "minAvailable")),
                            Column.text(
                                    "Max Unavailable",
                                    o -> textOr("N/A", o, "spec", "maxUnavailable")),
                            Column.number(
                                    "Allowed Disruptions",
                                    o -> number(o, "status", "disruptionsAllowed")),
                            ageColumn());
            case "coordination.k8s.io/leases" ->
                    List.of(
                            name(),
                            Column.text("Holder", o -> text(o, "spec", "holderIdentity")),
                            ageColumn());
            default -> new AdministrationColumns(name(), ageColumn(), created()).of(group, plural);
        };
    }

    private Column created() {
        return new Column("Created At", "date", 0, o -> text(o, "metadata", "creationTimestamp"));
    }

    private static Column subjects(String title, String kind) {
        return Column.wide(
                title,
                o ->
                        Trees.listAt(o, "subjects").stream()
                                .filter(s ->
                                        Trees.stringAt(s, "kind").filter(kind::equals).isPresent())
                                .map(s ->
                                        Trees.stringAt(s, "namespace").map(n -> n + "/").orElse("")
                                                + Trees.stringAt(s, "name").orElse(""))
                                .collect(Collectors.joining(", ")));
    }

    private List<Column> pods() {
        return List.of(
                name(),
                Column.text("Ready", BuiltInColumns::podReady),
                Column.text("Status", BuiltInColumns::podStatus),
                Column.text("Restarts", o -> Long.toString(restarts(o))),
                ageColumn(),
                Column.wide("IP", o -> textOr(NONE, o, "status", "podIP")),
                Column.wide("Node", o -> textOr(NONE, o, "spec", "nodeName")),
                Column.wide("Nominated Node", o -> textOr(NONE, o, "status", "nominatedNodeName")),
                Column.wide("Readiness Gates", _ -> NONE));
    }

    private static long restarts(Map<String, Object> pod) {
        return Trees.listAt(pod, "status", "containerStatuses").stream()
                .mapToLong(s -> Trees.longAt(s, "restartCount").orElse(0L))
                .sum();
    }

    private static String podReady(Map<String, Object> pod) {
        long ready =
                Trees.listAt(pod, "status", "containerStatuses").stream()
                        .filter(s -> Trees.isTrueAt(s, "ready"))
                        .count();
        return ready + "/" + Trees.listAt(pod, "spec", "containers").size();
    }

    private static String podStatus(Map<String, Object> pod) {
        if (Trees.at(pod, "metadata", "deletionTimestamp").isPresent()) {
            return "Terminating";
        }
        for (var status : Trees.listAt(pod, "status", "containerStatuses")) {
            var waiting = Trees.stringAt(status, "state", "waiting", "reason");
            if (waiting.isPresent()) {
                return waiting.get();
            }
            var ended = Trees.stringAt(status, "state", "terminated", "reason");
            if (ended.isPresent()) {
                return ended.get();
            }
        }
        return textOr("Pending", pod, "status", "phase");
    }

    private List<Column> services() {
        return List.of(
                name(),
                Column.text("Type", o -> text(o, "spec", "type")),
                Column.text("Cluster-IP", o -> textOr(NONE, o, "spec", "clusterIP")),
                Column.text("External-IP", BuiltInColumns::external),
                Column.text("Port(s)", BuiltInColumns::ports),
                ageColumn(),
                selector("spec", "selector"));
    }

    private static String external(Map<String, Object> service) {
        var type = text(service, "spec", "type");
        if (type.equals("ExternalName")) {
            return text(service, "spec", "externalName");
        }
        var ips =
                Trees.listAt(service, "status", "loadBalancer", "ingress").stream()
                        .map(i ->
                                Trees.stringAt(i, "ip")
                                        .or(() -> Trees.stringAt(i, "hostname"))
                                        .orElse(""))
                        .collect(Collectors.joining(","));
        return !ips.isEmpty() ? ips : type.equals("LoadBalancer") ? "<pending>" : NONE;
    }

    private static String ports(Map<String, Object> service) {
        var ports = new ArrayList<String>();
        for (var port : Trees.listAt(service, "spec", "ports")) {
            ports.add(
                    Trees.longAt(port, "port").orElse(0L)
                            + Trees.longAt(port, "nodePort").map(n -> ":" + n).orElse("")
                            + "/"
                            + Trees.stringAt(port, "protocol").orElse("TCP"));
        }
        return ports.isEmpty() ? NONE : String.join(",", ports);
    }

    private List<Column> nodes() {
        return List.of(
                name(),
                Column.text(
                        "Status",
                        o ->
                                Trees.listAt(o, "status", "conditions").stream()
                                                .anyMatch(c ->
                                                        Trees.stringAt(c, "type")
                                                                        .filter("Ready"::equals)
                                                                        .isPresent()
                                                                && Trees.stringAt(c, "status")
                                                                        .filter("True"::equals)
                                                                        .isPresent())
                                        ? "Ready" + cordoned(o)
                                        : "NotReady" + cordoned(o)),
                Column.text(
                        "Roles",
                        o -> {
                            var roles =
                                    Trees.mapAt(o, "metadata", "labels").keySet().stream()
                                            .filter(k -> k.startsWith("node-role.kubernetes.io/"))
                                            .map(k -> k.substring(24))
                                            .sorted()
                                            .collect(Collectors.joining(","));
                            return roles.isEmpty() ? NONE : roles;
                        }),
                ageColumn(),
                Column.text("Version", o -> text(o, "status", "nodeInfo", "kubeletVersion")),
                Column.wide("Internal-IP", o -> address(o, "InternalIP")),
                Column.wide("External-IP", o -> address(o, "ExternalIP")),
                Column.wide(
                        "OS-Image", o -> textOr("<unknown>", o, "status", "nodeInfo", "osImage")),
                Column.wide(
                        "Kernel-Version",
                        o -> textOr("<unknown>", o, "status", "nodeInfo", "kernelVersion")),
                Column.wide(
                        "Container-Runtime",
                        o ->
                                textOr(
                                        "<unknown>",
                                        o,
                                        "status",
                                        "nodeInfo",
                                        "containerRuntimeVersion")));
    }

    private static String cordoned(Map<String, Object> node) {
        return Trees.isTrueAt(node, "spec", "unschedulable") ? ",SchedulingDisabled" : "";
    }

    private static String address(Map<String, Object> node, String type) {
        return Trees.listAt(node, "status", "addresses").stream()
                .filter(a -> Trees.stringAt(a, "type").filter(type::equals).isPresent())
                .flatMap(a -> Trees.stringAt(a, "address").stream())
                .findFirst()
                .orElse(NONE);
    }

    private List<Column> events() {
        return List.of(
                Column.text(
                        "Last Seen",
                        o ->
                                age.since(
                                        Trees.stringAt(o, "lastTimestamp")
                                                .or(() ->
                                                        Trees.stringAt(
                                                                o, "deprecatedLastTimestamp"))
                                                .or(() -> Trees.stringAt(o, "eventTime"))
                                                .orElse(""))),
                Column.text("Type", o -> text(o, "type")),
                Column.text("Reason", o -> text(o, "reason")),
                Column.text(
                        "Object",
                        o -> {
                            var about =
                                    Trees.at(o, "involvedObject").isPresent()
                                            ? "involvedObject"
                                            : "regarding";
                            return text(o, about, "kind").toLowerCase(java.util.Locale.ROOT)
                                    + "/"
                                    + text(o, about, "name");
                        }),
                Column.wide(
                        "Subobject",
                        o ->
                                Trees.stringAt(o, "involvedObject", "fieldPath")
                                        .or(() -> Trees.stringAt(o, "regarding", "fieldPath"))
                                        .orElse("")),
                Column.wide("Source", BuiltInColumns::source),
                Column.text(
                        "Message",
                        o -> Trees.stringAt(o, "message").orElse(text(o, "note")).strip()),
                Column.wide(
                        "First Seen",
                        o ->
                                age.since(
                                        Trees.stringAt(o, "firstTimestamp")
                                                .or(() ->
                                                        Trees.stringAt(
                                                                o, "deprecatedFirstTimestamp"))
                                                .or(() -> Trees.stringAt(o, "eventTime"))
                                                .orElse(""))),
                Column.wide(
                        "Count",
                        o ->
                                Long.toString(
                                        Trees.longAt(o, "count")
                                                .or(() -> Trees.longAt(o, "deprecatedCount"))
                                                .orElse(1L))),
                new Column("Name", "string", 1, o -> text(o, "metadata", "name")));
    }

    private static String source(Map<String, Object> event) {
        var source =
                Trees.at(event, "source").isPresent()
                        ? Trees.mapAt(event, "source")
                        : Trees.mapAt(event, "deprecatedSource");
        var component =
                Trees.stringAt(source, "component")
                        .or(() -> Trees.stringAt(event, "reportingComponent"))
                        .or(() -> Trees.stringAt(event, "reportingController"))
                        .orElse("");
        return Trees.stringAt(source, "host").map(h -> component + ", " + h).orElse(component);
    }

    private List<Column> claims() {
        return List.of(
                name(),
                Column.text("Status", o -> text(o, "status", "phase")),
                Column.text("Volume", o -> text(o, "spec", "volumeName")),
                Column.text("Capacity", o -> text(o, "status", "capacity", "storage")),
                Column.text(
                        "Access Modes",
                        o -> AdministrationColumns.modes(Trees.listAt(o, "status", "accessModes"))),
                Column.text("StorageClass", o -> text(o, "spec", "storageClassName")),
                Column.text(
                        "VolumeAttributesClass",
                        o -> textOr("<unset>", o, "spec", "volumeAttributesClassName")),
                ageColumn(),
                Column.wide("VolumeMode", o -> text(o, "spec", "volumeMode")));
    }

    private List<Column> daemonSets(String... template) {
        return List.of(
                name(),
                Column.number("Desired", o -> number(o, "status", "desiredNumberScheduled")),
                Column.number("Current", o -> number(o, "status", "currentNumberScheduled")),
                Column.number("Ready", o -> number(o, "status", "numberReady")),
                Column.number("Up-to-date", o -> number(o, "status", "updatedNumberScheduled")),
                Column.number("Available", o -> number(o, "status", "numberAvailable")),
                Column.text(
                        "Node Selector",
                        o -> labels(Trees.mapAt(o, "spec", "template", "spec", "nodeSelector"))),
                ageColumn(),
                containers(false, template),
                containers(true, template),
                selector("spec", "selector", "matchLabels"));
    }

    private List<Column> jobs(String... template) {
        Function<Map<String, Object>, Object> status =
                o -> {
                    for (var condition : Trees.listAt(o, "status", "conditions")) {
                        if (Trees.stringAt(condition, "status")
                                .filter("True"::equals)
                                .isPresent()) {
                            var type = Trees.stringAt(condition, "type").orElse("");
                            if (List.of("Complete", "Failed", "Suspended").contains(type)) {
                                return type;
                            }
                        }
                    }
                    return "Running";
                };
        return List.of(
                name(),
                Column.text("Status", status),
                Column.text(
                        "Completions",
                        o ->
                                number(o, "status", "succeeded")
                                        + "/"
                                        + Trees.longAt(o, "spec", "completions").orElse(1L)),
                Column.text(
                        "Duration",
                        o -> {
                            var start = text(o, "status", "startTime");
                            var end = text(o, "status", "completionTime");
                            return start.isEmpty()
                                    ? ""
                                    : end.isEmpty() ? age.since(start) : Age.between(start, end);
                        }),
                ageColumn(),
                containers(false, template),
                containers(true, template),
                selector("spec", "selector", "matchLabels"));
    }

    private List<Column> cronJobs() {
        return List.of(
                name(),
                Column.text("Schedule", o -> text(o, "spec", "schedule")),
                Column.text("Timezone", o -> textOr(NONE, o, "spec", "timeZone")),
                Column.text(
                        "Suspend", o -> Trees.isTrueAt(o, "spec", "suspend") ? "True" : "False"),
                Column.number("Active", o -> (long) Trees.listAt(o, "status", "active").size()),
                Column.text(
                        "Last Schedule",
                        o -> {
                            var last = text(o, "status", "lastScheduleTime");
                            return last.isEmpty() ? NONE : age.since(last);
                        }),
                ageColumn(),
                containers(false, "spec", "jobTemplate", "spec", "template", "spec"),
                containers(true, "spec", "jobTemplate", "spec", "template", "spec"),
                selector("spec", "jobTemplate", "spec", "selector", "matchLabels"));
    }

    private List<Column> ingresses() {
        return List.of(
                name(),
                Column.text("Class", o -> textOr(NONE, o, "spec", "ingressClassName")),
                Column.text(
                        "Hosts",
                        o -> {
                            var hosts =
                                    Trees.listAt(o, "spec", "rules").stream()
                                            .map(r -> Trees.stringAt(r, "host").orElse(""))
                                            .filter(h -> !h.isEmpty())
                                            .collect(Collectors.joining(","));
                            return hosts.isEmpty() ? "*" : hosts;
                        }),
                Column.text(
                        "Address",
                        o ->
                                Trees.listAt(o, "status", "loadBalancer", "ingress").stream()
                                        .map(i ->
                                                Trees.stringAt(i, "ip")
                                                        .or(() -> Trees.stringAt(i, "hostname"))
                                                        .orElse(""))
                                        .collect(Collectors.joining(","))),
                Column.text(
                        "Ports", o -> Trees.listAt(o, "spec", "tls").isEmpty() ? "80" : "80, 443"),
                ageColumn());
    }

    private List<Column> autoscalers() {
        return List.of(
                name(),
                Column.text(
                        "Reference",
                        o ->
                                text(o, "spec", "scaleTargetRef", "kind")
                                        + "/"
                                        + text(o, "spec", "scaleTargetRef", "name")),
                Column.text(
                        "Targets",
                        o -> {
                            var targets = new ArrayList<String>();
                            for (var metric : Trees.listAt(o, "spec", "metrics")) {
                                targets.add(
                                        Trees.stringAt(metric, "resource", "name").orElse("")
                                                + ": <unknown>/"
                                                + Trees.longAt(
                                                                metric,
                                                                "resource",
                                                                "target",
                                                                "averageUtilization")
                                                        .map(n -> n + "%")
                                                        .orElse("auto"));
                            }
                            return targets.isEmpty() ? NONE : String.join(", ", targets);
                        }),
                Column.text("MinPods", o -> textOr("<unset>", o, "spec", "minReplicas")),
                Column.text("MaxPods", o -> number(o, "spec", "maxReplicas")),
                Column.text("Replicas", o -> number(o, "status", "currentReplicas")),
                ageColumn());
    }

    private List<Column> endpointSlices() {
        return List.of(
                name(),
                Column.text("AddressType", o -> text(o, "addressType")),
                Column.text(
                        "Ports",
                        o -> {
                            var ports =
                                    Trees.listAt(o, "ports").stream()
                                            .map(p -> Json.write(Trees.at(p, "port").orElse("*")))
                                            .collect(Collectors.joining(","));
                            return ports.isEmpty() ? "<unset>" : ports;
                        }),
                Column.text(
                        "Endpoints",
                        o -> {
                            var ips =
                                    Trees.listAt(o, "endpoints").stream()
                                            .flatMap(e -> Trees.listAt(e, "addresses").stream())
                                            .map(String::valueOf)
                                            .toList();
                            return ips.isEmpty()
                                    ? "<unset>"
                                    : ips.size() > 3
                                            ? String.join(",", ips.subList(0, 3))
                                                    + " + "
                                                    + (ips.size() - 3)
                                                    + " more..."
                                            : String.join(",", ips);
                        }),
                ageColumn());
    }
}
