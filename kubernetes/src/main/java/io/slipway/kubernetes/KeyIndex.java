package io.slipway.kubernetes;

import io.slipway.manifests.ResourceKey;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;

/** Which keys carry which value; one sorted set, so that small groups cost little. */
final class KeyIndex {

    /** Sorts before every key. */
    private static final ResourceKey FIRST = new ResourceKey("", "", "", "");

    private final ConcurrentSkipListSet<Entry> entries = new ConcurrentSkipListSet<>();

    private record Entry(String value, ResourceKey key) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byValue = value.compareTo(other.value);
            return byValue != 0 ? byValue : key.compareTo(other.key);
        }
    }

    void add(String value, ResourceKey key) {
        entries.add(new Entry(value, key));
    }

    void remove(String value, ResourceKey key) {
        entries.remove(new Entry(value, key));
    }

    void forEach(String value, Consumer<ResourceKey> action) {
        for (var entry : entries.tailSet(new Entry(value, FIRST))) {
            if (!entry.value.equals(value)) {
                return;
            }
            action.accept(entry.key);
        }
    }
}
