package io.slipway.forge.oauth;

import io.slipway.platform.secret.Secret;
import java.util.Optional;

/**
 * How a program says which one it is.
 *
 * @param secret absent of programs that cannot keep one and use PKCE
 */
public record Client(String id, Optional<Secret> secret) {}
