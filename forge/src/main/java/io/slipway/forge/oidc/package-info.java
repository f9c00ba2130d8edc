/**
 * Signing in with an external OpenID Connect provider: authorization code with PKCE, nonce and
 * state. What the provider says of a person is believed only after its signature is checked.
 */
@NullMarked
package io.slipway.forge.oidc;

import org.jspecify.annotations.NullMarked;
