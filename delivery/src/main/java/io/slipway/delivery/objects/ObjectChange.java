package io.slipway.delivery.objects;

import io.slipway.engine.diff.FieldDifference;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.util.List;
import java.util.Optional;

/**
 * One object of an application, as it is wanted beside what is there. The values of Secrets are
 * hidden, the same value the same way on all sides.
 *
 * @param status empty for what is not compared: hooks
 * @param desired with tracking data; empty when the object would go
 * @param live empty when it is not there
 * @param predicted as an apply would leave it
 * @param fields what differs, with who owns the live field
 */
public record ObjectChange(
        ResourceKey key,
        Optional<String> status,
        boolean hook,
        boolean requiresPruning,
        Optional<ResourceObject> desired,
        Optional<ResourceObject> live,
        Optional<ResourceObject> predicted,
        List<FieldDifference> fields,
        boolean modified) {}
