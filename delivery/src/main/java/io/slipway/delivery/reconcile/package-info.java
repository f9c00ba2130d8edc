/**
 * The worker of an application: resolve, render, compare, decide, sync, assess, and write down what
 * was found (conventions section 3).
 */
@NullMarked
package io.slipway.delivery.reconcile;

import org.jspecify.annotations.NullMarked;
