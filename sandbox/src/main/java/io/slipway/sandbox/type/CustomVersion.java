package io.slipway.sandbox.type;

import java.util.List;
import java.util.Map;

/**
 * What a CustomResourceDefinition says of one of its versions.
 *
 * @param openApi its structural schema
 * @param columns additionalPrinterColumns
 * @param scale the scale subresource's paths; empty when it has none
 * @param keepsUnknown whether nothing is pruned
 * @param hasRules whether its schema has validation rules
 */
public record CustomVersion(
        Map<String, Object> openApi,
        List<Map<String, Object>> columns,
        Map<String, Object> scale,
        boolean keepsUnknown,
        boolean hasRules) {
    public CustomVersion {
        columns = List.copyOf(columns);
    }
}
