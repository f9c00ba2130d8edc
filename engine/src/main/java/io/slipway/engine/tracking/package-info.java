/**
 * Which application a live object belongs to: the data that is written on objects, and how it is
 * read back (spec: diff T). Pure.
 */
@NullMarked
package io.slipway.engine.tracking;

import org.jspecify.annotations.NullMarked;
