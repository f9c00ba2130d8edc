package io.slipway.forge.release;

import java.time.Instant;

/** What is told about a tag. */
public record Release(String tag, String description, Instant createdAt, Instant updatedAt) {}
