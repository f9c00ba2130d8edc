package io.slipway.sandbox.table;

import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The columns of the kinds that administrators look at. Stateless but for the clock of ages. */
final class AdministrationColumns {

    private static final String NONE = "<none>";
    private static final int ENDPOINTS_SHOWN = 3;

    private final Column name;
    private final Column age;
    private final Column created;

    AdministrationColumns(Column name, Column age, Column created) {
        this.name = name;
        this.age = age;
        this.created = created;
    }

    private static Function<Map<String, Object>, Object> text(String otherwise, String... path) {
        return o ->
                Trees.at(o, path).map(String::valueOf).filter(t -> !t.isEmpty()).orElse(otherwise);
    }

    private static Function<Map<String, Object>, Object> number(String... path) {
        return o -> Trees.longAt(o, path).orElse(0L);
    }

    private static Function<Map<String, Object>, Object> isTrue(String... path) {
        return o -> Trees.isTrueAt(o, path);
    }

    /** Name and age where nothing else is known. */
    List<Column> of(String group, String plural) {
        return switch (group + "/" + plural) {
            case "/endpoints" -> List.of(name, Column.text("Endpoints", o -> endpoints(o)), age);
            case "/limitranges", "storage.k8s.io/csistoragecapacities" -> List.of(name, created);
            case "/resourcequotas" ->
                    List.of(
                            name,
                            Column.text("Request", o -> amounts(o, false)),
                            Column.text("Limit", o -> amounts(o, true)),
                            age);
            case "/persistentvolumes" -> volumes();
            case "/replicationcontrollers" ->
                    List.of(
                            name,
                            Column.number("Desired", number("spec", "replicas")),
                            Column.number("Current", number("status", "replicas")),
                            Column.number("Ready", number("status", "readyReplicas")),
                            age,
                            Column.wide("Containers", o -> containers(o, "name")),
                            Column.wide("Images", o -> containers(o, "image")),
                            Column.wide("Selector", o -> labels(o, "spec", "selector")));
            case "/podtemplates" ->
                    List.of(
                            name,
                            Column.text("Containers", o -> templated(o, "name")),
                            Column.text("Images", o -> templated(o, "image")),
                            Column.text(
                                    "Pod Labels",
                                    o -> labels(o, "template", "metadata", "labels")));
            case "apps/controllerrevisions" ->
                    List.of(
                            name,
                            Column.text("Controller", AdministrationColumns::controller),
                            Column.number("Revision", number("revision")),
                            age);
            case "networking.k8s.io/ingressclasses" ->
                    List.of(
                            name,
                            Column.text("Controller", text("", "spec", "controller")),
                            Column.text(
                                    "Parameters",
                                    o ->
                                            Trees.at(o, "spec", "parameters").isEmpty()
                                                    ? NONE
                                                    : reference(
                                                            Trees.mapAt(o, "spec", "parameters"))),
                            age);
            case "scheduling.k8s.io/priorityclasses" ->
                    List.of(
                            name,
                            Column.number("Value", number("value")),
                            Column.text("Global-Default", isTrue("globalDefault")),
                            age,
                            Column.text("PreemptionPolicy", text("", "preemptionPolicy")));
            case "node.k8s.io/runtimeclasses" ->
                    List.of(name, Column.text("Handler", text("", "handler")), age);
            case "apiregistration.k8s.io/apiservices" ->
                    List.of(
                            name,
                            Column.text("Service", AdministrationColumns::service),
                            Column.text("Available", AdministrationColumns::available),
                            age);
            case "admissionregistration.k8s.io/mutatingwebhookconfigurations",
                    "admissionregistration.k8s.io/validatingwebhookconfigurations" ->
                    List.of(
                            name,
                            Column.number(
                                    "Webhooks", o -> (long) Trees.listAt(o, "webhooks").size()),
                            age);
            default -> List.of(name, age);
        };
    }

    private List<Column> volumes() {
        return List.of(
                name,
                Column.text("Capacity", text("", "spec", "capacity", "storage")),
                Column.text("Access Modes", o -> modes(Trees.listAt(o, "spec", "accessModes"))),
                Column.text("Reclaim Policy", text("", "spec", "persistentVolumeReclaimPolicy")),
                Column.text(
                        "Status",
                        o ->
                                Trees.at(o, "metadata", "deletionTimestamp").isPresent()
                                        ? "Terminating"
                                        : Trees.stringAt(o, "status", "phase").orElse("")),
                Column.text(
                        "Claim",
                        o ->
                                Trees.stringAt(o, "spec", "claimRef", "name")
                                        .map(n ->
                                                Trees.stringAt(o, "spec", "claimRef", "namespace")
                                                                .orElse("")
                                                        + "/"
                                                        + n)
                                        .orElse("")),
                Column.text("StorageClass", text("", "spec", "storageClassName")),
                Column.text(
                        "VolumeAttributesClass",
                        text("<unset>", "spec", "volumeAttributesClassName")),
                Column.text("Reason", text("", "status", "reason")),
                age,
                Column.wide("VolumeMode", text("<unset>", "spec", "volumeMode")));
    }

