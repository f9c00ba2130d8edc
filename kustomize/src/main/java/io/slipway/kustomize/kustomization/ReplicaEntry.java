package io.slipway.kustomize.kustomization;

/** An entry of {@code replicas}. */
public record ReplicaEntry(String name, long count) {

    public static ReplicaEntry of(Fields fields) {
        return new ReplicaEntry(fields.string("name"), fields.number("count"));
    }
}
