package io.slipway.platform.page;

import java.util.List;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param items the items, at most {@code request.size()}
 * @param request which page this is
 * @param total how many items all pages have together, for this caller
 */
public record Page<T>(List<T> items, PageRequest request, long total) {

    /** Copies the items. */
    public Page {
        items = List.copyOf(items);
    }

    /** An empty list's page. */
    public static <T> Page<T> empty(PageRequest request) {
        return new Page<>(List.of(), request, 0);
    }

    /** How many pages there are; 0 of an empty list. */
    public long pages() {
        return (total + request.size() - 1) / request.size();
    }

    /** The same page of other items, one for one. */
    public <R> Page<R> map(Function<? super T, ? extends R> change) {
        return new Page<>(items.stream().<R>map(change).toList(), request, total);
    }
}
