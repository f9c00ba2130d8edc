/** Secret texts that cannot be printed, and the key that encrypts them at rest. */
@NullMarked
package io.slipway.platform.secret;

import org.jspecify.annotations.NullMarked;
