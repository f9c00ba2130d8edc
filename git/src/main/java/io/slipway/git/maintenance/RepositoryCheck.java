package io.slipway.git.maintenance;

import java.util.List;

/**
 * What a check of a repository found.
 *
 * @param objects how many were read
 * @param problems in words, the first ones; empty when all is well
 */
public record RepositoryCheck(long objects, List<String> problems) {

    public RepositoryCheck {
        problems = List.copyOf(problems);
    }

    /** Whether every object that a ref leads to is there and is what its id says. */
    public boolean isSound() {
        return problems.isEmpty();
    }
}
