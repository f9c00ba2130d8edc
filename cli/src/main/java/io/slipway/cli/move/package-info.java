/** Moving in: brings projects from another server of the same family. */
@NullMarked
package io.slipway.cli.move;

import org.jspecify.annotations.NullMarked;
