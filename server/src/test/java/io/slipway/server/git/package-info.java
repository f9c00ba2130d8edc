@NullMarked
package io.slipway.server.git;

import org.jspecify.annotations.NullMarked;
