package io.slipway.kustomize.kustomization;

import io.slipway.kustomize.resource.TypeName;

/** An entry of {@code vars}. */
public record VariableEntry(
        String name, TypeName type, String objectName, String objectNamespace, String fieldPath) {

    static VariableEntry of(Fields fields) {
        var object =
                fields.struct(
                                "objref",
                                "Target",
                                f -> {
                                    var apiVersion = f.string("apiVersion");
                                    var group = f.string("group");
                                    var version = f.string("version");
                                    var kind = f.string("kind");
                                    var type =
                                            apiVersion.isEmpty()
                                                    ? new TypeName(group, version, kind)
                                                    : TypeName.of(apiVersion, kind);
                                    return new VariableEntry(
                                            "", type, f.string("name"), f.string("namespace"), "");
                                })
                        .orElse(new VariableEntry("", TypeName.ANY, "", "", ""));
        var path =
                fields.struct("fieldref", "FieldSelector", f -> f.string("fieldPath")).orElse("");
        return new VariableEntry(
                fields.string("name"),
                object.type,
                object.objectName,
                object.objectNamespace,
                path.isEmpty() ? "metadata.name" : path);
    }

    @Override
    public String toString() {
        return "{"
                + name
                + " {"
                + type
                + " "
                + objectName
                + " "
                + objectNamespace
                + "} {"
                + fieldPath
                + "}}";
    }
}
