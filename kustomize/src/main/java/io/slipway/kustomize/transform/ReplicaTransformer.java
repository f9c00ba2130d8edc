package io.slipway.kustomize.transform;

import io.slipway.kustomize.field.FieldSpec;
import io.slipway.kustomize.field.FieldWalker;
import io.slipway.kustomize.kustomization.ReplicaEntry;
import io.slipway.kustomize.node.Tag;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.resource.ResourceList;
import java.util.List;

/** Sets the number of replicas of workloads of a name: spec section 8.5. */
public final class ReplicaTransformer implements Transformer {

    private final ReplicaEntry replica;
    private final List<FieldSpec> specs;

    public ReplicaTransformer(ReplicaEntry replica, List<FieldSpec> specs) {
        this.replica = replica;
        this.specs = specs;
    }

    @Override
    public void transform(ResourceList resources) {
        boolean found = false;
        for (var spec : specs) {
            var walker = new FieldWalker(spec, FieldWalker.Leaf.INT);
            for (var resource :
                    resources.withAnyId(id ->
                            id.name().equals(replica.name())
                                    && id.type().isSelectedBy(spec.type()))) {
                found = true;
                walker.change(
                        resource,
                        node ->
                                FieldWalker.setScalar(
                                        node, Long.toString(replica.count()), Tag.INT));
            }
        }
        if (!found) {
            throw new KustomizeException(
                    "resource with name "
                            + replica.name()
                            + " does not match a config with the following GVK ["
                            + String.join(
                                    " ", specs.stream().map(s -> s.type().toString()).toList())
                            + "]");
        }
    }
}
