/** Releases: what is told about a tag. */
@NullMarked
package io.slipway.forge.release;

import org.jspecify.annotations.NullMarked;
