package io.slipway.kustomize.schema;

import java.util.Optional;

/**
 * The schema of one build: the built-in one until a layer chooses another, for all objects alike.
 * What was asked of the built-in one before stays: then the custom types only go over it. Mutable;
 * belongs to one build.
 */
public final class ChosenSchema implements Schema {

    private final FixedSchema builtIn = FixedSchema.builtIn();
    private Optional<Schema> chosen = Optional.empty();
    private boolean builtInUsed;

    /** The built-in schema. */
    public ChosenSchema() {}

    /** Takes the schema that a layer asks for; the first one counts. */
    public void choose(Schema schema) {
        if (chosen.isEmpty()) {
            chosen = Optional.of(schema);
        }
    }

    @Override
    public Optional<TypeSchema> type(String apiVersion, String kind) {
        if (chosen.isEmpty()) {
            builtInUsed = true;
            return builtIn.type(apiVersion, kind);
        }
        var found = chosen.get().type(apiVersion, kind);
        return found.isEmpty() && builtInUsed ? builtIn.type(apiVersion, kind) : found;
    }

    @Override
    public boolean isClusterScoped(String apiVersion, String kind) {
        if (chosen.isPresent()) {
            return chosen.get().isClusterScoped(apiVersion, kind);
        }
        if (!builtInUsed && !builtIn.types().containsKey(apiVersion + " " + kind)) {
            // Of the kinds that it has the scope is known without it.
            builtInUsed = true;
        }
        return builtIn.isClusterScoped(apiVersion, kind);
    }
}
