/** ConfigMaps and Secrets out of literals and files, and the hashes of their contents. */
@NullMarked
package io.slipway.kustomize.generate;

import org.jspecify.annotations.NullMarked;
