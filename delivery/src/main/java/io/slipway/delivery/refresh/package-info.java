/**
 * What is to be done for which application: one entry each, the newest wish wins, one worker at a
 * time (spec gitops-engine-automation A1, A2).
 */
@NullMarked
package io.slipway.delivery.refresh;

import org.jspecify.annotations.NullMarked;
