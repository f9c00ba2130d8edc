/** Fixtures for tests of this module and of those above it: repositories, and the real git. */
@NullMarked
package io.slipway.git;

import org.jspecify.annotations.NullMarked;
