/**
 * Which applications a push concerns: those that follow the ref and read, or found absent,
 * something that the push changed (design section 3, spec gitops-engine-automation A9).
 */
@NullMarked
package io.slipway.delivery.track;

import org.jspecify.annotations.NullMarked;
