package io.slipway.manifests;

/**
 * The type of a Kubernetes object.
 *
 * @param group empty for the core group
 */
public record GroupVersionKind(String group, String version, String kind)
        implements Comparable<GroupVersionKind> {

    /** From an object's {@code apiVersion} ({@code v1}, {@code apps/v1}) and {@code kind}. */
    public static GroupVersionKind of(String apiVersion, String kind) {
        int slash = apiVersion.lastIndexOf('/');
        return slash < 0
                ? new GroupVersionKind("", apiVersion, kind)
                : new GroupVersionKind(
                        apiVersion.substring(0, slash), apiVersion.substring(slash + 1), kind);
    }

    /** The text that stands in an object: {@code version} or {@code group/version}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Without the version. */
    public GroupKind groupKind() {
        return new GroupKind(group, kind);
    }

    @Override
    public int compareTo(GroupVersionKind other) {
        return toString().compareTo(other.toString());
    }

    /** {@code group/version/Kind}; the core group has no leading slash. */
    @Override
    public String toString() {
        return apiVersion() + "/" + kind;
    }
}
