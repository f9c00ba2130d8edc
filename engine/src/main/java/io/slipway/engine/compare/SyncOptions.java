package io.slipway.engine.compare;

import io.slipway.manifests.ResourceObject;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code Key=Value} options, of an application or of an object's annotation (spec: sync O). Texts
 * are exact; unknown ones are kept and mean nothing; a positive and a negative may stand side by
 * side.
 */
public record SyncOptions(Set<String> texts) {

    /** The annotation with an object's own options, separated by commas. */
    public static final String ANNOTATION = "argocd.argoproj.io/sync-options";

    public SyncOptions {
        texts = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(texts));
    }

    /** Of these texts. */
    public static SyncOptions of(String... texts) {
        return new SyncOptions(new LinkedHashSet<>(List.of(texts)));
    }

    /** Of an application's list. */
    public static SyncOptions of(List<String> texts) {
        return new SyncOptions(new LinkedHashSet<>(texts));
    }

    /** Of an object's annotation; none without one. */
    public static SyncOptions of(ResourceObject object) {
        return object.annotation(ANNOTATION)
                .map(SyncOptions::split)
                .map(SyncOptions::new)
                .orElseGet(SyncOptions::of);
    }

    /** Whether this very text is among them. */
    public boolean has(String text) {
        return texts.contains(text);
    }

    /** The value of the first option with this key. */
    public Optional<String> value(String key) {
        return texts.stream()
                .filter(t -> t.startsWith(key + "="))
                .map(t -> t.substring(key.length() + 1))
                .findFirst();
    }

    static Set<String> split(String list) {
        var found = new LinkedHashSet<String>();
        Arrays.stream(list.split(","))
                .map(String::trim)
                .filter(t -> !t.isEmpty())
                .forEach(found::add);
        return found;
    }
}
