package io.slipway.git.object;

/**
 * An annotated tag to be written.
 *
 * @param name without {@code refs/tags/}
 * @param message stored with one line break at its end
 */
public record NewTag(String name, CommitId target, Person tagger, String message) {}
