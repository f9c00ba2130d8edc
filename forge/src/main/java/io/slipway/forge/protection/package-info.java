/** Protected branches: which branches only masters push to, and nobody rewrites. */
@NullMarked
package io.slipway.forge.protection;

import org.jspecify.annotations.NullMarked;
