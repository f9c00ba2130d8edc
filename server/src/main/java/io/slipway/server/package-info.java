/** The process: commands, wiring of all modules, start and stop. Imported by nobody. */
@NullMarked
package io.slipway.server;

import org.jspecify.annotations.NullMarked;
