/** Objects as the rows that {@code kubectl get} prints. */
@NullMarked
package io.slipway.sandbox.table;

import org.jspecify.annotations.NullMarked;