    /** Access modes as their initials: RWO, ROX, RWX, RWOP. */
    static String modes(List<Object> modes) {
        return modes.stream()
                .map(m ->
                        switch (String.valueOf(m)) {
                            case "ReadWriteOnce" -> "RWO";
                            case "ReadOnlyMany" -> "ROX";
                            case "ReadWriteMany" -> "RWX";
                            case "ReadWriteOncePod" -> "RWOP";
                            default -> "";
                        })
                .filter(m -> !m.isEmpty())
                .collect(Collectors.joining(","));
    }

    private static String amounts(Map<String, Object> quota, boolean limits) {
        var parts = new ArrayList<String>();
        var used = Trees.mapAt(quota, "status", "used");
        new TreeMap<>(Trees.mapAt(quota, "status", "hard"))
                .forEach((resource, hard) -> {
                    if (resource.startsWith("limits") == limits) {
                        parts.add(resource + ": " + used.getOrDefault(resource, "0") + "/" + hard);
                    }
                });
        return String.join(", ", parts);
    }

    private static String endpoints(Map<String, Object> object) {
        var all = new ArrayList<String>();
        for (var subset : Trees.listAt(object, "subsets")) {
            var ports = Trees.listAt(subset, "ports");
            for (var address : Trees.listAt(subset, "addresses")) {
                var ip = Trees.stringAt(address, "ip").orElse("");
                if (ports.isEmpty()) {
                    all.add(ip);
                }
                for (var port : ports) {
                    all.add(ip + ":" + Trees.longAt(port, "port").orElse(0L));
                }
            }
        }
        if (all.isEmpty()) {
            return NONE;
        }
        var shown = String.join(",", all.subList(0, Math.min(ENDPOINTS_SHOWN, all.size())));
        return all.size() > ENDPOINTS_SHOWN
                ? shown + " + " + (all.size() - ENDPOINTS_SHOWN) + " more..."
                : shown;
    }

    private static String containers(Map<String, Object> object, String field) {
        return Trees.listAt(object, "spec", "template", "spec", "containers").stream()
                .flatMap(c -> Trees.stringAt(c, field).stream())
                .collect(Collectors.joining(","));
    }

    private static String templated(Map<String, Object> object, String field) {
        return Trees.listAt(object, "template", "spec", "containers").stream()
                .flatMap(c -> Trees.stringAt(c, field).stream())
                .collect(Collectors.joining(","));
    }

    private static String labels(Map<String, Object> object, String... path) {
        var labels = new TreeMap<>(Trees.mapAt(object, path));
        return labels.isEmpty()
                ? NONE
                : labels.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining(","));
    }

    private static String controller(Map<String, Object> object) {
        return Trees.listAt(object, "metadata", "ownerReferences").stream()
                .filter(o -> Trees.isTrueAt(o, "controller"))
                .findFirst()
                .map(o -> {
                    var version = Trees.stringAt(o, "apiVersion").orElse("");
                    int slash = version.indexOf('/');
                    return Trees.stringAt(o, "kind").orElse("").toLowerCase(java.util.Locale.ROOT)
                            + (slash < 0 ? "" : "." + version.substring(0, slash))
                            + "/"
                            + Trees.stringAt(o, "name").orElse("");
                })
                .orElse(NONE);
    }

    private static String reference(Map<String, Object> reference) {
        return Trees.stringAt(reference, "kind").orElse("")
                + Trees.stringAt(reference, "apiGroup").map(g -> "." + g).orElse("")
                + "/"
                + Trees.stringAt(reference, "name").orElse("");
    }

    private static String service(Map<String, Object> object) {
        return Trees.stringAt(object, "spec", "service", "name")
                .map(n ->
                        Trees.stringAt(object, "spec", "service", "namespace").orElse("") + "/" + n)
                .orElse("Local");
    }

    private static String available(Map<String, Object> object) {
        return Trees.listAt(object, "status", "conditions").stream()
                .filter(c -> Trees.stringAt(c, "type").filter("Available"::equals).isPresent())
                .findFirst()
                .map(c -> {
                    var status = Trees.stringAt(c, "status").orElse("");
                    return status.equals("True")
                            ? status
                            : status + " (" + Trees.stringAt(c, "reason").orElse("") + ")";
                })
                .orElse("Unknown");
    }
}
