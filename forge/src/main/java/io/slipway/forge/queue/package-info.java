/** Queues: how much work waits in the background, for those who look after the server. */
@NullMarked
package io.slipway.forge.queue;

import org.jspecify.annotations.NullMarked;
