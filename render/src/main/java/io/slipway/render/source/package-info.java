/**
 * What is to be rendered: the source as it stands in an Application, the variables of the build.
 */
@NullMarked
package io.slipway.render.source;

import org.jspecify.annotations.NullMarked;
