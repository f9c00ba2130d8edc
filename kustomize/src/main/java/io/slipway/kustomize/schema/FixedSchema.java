package io.slipway.kustomize.schema;

import java.util.Map;
import java.util.Optional;

/** The types of one source, or of several that were put together. Immutable. */
record FixedSchema(Map<String, TypeSchema> types, Map<String, Boolean> namespaced)
        implements Schema {

    /** The types of Kubernetes 1.21. */
    static FixedSchema builtIn() {
        return BuiltIn.SCHEMA;
    }

    @Override
    public Optional<TypeSchema> type(String apiVersion, String kind) {
        return Optional.ofNullable(types.get(apiVersion + " " + kind));
    }

    @Override
    public boolean isClusterScoped(String apiVersion, String kind) {
        return Boolean.FALSE.equals(namespaced.get(apiVersion + " " + kind));
    }

    private static final class BuiltIn {
        private static final FixedSchema SCHEMA = new Definitions().addBuiltIn().schema();
    }
}
