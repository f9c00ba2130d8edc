/** The clusters of one start: the sandbox, and the real one that was named. */
@NullMarked
package io.slipway.server.cluster;

import org.jspecify.annotations.NullMarked;
