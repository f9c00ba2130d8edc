/** The settings and hooks of the whole forge. */
@NullMarked
package io.slipway.api.gitlab.setting;

import org.jspecify.annotations.NullMarked;
