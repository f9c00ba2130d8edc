package io.slipway.kustomize.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Types by name while a schema is put together from the built-in ones and a document; of two with
 * the same name the later counts, for those that refer to it too. Mutable.
 */
final class Definitions {

    private static final String KUBERNETES = "io.k8s.";

    private final Map<String, TypeSchema> byName = new HashMap<>();
    private final Map<String, TypeSchema> byKind = new HashMap<>();
    private final Map<String, Boolean> fixedScopes = new HashMap<>();
    private final Map<String, Boolean> scopes = new HashMap<>();

    /** The name of a type in the built-in table, or one that no built-in type has. */
    static String name(String definition) {
        if (!definition.startsWith(KUBERNETES)) {
            return "#" + definition;
        }
        var rest = definition.substring(KUBERNETES.length());
        for (var prefix : List.of("api.", "apimachinery.pkg.apis.")) {
            rest = rest.startsWith(prefix) ? rest.substring(prefix.length()) : rest;
        }
        return rest;
    }

    void put(String name, TypeSchema type) {
        byName.put(name, type);
    }

    /** The type of a kind, by {@code apiVersion kind}. */
    void putKind(String kind, TypeSchema type) {
        byKind.put(kind, type);
    }

    /** Whether a kind has a namespace; a path with one counts before a path without. */
    void putScope(String kind, boolean inNamespace) {
        scopes.merge(kind, inNamespace, (a, b) -> a || b);
    }

    /** Looked up late, for types may be recursive or replaced. */
    Supplier<TypeSchema> type(String name) {
        return () -> byName.getOrDefault(name, TypeSchema.UNKNOWN);
    }

    FixedSchema schema() {
        var all = new HashMap<>(scopes);
        all.putAll(fixedScopes);
        return new FixedSchema(byKind, all);
    }

    /** The types of Kubernetes 1.21 and of kustomizations. */
    Definitions addBuiltIn() {
        return addBuiltIn(_ -> true);
    }

    /** The scopes of Kubernetes 1.21 and the type of kustomizations: what every build knows. */
    Definitions addAlwaysKnown() {
        return addBuiltIn(line -> line.startsWith("cluster ") || line.contains("Kustomization"));
    }

    private Definitions addBuiltIn(Predicate<String> wanted) {
        var fields = new HashMap<String, Map<String, TypeSchema.Field>>();
        var kinds = new HashMap<String, String>();
        text().lines()
                .filter(wanted)
                .map(line -> line.split(" "))
                .forEach(words -> {
                    switch (words[0]) {
                        case "kind" -> kinds.put(words[1] + " " + words[2], words[3]);
                        case "cluster" -> {
                            for (int i = 2; i < words.length; i++) {
                                fixedScopes.put(words[1] + " " + words[i], false);
                            }
                        }
                        case "field" ->
                                fields.computeIfAbsent(words[1], _ -> new HashMap<>())
                                        .put(words[2], field(words));
                        default -> {}
                    }
                });
        fields.forEach((name, map) -> put(name, new TypeSchema(map, Optional.empty())));
        kinds.forEach((kind, name) ->
                putKind(
                        kind,
                        fields.containsKey(name)
                                ? Objects.requireNonNull(byName.get(name))
                                : TypeSchema.UNKNOWN));
        return this;
    }

    private TypeSchema.Field field(String[] words) {
        return new TypeSchema.Field(
                type(words[4]),
                words.length > 5 ? words[5] : "",
                words.length > 6 ? List.of(words[6].split(",")) : List.of());
    }

    private static String text() {
        try (var in =
                Objects.requireNonNull(
                        Definitions.class.getResourceAsStream("kubernetes-1.21.txt"),
                        "kubernetes-1.21.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
