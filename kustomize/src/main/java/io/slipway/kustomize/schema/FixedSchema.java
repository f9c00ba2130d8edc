package io.slipway.kustomize.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The types of one source: the built-in ones or those of an {@code openapi} file. Immutable. */
record FixedSchema(Map<String, TypeSchema> types, Map<String, Boolean> namespaced)
        implements Schema {

    /** The types of Kubernetes 1.21. */
    static FixedSchema builtIn() {
        return BuiltIn.SCHEMA;
    }

    /** These types instead of the built-in ones; scopes add to the fixed ones. */
    static FixedSchema custom(Map<String, TypeSchema> types, Map<String, Boolean> namespaced) {
        var scopes = new HashMap<>(namespaced);
        scopes.putAll(BuiltIn.SCHEMA.namespaced);
        return new FixedSchema(types, scopes);
    }

    @Override
    public Optional<TypeSchema> type(String apiVersion, String kind) {
        return Optional.ofNullable(types.get(apiVersion + " " + kind));
    }

    @Override
    public boolean isClusterScoped(String apiVersion, String kind) {
        return Boolean.FALSE.equals(namespaced.get(apiVersion + " " + kind));
    }

    private static final class BuiltIn {
        private static final FixedSchema SCHEMA = read();

        private static FixedSchema read() {
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
            return new FixedSchema(types, scopes);
        }

        private static String text() {
            try (var in =
                    Objects.requireNonNull(
                            FixedSchema.class.getResourceAsStream("kubernetes-1.21.txt"),
                            "kubernetes-1.21.txt")) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
