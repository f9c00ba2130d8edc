/**
 * GitOps projects: each is a namespace of the forge. Who may do what in one, and what its
 * applications may deploy.
 */
@NullMarked
package io.slipway.delivery.appproject;

import org.jspecify.annotations.NullMarked;
