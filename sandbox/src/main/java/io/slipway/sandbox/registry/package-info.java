/**
 * The verbs on objects: create, update, patch, apply, delete, with everything the API server does
 * on the way.
 */
@NullMarked
package io.slipway.sandbox.registry;

import org.jspecify.annotations.NullMarked;
