@NullMarked
package io.slipway.manifests.apply;

import org.jspecify.annotations.NullMarked;
