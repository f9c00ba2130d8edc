package io.slipway.forge.identity;

/** An account at another provider that signs a user in here. */
public record Identity(String provider, String externUid) {}
