package io.slipway.kustomize.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The types of a build: the built-in ones or those of an {@code openapi} file. Immutable. */
public final class Schema {

    private final Map<String, TypeSchema> types;
    private final Map<String, Boolean> namespaced;

    private Schema(Map<String, TypeSchema> types, Map<String, Boolean> namespaced) {
        this.types = types;
        this.namespaced = namespaced;
    }

    /** The types of Kubernetes 1.21. */
    public static Schema builtIn() {
        return BuiltIn.SCHEMA;
    }

    /** These types instead of the built-in ones; scopes add to the fixed ones. */
    static Schema custom(Map<String, TypeSchema> types, Map<String, Boolean> namespaced) {
        var scopes = new HashMap<>(namespaced);
        scopes.putAll(BuiltIn.SCHEMA.namespaced);
        return new Schema(types, scopes);
    }

    /** What is known of a kind. */
    public Optional<TypeSchema> type(String apiVersion, String kind) {
        return Optional.ofNullable(types.get(apiVersion + " " + kind));
    }

    /** Whether objects of the kind have no namespace. Unknown kinds have one. */
    public boolean isClusterScoped(String apiVersion, String kind) {
        return Boolean.FALSE.equals(namespaced.get(apiVersion + " " + kind));
    }

    private static final class BuiltIn {
        private static final Schema SCHEMA = read();

        private static Schema read() {
            var fields = new HashMap<String, Map<String, TypeSchema.Field>>();
            var definitions = new HashMap<String, TypeSchema>();
            var kinds = new HashMap<String, String>();
            var scopes = new HashMap<String, Boolean>();
            for (var line : text().split("\n")) {
                var words = line.split(" ");
                switch (words[0]) {
                    case "kind" -> kinds.put(words[1] + " " + words[2], words[3]);
                    case "cluster" -> {
                        for (int i = 2; i < words.length; i++) {
                            scopes.put(words[1] + " " + words[i], false);
                        }
                    }
                    case "field" -> {
                        var target = words[4];
                        fields.computeIfAbsent(words[1], _ -> new HashMap<>())
                                .put(
                                        words[2],
                                        new TypeSchema.Field(
                                                () ->
                                                        definitions.getOrDefault(
                                                                target, TypeSchema.UNKNOWN),
                                                words.length > 5 ? words[5] : "",
                                                words.length > 6
                                                        ? List.of(words[6].split(","))
                                                        : List.of()));
                    }
                    default -> {}
                }
            }
            fields.forEach(
                    (name, map) -> definitions.put(name, new TypeSchema(map, Optional.empty())));
            var types = new HashMap<String, TypeSchema>();
            kinds.forEach((kind, name) ->
                    types.put(kind, definitions.getOrDefault(name, TypeSchema.UNKNOWN)));
            return new Schema(types, scopes);
        }

        private static String text() {
            try (var in =
                    Objects.requireNonNull(
                            Schema.class.getResourceAsStream("kubernetes-1.21.txt"),
                            "kubernetes-1.21.txt")) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
