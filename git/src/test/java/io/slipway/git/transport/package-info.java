@NullMarked
package io.slipway.git.transport;

import org.jspecify.annotations.NullMarked;
