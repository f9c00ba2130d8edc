/** Hooks: addresses that a project or the whole forge calls when something happens. */
@NullMarked
package io.slipway.forge.webhook;

import org.jspecify.annotations.NullMarked;
