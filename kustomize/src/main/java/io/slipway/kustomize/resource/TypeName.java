package io.slipway.kustomize.resource;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Group, version and kind; as a selector, an empty part matches any. */
public record TypeName(String group, String version, String kind) {

    /** Matches every type. */
    public static final TypeName ANY = new TypeName("", "", "");

    private static final List<String> FIRST =
            List.of(
                    "Namespace",
                    "ResourceQuota",
                    "StorageClass",
                    "CustomResourceDefinition",
                    "ServiceAccount",
                    "PodSecurityPolicy",
                    "Role",
                    "ClusterRole",
                    "RoleBinding",
                    "ClusterRoleBinding",
                    "ConfigMap",
                    "Secret",
                    "Endpoints",
                    "Service",
                    "LimitRange",
                    "PriorityClass",
                    "PersistentVolume",
                    "PersistentVolumeClaim",
                    "Deployment",
                    "StatefulSet",
                    "CronJob",
                    "PodDisruptionBudget");
    private static final List<String> LAST =
            List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration");
    private static final Map<String, Integer> RANKS = ranks(FIRST, LAST);

    /** Kinds that others need first, then by {@link #sortText()}. */
    public static final Comparator<TypeName> KIND_ORDER =
            Comparator.comparingInt((TypeName t) -> RANKS.getOrDefault(t.kind, 0))
                    .thenComparing(TypeName::sortText);

    /** The kinds that the legacy order puts first. */
    public static List<String> defaultFirst() {
        return FIRST;
    }

    /** The kinds that the legacy order puts last. */
    public static List<String> defaultLast() {
        return LAST;
    }

    /** Ranks by kind: negative for the first list, positive for the last. */
    public static Map<String, Integer> ranks(List<String> first, List<String> last) {
        var ranks = new HashMap<String, Integer>();
        for (int i = 0; i < first.size(); i++) {
            ranks.put(first.get(i), i - first.size());
        }
        for (int i = 0; i < last.size(); i++) {
            ranks.put(last.get(i), i + 1);
        }
        return ranks;
    }

    /** From the fields of an object. */
    public static TypeName of(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        return slash < 0
                ? new TypeName("", apiVersion, kind)
                : new TypeName(
                        apiVersion.substring(0, slash), apiVersion.substring(slash + 1), kind);
    }

    /** As it stands in an object. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Whether this type is one that the selector means. */
    public boolean isSelectedBy(TypeName selector) {
        return (selector.kind.isEmpty() || selector.kind.equals(kind))
                && (selector.group.isEmpty() || selector.group.equals(group))
                && (selector.version.isEmpty() || selector.version.equals(version));
    }

    /** The text by which types are ordered. */
    public String sortText() {
        return (group.isEmpty() ? "~G" : group)
                + "_"
                + (version.isEmpty() ? "~V" : version)
                + "_"
                + (kind.isEmpty() ? "~K" : kind);
    }

    @Override
    public String toString() {
        return (kind.isEmpty() ? "[noKind]" : kind)
                + "."
                + (version.isEmpty() ? "[noVer]" : version)
                + "."
                + (group.isEmpty() ? "[noGrp]" : group);
    }
}
