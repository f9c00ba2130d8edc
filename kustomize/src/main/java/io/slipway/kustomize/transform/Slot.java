package io.slipway.kustomize.transform;

import io.slipway.kustomize.node.Node;
import java.util.function.Consumer;

/**
 * A place in an object that holds a value.
 *
 * @param node what stands there
 * @param setter puts something else there
 */
record Slot(Node node, Consumer<Node> setter) {
    void replace(Node value) {
        setter.accept(value);
    }
}
