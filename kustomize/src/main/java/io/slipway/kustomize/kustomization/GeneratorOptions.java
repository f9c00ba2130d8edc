package io.slipway.kustomize.kustomization;

import java.util.Map;
import java.util.TreeMap;

/** {@code generatorOptions}, or the {@code options} of one generator. */
public record GeneratorOptions(
        Map<String, String> labels,
        Map<String, String> annotations,
        boolean disableNameSuffixHash,
        boolean immutable) {

    public static final GeneratorOptions NONE =
            new GeneratorOptions(Map.of(), Map.of(), false, false);

    static GeneratorOptions of(Fields fields) {
        return new GeneratorOptions(
                fields.stringMap("labels"),
                fields.stringMap("annotations"),
                fields.flag("disableNameSuffixHash"),
                fields.flag("immutable"));
    }

    GeneratorOptions over(GeneratorOptions global) {
        return new GeneratorOptions(
                over(labels, global.labels),
                over(annotations, global.annotations),
                disableNameSuffixHash || global.disableNameSuffixHash,
                immutable || global.immutable);
    }

    private static Map<String, String> over(Map<String, String> own, Map<String, String> global) {
        var both = new TreeMap<>(global);
        both.putAll(own);
        return both;
    }
}
