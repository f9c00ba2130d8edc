/**
 * Pushes: whether each ref may move, and telling the others that it did. What is about to move is
 * written down before, as an intent, and settled after together with the event; so a crash at any
 * moment loses no event, and tells none of a move that did not happen twice as two moves.
 */
@NullMarked
package io.slipway.forge.push;

import org.jspecify.annotations.NullMarked;
