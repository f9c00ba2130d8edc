/** The OAuth 2 provider's endpoints for programs: tokens, their end, and what they are. */
@NullMarked
package io.slipway.api.gitlab.oauth;

import org.jspecify.annotations.NullMarked;
