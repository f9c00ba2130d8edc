@NullMarked
package io.slipway.git.ref;

import org.jspecify.annotations.NullMarked;
