/** Where log lines go and how they look. */
@NullMarked
package io.slipway.server.log;

import org.jspecify.annotations.NullMarked;
