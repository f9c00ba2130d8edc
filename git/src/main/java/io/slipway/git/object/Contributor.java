package io.slipway.git.object;

/**
 * Somebody whose commits a history holds.
 *
 * @param name as in their newest commit
 * @param commits how many there are
 */
public record Contributor(String name, String email, int commits) {}
