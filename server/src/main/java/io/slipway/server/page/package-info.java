/** The landing page, health and metrics: what the process says of itself, to anybody. */
@NullMarked
package io.slipway.server.page;

import org.jspecify.annotations.NullMarked;
