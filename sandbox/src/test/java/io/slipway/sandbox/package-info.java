/** Tests of the sandbox, over HTTP where they can be. */
@NullMarked
package io.slipway.sandbox;

import org.jspecify.annotations.NullMarked;
