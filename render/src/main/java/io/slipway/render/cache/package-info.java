/** Remembers renders by what they read (design section 3). */
@NullMarked
package io.slipway.render.cache;

import org.jspecify.annotations.NullMarked;
