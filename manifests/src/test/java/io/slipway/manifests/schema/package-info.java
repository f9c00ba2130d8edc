@NullMarked
package io.slipway.manifests.schema;

import org.jspecify.annotations.NullMarked;
