/**
 * Refusals as the Kubernetes API words them: {@code Status} objects with reason, code and details.
 */
@NullMarked
package io.slipway.sandbox.status;

import org.jspecify.annotations.NullMarked;
