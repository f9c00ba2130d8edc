/**
 * When an application is synced without being asked (spec gitops-engine-automation A5 to A7). Pure.
 */
@NullMarked
package io.slipway.delivery.automation;

import org.jspecify.annotations.NullMarked;
