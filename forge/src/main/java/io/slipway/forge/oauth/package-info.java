/** The OAuth 2 provider: applications, consent, codes and tokens. */
@NullMarked
package io.slipway.forge.oauth;

import org.jspecify.annotations.NullMarked;
