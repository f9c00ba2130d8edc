/** Tests of the Applications API through real HTTP. */
@NullMarked
package io.slipway.api.applications;

import org.jspecify.annotations.NullMarked;
