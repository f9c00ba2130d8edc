package io.slipway.engine.diff;

import io.slipway.manifests.ResourceKey;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Fields of some objects that do not count as differences (spec: schema S7).
 *
 * @param group glob; empty matches the core group only
 * @param kind glob
 * @param name exact; empty for any
 * @param namespace exact; empty for any
 * @param jsonPointers RFC 6901
 * @param jqPathExpressions what stands in {@code del(…)}
 * @param managers field managers whose fields are trusted
 */
public record IgnoreDifference(
        String group,
        String kind,
        String name,
        String namespace,
        List<String> jsonPointers,
        List<String> jqPathExpressions,
        List<String> managers) {

    public IgnoreDifference {
        jsonPointers = List.copyOf(jsonPointers);
        jqPathExpressions = List.copyOf(jqPathExpressions);
        managers = List.copyOf(managers);
    }

    /**
     * What no difference is by default: the status of every kind, and a field of definitions that
     * servers drop.
     */
    public static List<IgnoreDifference> system() {
        return List.of(
                pointers("*", "*", "/status"),
                pointers(
                        "apiextensions.k8s.io",
                        "CustomResourceDefinition",
                        "/spec/preserveUnknownFields"));
    }

    /** By JSON pointers. */
    public static IgnoreDifference pointers(String group, String kind, String... pointers) {
        return new IgnoreDifference(group, kind, "", "", List.of(pointers), List.of(), List.of());
    }

    /** Whether it is about this object. */
    public boolean matches(ResourceKey key) {
        return Glob.matches(group, key.group())
                && Glob.matches(kind, key.kind())
                && (name.isEmpty() || name.equals(key.name()))
                && (namespace.isEmpty() || namespace.equals(key.namespace()));
    }

    /** A glob without path semantics: {@code *} any text, {@code ?} one character. */
    private static final class Glob {
        static boolean matches(String glob, String text) {
            if (glob.indexOf('*') < 0 && glob.indexOf('?') < 0) {
                return glob.equals(text);
            }
            var regex = new StringBuilder();
            glob.chars()
                    .mapToObj(c ->
                            switch (c) {
                                case '*' -> ".*";
                                case '?' -> ".";
                                default -> Pattern.quote(Character.toString(c));
                            })
                    .forEach(regex::append);
            return Pattern.matches(regex.toString(), text);
        }
    }
}
