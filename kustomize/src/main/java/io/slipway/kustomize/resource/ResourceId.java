package io.slipway.kustomize.resource;

/**
 * What an object is called at one time. Equality is kustomize's: type, name and effective
 * namespace.
 *
 * @param clusterScoped whether the type is known to have no namespace
 */
public record ResourceId(TypeName type, String name, String namespace, boolean clusterScoped) {

    /** Stands for the namespace of what has none. */
    public static final String NO_NAMESPACE = "_non_namespaceable_";

    /** The namespace that counts: {@code default} for an empty one. */
    public String effectiveNamespace() {
        return clusterScoped ? NO_NAMESPACE : namespace.isEmpty() ? "default" : namespace;
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof ResourceId that
                && name.equals(that.name)
                && type.equals(that.type)
                && effectiveNamespace().equals(that.effectiveNamespace());
    }

    @Override
    public int hashCode() {
        return (name.hashCode() * 31 + type.hashCode()) * 31 + effectiveNamespace().hashCode();
    }

    @Override
    public String toString() {
        return type
                + "/"
                + (name.isEmpty() ? "[noName]" : name)
                + "."
                + (namespace.isEmpty() ? "[noNs]" : namespace);
    }
}
