/**
 * Plain pages, good without script, for what this API's documents name and have no endpoint for:
 * signing in, tokens and keys of one's own, programs, and the question for consent.
 */
@NullMarked
package io.slipway.api.gitlab.page;

import org.jspecify.annotations.NullMarked;
