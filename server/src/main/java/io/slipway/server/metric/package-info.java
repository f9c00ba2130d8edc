/** What {@code /metrics} shows, in the Prometheus text format. */
@NullMarked
package io.slipway.server.metric;

import org.jspecify.annotations.NullMarked;
