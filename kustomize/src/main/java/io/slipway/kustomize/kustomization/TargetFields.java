package io.slipway.kustomize.kustomization;

import io.slipway.kustomize.resource.Selector;
import io.slipway.kustomize.resource.TypeName;

/**
 * A selector as it stands in a file.
 *
 * @param type group, version and kind, each may be empty
 */
public record TargetFields(
        TypeName type,
        String name,
        String namespace,
        String labelSelector,
        String annotationSelector) {

    public static TargetFields of(Fields fields) {
        return new TargetFields(
                new TypeName(
                        fields.shared().string("group"),
                        fields.shared().string("version"),
                        fields.shared().string("kind")),
                fields.shared().string("name"),
                fields.shared().string("namespace"),
                fields.string("labelSelector"),
                fields.string("annotationSelector"));
    }

    /** The selector, its parts as regular expressions. */
    public Selector selector() {
        return new Selector(type, name, namespace, labelSelector, annotationSelector);
    }

    /** Whether no part of the id is asked for. */
    public boolean isEmptyId() {
        return type.equals(TypeName.ANY) && name.isEmpty() && namespace.isEmpty();
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
