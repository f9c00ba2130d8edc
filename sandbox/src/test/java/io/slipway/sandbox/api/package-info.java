/** Tests of what the sandbox's API server needs apart from HTTP. */
@NullMarked
package io.slipway.sandbox.api;

import org.jspecify.annotations.NullMarked;
