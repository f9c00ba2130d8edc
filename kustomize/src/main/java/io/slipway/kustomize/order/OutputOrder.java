package io.slipway.kustomize.order;

import io.slipway.kustomize.kustomization.SortOptions;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.option.Reorder;
import io.slipway.kustomize.resource.Resource;
import io.slipway.kustomize.resource.ResourceId;
import io.slipway.kustomize.resource.ResourceList;
import io.slipway.kustomize.resource.TypeName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Orders the objects of a build: spec section 9. Stateless. */
public final class OutputOrder {

    private OutputOrder() {}

    /**
     * Orders by the kustomization's own options, or else as the caller asks.
     *
     * @throws KustomizeException when the options make no sense
     */
    public static void apply(
            ResourceList resources, Optional<SortOptions> options, Reorder reorder) {
        if (options.isEmpty()) {
            if (reorder == Reorder.LEGACY) {
                sort(resources, TypeName.defaultFirst(), TypeName.defaultLast());
            }
            return;
        }
        var order = options.get().order();
        if (!order.equals("fifo") && !order.equals("legacy")) {
            throw new KustomizeException(
                    "the field 'sortOptions.order' must be one of [fifo, legacy]");
        }
        if (order.equals("fifo")) {
            if (options.get().legacy().isPresent()) {
                throw new KustomizeException(
                        "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'");
            }
            return;
        }
        var legacy =
                options.get()
                        .legacy()
                        .orElse(
                                new SortOptions.Legacy(
                                        TypeName.defaultFirst(), TypeName.defaultLast()));
        sort(resources, legacy.first(), legacy.last());
    }

    private record Keyed(ResourceId id, int rank, String typeText, String idText) {}

    private static void sort(ResourceList resources, List<String> first, List<String> last) {
        var ranks = TypeName.ranks(first, last);
        Map<Resource, Keyed> keys = new HashMap<>();
        for (var resource : resources.all()) {
            var id = resource.id();
            keys.put(
                    resource,
                    new Keyed(
                            id,
                            ranks.getOrDefault(id.type().kind(), 0),
                            id.type().sortText(),
                            id.type()
                                    + "|"
                                    + (id.namespace().isEmpty() ? "~X" : id.namespace())
                                    + "|"
                                    + (id.name().isEmpty() ? "~N" : id.name())));
        }
        resources.sort(
                Comparator.comparing(
                        r -> Objects.requireNonNull(keys.get(r)), OutputOrder::compare));
    }

    private static int compare(Keyed a, Keyed b) {
        var x = a.id.type();
        var y = b.id.type();
        if (x.equals(y)) {
            return a.idText.compareTo(b.idText);
        }
        if (a.rank != b.rank) {
            return Integer.compare(a.rank, b.rank);
        }
        boolean namespaces =
                x.kind().equals("Namespace")
                        && y.kind().equals("Namespace")
                        && (x.group().isEmpty() || y.group().isEmpty());
        int byType = a.typeText.compareTo(b.typeText);
        return namespaces ? -byType : byType;
    }
}
