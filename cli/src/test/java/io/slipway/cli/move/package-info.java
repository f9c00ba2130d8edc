@NullMarked
package io.slipway.cli.move;

import org.jspecify.annotations.NullMarked;
