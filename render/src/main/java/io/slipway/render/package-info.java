/**
 * Sources in, target objects out: {@link io.slipway.render.Renderer}. Pure but for its cache: a
 * render sees nothing but the tree, the source and the variables it is given.
 */
@NullMarked
package io.slipway.render;

import org.jspecify.annotations.NullMarked;
