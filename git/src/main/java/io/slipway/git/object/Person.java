package io.slipway.git.object;

import java.time.OffsetDateTime;

/**
 * Who wrote or committed something, and when by their own clock. Git keeps seconds; fractions are
 * cut off when written.
 */
public record Person(String name, String email, OffsetDateTime when) {}
