/** The settings that administrators change while the server runs. */
@NullMarked
package io.slipway.forge.setting;

import org.jspecify.annotations.NullMarked;
