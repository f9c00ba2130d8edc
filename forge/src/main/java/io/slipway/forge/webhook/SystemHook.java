package io.slipway.forge.webhook;

import java.time.Instant;

/** The forge calls an address when something happens to its users, groups and projects. */
public record SystemHook(long id, String url, Instant createdAt) {}
