/**
 * Sync windows: when the applications of a project may be synced, and when not (spec
 * gitops-engine-lifecycle W). Pure.
 */
@NullMarked
package io.slipway.delivery.window;

import org.jspecify.annotations.NullMarked;
