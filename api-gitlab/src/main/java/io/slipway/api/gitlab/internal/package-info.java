/** What the forge's own shell asks, with a secret that both read from a file. */
@NullMarked
package io.slipway.api.gitlab.internal;

import org.jspecify.annotations.NullMarked;
