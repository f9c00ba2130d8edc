package io.slipway.kustomize.option;

/** Which release of kustomize a build behaves like, where releases differ. */
public enum Compatibility {
    /** kustomize 5.5, which kubectl 1.32 contains. */
    V5_5,
    /** kustomize 5.8, the default. */
    V5_8;

    /** Whether behaviour that came with 5.6, 5.7 or 5.8 applies. */
    public boolean isNew() {
        return this == V5_8;
    }

    /** The release, with its {@code v}. */
    public String version() {
        return this == V5_8 ? "v5.8.1" : "v5.5.0";
    }

    /**
     * The version that the {@code managedByLabel} of {@code buildMetadata} names. As part of
     * kubectl, kustomize 5.5 does not know its own.
     */
    public String labelledVersion() {
        return this == V5_8 ? version() : "(devel)";
    }
}
