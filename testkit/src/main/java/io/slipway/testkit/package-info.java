/** What every test may use: expected files that a human reviews, and waiting for a condition. */
@NullMarked
package io.slipway.testkit;

import org.jspecify.annotations.NullMarked;
