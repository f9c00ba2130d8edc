package io.slipway.render.source;

/** Which tool makes the manifests. */
public enum SourceType {
    HELM("Helm"),
    KUSTOMIZE("Kustomize"),
    DIRECTORY("Directory"),
    PLUGIN("Plugin"),
    /** A source that only lends files to others. */
    NONE("");

    private final String text;

    SourceType(String text) {
        this.text = text;
    }

    /** As the APIs write it. */
    public String text() {
        return text;
    }
}
