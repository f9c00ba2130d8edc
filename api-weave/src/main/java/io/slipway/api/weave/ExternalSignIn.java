package io.slipway.api.weave;

import io.slipway.forge.oidc.OpenIdConnect;
import java.util.Optional;

/**
 * The external provider that signs people in.
 *
 * @param url this server's address, if it is not what browsers call
 */
public record ExternalSignIn(OpenIdConnect provider, Optional<String> url) {}
