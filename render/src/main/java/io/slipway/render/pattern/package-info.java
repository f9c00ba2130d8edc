/** Patterns in which {@code *} stands for anything, matched in time proportional to their size. */
@NullMarked
package io.slipway.render.pattern;

import org.jspecify.annotations.NullMarked;
