package io.slipway.forge.access;

/** Which namespace: a group, or a user's own. */
public record NamespaceId(long value) {}
