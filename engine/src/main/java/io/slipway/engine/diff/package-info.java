/**
 * What differs between a desired and a live object (spec: diff C3 to C5). Pure; jq stands behind an
 * interface.
 */
@NullMarked
package io.slipway.engine.diff;

import org.jspecify.annotations.NullMarked;
