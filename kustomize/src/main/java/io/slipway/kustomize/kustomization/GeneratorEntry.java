package io.slipway.kustomize.kustomization;

import java.util.ArrayList;
import java.util.List;

/** An entry of {@code configMapGenerator} or {@code secretGenerator}. */
public record GeneratorEntry(
        String name,
        String namespace,
        String behavior,
        String type,
        List<String> literals,
        List<String> files,
        List<String> envs,
        GeneratorOptions options) {

    public static GeneratorEntry of(Fields fields, boolean secret) {
        var envs = new ArrayList<>(fields.strings("envs"));
        var env = fields.string("env");
        if (!env.isEmpty()) {
            envs.add(env);
        }
        return new GeneratorEntry(
                fields.string("name"),
                fields.string("namespace"),
                fields.string("behavior"),
                secret ? fields.string("type") : "",
                fields.strings("literals"),
                fields.strings("files"),
                List.copyOf(envs),
                fields.struct("options", "GeneratorOptions", GeneratorOptions::of)
                        .orElse(GeneratorOptions.NONE));
    }

    /** The entry with the options of the whole file below its own. */
    public GeneratorEntry withGlobal(GeneratorOptions global) {
        return new GeneratorEntry(
                name, namespace, behavior, type, literals, files, envs, options.over(global));
    }
}
