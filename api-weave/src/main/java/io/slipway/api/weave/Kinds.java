package io.slipway.api.weave;

import io.slipway.engine.cluster.ApiCatalog;
import io.slipway.engine.cluster.ApiResource;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.GroupVersionKind;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * From a bare kind name to the type that a cluster serves. The table says which group is meant when
 * several have a kind of that name, and what to call a kind that a cluster does not serve; the
 * version is always the cluster's own choice.
 */
final class Kinds {
    private static final Pattern VERSION = Pattern.compile("v(\\d+)(?:(alpha|beta)(\\d+))?");
    private static final Map<String, GroupVersionKind> KNOWN = known();

    /** Kinds that the Flux controllers reconcile or use. */
    static final List<String> FLUX =
            List.of(
                    "Kustomization",
                    "HelmRelease",
                    "GitRepository",
                    "HelmRepository",
                    "HelmChart",
                    "Bucket",
                    "OCIRepository",
                    "ImageRepository",
                    "ImagePolicy",
                    "ImageUpdateAutomation",
                    "Provider",
                    "Alert",
                    "Receiver");

    private Kinds() {}

    /** What a kind name means in a cluster. */
    sealed interface Lookup {
        /** The cluster serves it. */
        record Served(ApiResource resource) implements Lookup {}

        /** A kind of the table that this cluster has not. */
        record Missing(GroupVersionKind type) implements Lookup {
            String message() {
                return "no matches for kind \"%s\" in version \"%s\""
                        .formatted(type.kind(), type.apiVersion());
            }
        }

        /** Nobody knows it. */
        record Unknown() implements Lookup {}
    }

    static Lookup find(ApiCatalog catalog, String kind) {
        var known = Optional.ofNullable(KNOWN.get(kind));
        var preferred = known.flatMap(type -> catalog.find(type.groupKind()));
        if (preferred.isPresent()) {
            return new Lookup.Served(preferred.get());
        }
        var served =
                catalog.preferred().stream()
                        .filter(resource -> resource.type().kind().equals(kind))
                        .max(
                                Comparator.<ApiResource>comparingInt(
                                                r -> r.type().group().isEmpty() ? 1 : 0)
                                        .thenComparingInt(r -> rank(r.type().version()))
                                        .thenComparing(r -> r.type().group()));
        if (served.isPresent()) {
            return new Lookup.Served(served.get());
        }
        return known.<Lookup>map(Lookup.Missing::new).orElseGet(Lookup.Unknown::new);
    }

    /** Whether the original knows the kind even where no cluster serves it. */
    static boolean isKnown(String kind) {
        return KNOWN.containsKey(kind);
    }

    static ApiError unsupported(String kind) {
        return ApiError.unknown("looking up objects of kind " + kind + " not supported");
    }

    static boolean isFlux(GroupKind kind) {
        return FLUX.contains(kind.kind()) && kind.group().endsWith(".toolkit.fluxcd.io");
    }

    /** vN above vNbetaM above vNalphaM; anything else last. */
    static int rank(String version) {
        var match = VERSION.matcher(version);
        if (!match.matches() || match.group(1).length() > 4) {
            return 0;
        }
        var major = 1000 * Integer.parseInt(match.group(1));
        if (match.group(2) == null) {
            return major + 1000;
        }
        var minor = match.group(3).length() > 4 ? 0 : Integer.parseInt(match.group(3));
        return major + (match.group(2).equals("beta") ? 50 * minor : minor);
    }

    private static Map<String, GroupVersionKind> known() {
        var known = new LinkedHashMap<String, GroupVersionKind>();
        put(known, "kustomize.toolkit.fluxcd.io", "v1", "Kustomization");
        put(known, "helm.toolkit.fluxcd.io", "v2", "HelmRelease");
        put(known, "source.toolkit.fluxcd.io", "v1", "GitRepository", "HelmRepository");
        put(known, "source.toolkit.fluxcd.io", "v1", "HelmChart", "Bucket", "OCIRepository");
        put(known, "image.toolkit.fluxcd.io", "v1", "ImageRepository", "ImagePolicy");
        put(known, "image.toolkit.fluxcd.io", "v1", "ImageUpdateAutomation");
        put(known, "notification.toolkit.fluxcd.io", "v1beta3", "Provider", "Alert");
        put(known, "notification.toolkit.fluxcd.io", "v1", "Receiver");
        put(known, "pac.weave.works", "v2beta2", "Policy", "PolicyConfig", "PolicySet");
        put(known, "", "v1", "ConfigMap", "Secret", "Service", "ServiceAccount", "Pod", "Event");
        put(known, "", "v1", "Namespace", "Node", "PersistentVolume", "PersistentVolumeClaim");
        put(known, "", "v1", "ReplicationController", "ResourceQuota", "LimitRange", "Endpoints");
        put(known, "", "v1", "PodTemplate");
        put(known, "apps", "v1", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet");
        put(known, "apps", "v1", "ControllerRevision");
        put(known, "batch", "v1", "Job", "CronJob");
        put(known, "networking.k8s.io", "v1", "Ingress", "IngressClass", "NetworkPolicy");
        put(known, "rbac.authorization.k8s.io", "v1", "Role", "RoleBinding", "ClusterRole");
        put(known, "rbac.authorization.k8s.io", "v1", "ClusterRoleBinding");
        put(known, "autoscaling", "v2", "HorizontalPodAutoscaler");
        put(known, "policy", "v1", "PodDisruptionBudget");
        put(known, "storage.k8s.io", "v1", "StorageClass", "VolumeAttachment", "CSIDriver");
        put(known, "coordination.k8s.io", "v1", "Lease");
        put(known, "discovery.k8s.io", "v1", "EndpointSlice");
        put(known, "scheduling.k8s.io", "v1", "PriorityClass");
        put(known, "certificates.k8s.io", "v1", "CertificateSigningRequest");
        put(known, "apiextensions.k8s.io", "v1", "CustomResourceDefinition");
        put(known, "admissionregistration.k8s.io", "v1", "MutatingWebhookConfiguration");
        put(known, "admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration");
        return Map.copyOf(known);
    }

    private static void put(
            Map<String, GroupVersionKind> known, String group, String version, String... kinds) {
        for (var kind : kinds) {
            known.put(kind, new GroupVersionKind(group, version, kind));
        }
    }
}
