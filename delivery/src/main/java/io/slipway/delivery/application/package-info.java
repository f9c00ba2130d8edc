/**
 * Applications: what should run where, what the engine found, and the operation that is wanted or
 * under way.
 *
 * <p>The records are the schema: {@link io.slipway.delivery.application.ApplicationFormat} reads
 * and writes them by their component names, so a field exists in the API exactly when a component
 * of that name does. A component that is empty (false, zero, the empty text, an empty list or map)
 * is left out of what is written unless it is marked {@link
 * io.slipway.delivery.application.Always}.
 */
@NullMarked
package io.slipway.delivery.application;

import org.jspecify.annotations.NullMarked;
