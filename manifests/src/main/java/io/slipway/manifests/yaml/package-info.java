/** YAML and JSON text to trees and back, by the rules of Kubernetes' own parsers. */
@NullMarked
package io.slipway.manifests.yaml;

import org.jspecify.annotations.NullMarked;
