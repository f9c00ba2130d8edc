/**
 * The objects, in memory and in an append-only file: versions, history for watches, and what is
 * kept across restarts. Knows objects as trees and nothing of their meaning.
 */
@NullMarked
package io.slipway.sandbox.store;

import org.jspecify.annotations.NullMarked;
