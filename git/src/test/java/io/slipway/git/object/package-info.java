@NullMarked
package io.slipway.git.object;

import org.jspecify.annotations.NullMarked;
