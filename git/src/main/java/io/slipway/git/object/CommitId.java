package io.slipway.git.object;

/** The name of a commit: 40 lower-case hexadecimal digits, never all zeros. */
public record CommitId(ObjectHash hash) implements Comparable<CommitId> {

    /**
     * @throws IllegalArgumentException when the hash is zero
     */
    public CommitId {
        if (hash.isZero()) {
            throw new IllegalArgumentException("no commit has an id of zeros");
        }
    }

    /**
     * The commit id that a text holds.
     *
     * @throws IllegalArgumentException unless it is 40 hexadecimal digits that are not all zero
     */
    public static CommitId of(String hex) {
        return new CommitId(new ObjectHash(hex));
    }

    /** The 40 digits. */
    public String hex() {
        return hash.hex();
    }

    /** The first eight digits, as people are shown them. */
    public String abbreviated() {
        return hash.hex().substring(0, 8);
    }

    @Override
    public int compareTo(CommitId other) {
        return hash.compareTo(other.hash);
    }

    @Override
    public String toString() {
        return hash.hex();
    }
}
