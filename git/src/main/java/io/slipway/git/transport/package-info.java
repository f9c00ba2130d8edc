/**
 * Fetch and push over any pair of streams. The caller brings the credential check, the streams and
 * a {@link io.slipway.git.transport.ReceiveHook} that decides about each ref of a push.
 */
@NullMarked
package io.slipway.git.transport;

import org.jspecify.annotations.NullMarked;
