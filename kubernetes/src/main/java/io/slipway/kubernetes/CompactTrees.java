package io.slipway.kubernetes;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the trees of live objects small, since there are many and they stay: maps as one array,
 * equal short texts as one text, and {@code managedFields}, the biggest and least read part, as
 * JSON bytes that are parsed each time somebody looks. The trees are equal to what they were made
 * from, keep its order, and cannot be changed. Safe for many threads.
 */
final class CompactTrees {

    private static final int TEXTS = 1 << 14;
    private static final int LONGEST_SHARED = 100;

    /** Texts that were seen lately, by hash; a newcomer takes the place of what was there. */
    private final AtomicReferenceArray<@Nullable String> texts = new AtomicReferenceArray<>(TEXTS);

    ResourceObject compact(ResourceObject object) {
        var tree = object.tree();
        if (tree instanceof ArrayMap) {
            return object;
        }
        var slim = new Object[tree.size() * 2];
        int at = 0;
        for (var field : tree.entrySet()) {
            slim[at++] = shared(field.getKey());
            slim[at++] =
                    field.getKey().equals("metadata")
                            ? metadata(field.getValue())
                            : compact(field.getValue());
        }
        return ResourceObject.of(new ArrayMap(slim));
    }

    /**
     * About what a compact object takes in memory, in bytes: every value counts as if nothing was
     * shared, the names of fields not at all.
     */
    static long bytes(ResourceObject object) {
        return 32 + bytes(object.tree());
    }

    private static long bytes(@Nullable Object tree) {
        return switch (tree) {
            case ArrayMap map -> {
                long sum = 32 + 4L * map.pairs.length;
                for (int i = 1; i < map.pairs.length; i += 2) {
                    sum += bytes(map.pairs[i]);
                }
                yield sum;
            }
            case PackedList packed -> 40 + packed.json.length;
            case List<?> list -> {
                long sum = 56 + 4L * list.size();
                for (var item : list) {
                    sum += bytes(item);
                }
                yield sum;
            }
            case String text -> 40 + text.length();
            case Number _ -> 16;
            case null, default -> 0;
        };
    }

    private @Nullable Object metadata(@Nullable Object metadata) {
        if (!(metadata instanceof Map<?, ?> map)) {
            return compact(metadata);
        }
        var slim = new Object[map.size() * 2];
        int at = 0;
        for (var field : map.entrySet()) {
            slim[at++] = shared((String) field.getKey());
            slim[at++] =
                    field.getKey().equals("managedFields")
                                    && field.getValue() instanceof List<?> list
                                    && !list.isEmpty()
                            ? new PackedList(list.size(), Json.writeBytes(list))
                            : compact(field.getValue());
        }
        return new ArrayMap(slim);
    }

    private @Nullable Object compact(@Nullable Object tree) {
        return switch (tree) {
            case ArrayMap map -> map;
            case Map<?, ?> map -> {
                var slim = new Object[map.size() * 2];
                int at = 0;
                for (var field : map.entrySet()) {
                    slim[at++] = shared((String) field.getKey());
                    slim[at++] = compact(field.getValue());
                }
                yield slim.length == 0 ? Map.of() : new ArrayMap(slim);
            }
            case List<?> list -> {
                var slim = new Object[list.size()];
                for (int i = 0; i < slim.length; i++) {
                    slim[i] = compact(list.get(i));
                }
                yield slim.length == 0
                        ? List.of()
                        : Collections.unmodifiableList(Arrays.asList(slim));
            }
            case String text -> shared(text);
            case null, default -> tree;
        };
    }

    /** The same text, as an object that equal ones share while it is not displaced. */
    private String shared(String text) {
        if (text.length() > LONGEST_SHARED) {
            return text;
        }
        int place = (text.hashCode() ^ (text.hashCode() >>> 15)) & (TEXTS - 1);
        var known = texts.get(place);
        if (text.equals(known)) {
            return known;
        }
        texts.set(place, text);
        return text;
    }

    /** Keys and values in turn; small, so that looking through it is quick. */
    private static final class ArrayMap extends AbstractMap<String, Object> {
        private final @Nullable Object[] pairs;

        ArrayMap(@Nullable Object[] pairs) {
            this.pairs = pairs;
        }

        @SuppressWarnings("ReferenceEquality") // most keys are shared, so this finds them at once
        private int find(@Nullable Object key) {
            for (int i = 0; i < pairs.length; i += 2) {
                if (pairs[i] == key) {
                    return i;
                }
            }
            for (int i = 0; i < pairs.length; i += 2) {
                if (String.valueOf(pairs[i]).equals(key)) {
                    return i;
                }
            }
            return -1;
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            int at = find(key);
            return at < 0 ? null : pairs[at + 1];
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return find(key) >= 0;
        }

        @Override
        public int size() {
            return pairs.length / 2;
        }

        @Override
        @SuppressWarnings(
                "NullAway") // the values of trees may be null, which Map's type cannot say
        public void forEach(BiConsumer<? super String, ? super Object> action) {
            for (int i = 0; i < pairs.length; i += 2) {
                action.accept((String) pairs[i], pairs[i + 1]);
            }
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public int size() {
                    return pairs.length / 2;
                }

                @Override
                public Iterator<Entry<String, Object>> iterator() {
                    return new Pairs(pairs);
                }
            };
        }
    }

    private static final class Pairs implements Iterator<Map.Entry<String, Object>> {
        private final @Nullable Object[] pairs;
        private int at;

        Pairs(@Nullable Object[] pairs) {
            this.pairs = pairs;
        }

        @Override
        public boolean hasNext() {
            return at < pairs.length;
        }

        @Override
        @SuppressWarnings("NullAway") // as above
        public Map.Entry<String, Object> next() {
            if (at >= pairs.length) {
                throw new NoSuchElementException();
            }
            var entry =
                    new AbstractMap.SimpleImmutableEntry<String, Object>(
                            (String) pairs[at], pairs[at + 1]);
            at += 2;
            return entry;
        }
    }

    /** A list as JSON. */
    private static final class PackedList extends AbstractList<Object> {
        private final int size;
        private final byte[] json;

        PackedList(int size, byte[] json) {
            this.size = size;
            this.json = json;
        }

        private List<Object> unpacked() {
            return Trees.list(Json.read(json));
        }

        @Override
        public Object get(int index) {
            return unpacked().get(index);
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public Iterator<Object> iterator() {
            return Collections.unmodifiableList(unpacked()).iterator();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return (other instanceof PackedList that && Arrays.equals(json, that.json))
                    || unpacked().equals(other);
        }

        @Override
        public int hashCode() {
            return unpacked().hashCode();
        }
    }
}
