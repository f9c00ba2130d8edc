@NullMarked
package io.slipway.server.cluster;

import org.jspecify.annotations.NullMarked;
