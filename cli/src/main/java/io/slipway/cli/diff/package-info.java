/** {@code slipway diff}: tells what an apply would change without a server. */
@NullMarked
package io.slipway.cli.diff;

import org.jspecify.annotations.NullMarked;
