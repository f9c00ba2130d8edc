package io.slipway.forge.identity;

/** Which user; never used again after the user is gone. */
public record UserId(long value) {}
