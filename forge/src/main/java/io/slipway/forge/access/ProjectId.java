package io.slipway.forge.access;

/** Which project; never used again after the project is gone. */
public record ProjectId(long value) {}
