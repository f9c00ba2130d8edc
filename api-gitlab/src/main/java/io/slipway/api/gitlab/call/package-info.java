/**
 * What every resource of this surface shares: who calls, with which parameters, and the shapes of
 * lists, times and failures.
 */
@NullMarked
package io.slipway.api.gitlab.call;

import org.jspecify.annotations.NullMarked;
