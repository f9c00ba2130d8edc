package io.slipway.kustomize.schema;

import java.util.Map;
import java.util.Optional;

/**
 * The schema of one build: the built-in one until a layer chooses another, for all objects alike.
 * Types of the built-in one that were needed before stay: those of the document then replace what
 * has the same name. When only scopes were asked before, it is the other way round. Mutable;
 * belongs to one build.
 */
public final class ChosenSchema implements Schema {

    private enum BuiltIn {
        UNUSED,
        ASKED_FOR_SCOPES,
        ASKED_FOR_TYPES
    }

    private FixedSchema current = FixedSchema.builtIn();
    private boolean isChosen;
    private BuiltIn builtIn = BuiltIn.UNUSED;

    /** The built-in schema. */
    public ChosenSchema() {}

    /**
     * Takes the schema that a layer asks for; the first one counts.
     *
     * @param document in the form of Swagger 2; empty for the built-in schema
     */
    public void choose(Optional<Map<String, Object>> document) {
        if (isChosen) {
            return;
        }
        isChosen = true;
        if (document.isEmpty()) {
            return;
        }
        var definitions = new Definitions();
        switch (builtIn) {
            case UNUSED -> {
                OpenApi.add(document.get(), definitions);
                definitions.addAlwaysKnown();
            }
            case ASKED_FOR_SCOPES -> {
                OpenApi.add(document.get(), definitions);
                definitions.addBuiltIn();
            }
            case ASKED_FOR_TYPES -> OpenApi.add(document.get(), definitions.addBuiltIn());
        }
        current = definitions.schema();
    }

    @Override
    public Optional<TypeSchema> type(String apiVersion, String kind) {
        if (!isChosen) {
            builtIn = BuiltIn.ASKED_FOR_TYPES;
        }
        return current.type(apiVersion, kind);
    }

    @Override
    public boolean isClusterScoped(String apiVersion, String kind) {
        // Of the kinds that it has, the scope is known without the built-in schema.
        if (!isChosen && builtIn == BuiltIn.UNUSED && current.type(apiVersion, kind).isEmpty()) {
            builtIn = BuiltIn.ASKED_FOR_SCOPES;
        }
        return current.isClusterScoped(apiVersion, kind);
    }
}
