package io.slipway.engine.compare;

import java.util.Map;
import java.util.TreeMap;

/** Labels and annotations that the destination namespace is to have (spec: sync N). */
public record NamespaceMetadata(Map<String, String> labels, Map<String, String> annotations) {
    public NamespaceMetadata {
        labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
        annotations = java.util.Collections.unmodifiableMap(new TreeMap<>(annotations));
    }
}
