package io.slipway.git.repository;

/** The number of a repository: positive, never given twice, unchanged by renames. */
public record RepositoryId(long value) implements Comparable<RepositoryId> {

    /**
     * @throws IllegalArgumentException when the number is not positive
     */
    public RepositoryId {
        if (value <= 0) {
            throw new IllegalArgumentException("the id of a repository is positive, not " + value);
        }
    }

    @Override
    public int compareTo(RepositoryId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
