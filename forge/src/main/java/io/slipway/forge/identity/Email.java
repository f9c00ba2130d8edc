package io.slipway.forge.identity;

/** A further address of a user. */
public record Email(long id, UserId user, String email) {}
