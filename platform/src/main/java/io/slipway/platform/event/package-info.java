/**
 * Events: past-tense records stored in the transaction that made them true, published after its
 * commit to in-process subscribers, at least once and in order, with a durable cursor each.
 */
@NullMarked
package io.slipway.platform.event;

import org.jspecify.annotations.NullMarked;
