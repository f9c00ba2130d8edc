/** The command line: one class per command, without the server. */
@NullMarked
package io.slipway.cli;

import org.jspecify.annotations.NullMarked;
