@NullMarked
package io.slipway.git.maintenance;

import org.jspecify.annotations.NullMarked;
