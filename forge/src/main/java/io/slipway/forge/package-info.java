/** The forge's doors, wired in one place for the server and for tests. */
@NullMarked
package io.slipway.forge;

import org.jspecify.annotations.NullMarked;
