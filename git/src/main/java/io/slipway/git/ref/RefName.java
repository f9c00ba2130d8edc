package io.slipway.git.ref;

import org.eclipse.jgit.lib.Repository;

/**
 * The full name of a ref, as in {@code refs/heads/main} or {@code HEAD}. Always a name that Git
 * accepts: no empty or dotted segment, no {@code ..}, {@code @} before a brace, space, control or
 * glob character.
 */
public record RefName(String value) implements Comparable<RefName> {

    /** The symbolic ref that names the default branch. */
    public static final RefName HEAD = new RefName("HEAD");

    private static final String BRANCHES = "refs/heads/";
    private static final String TAGS = "refs/tags/";

    /**
     * @throws IllegalArgumentException when Git does not accept the name, or it is neither HEAD nor
     *     below {@code refs/}
     */
    public RefName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a full name of a ref: " + value);
        }
    }

    /** Whether the text is the full name of a ref that Git accepts. */
    public static boolean isValid(String text) {
        return text.equals("HEAD")
                || (text.startsWith("refs/")
                        && text.length() <= 1024
                        && Repository.isValidRefName(text)
                        && !text.startsWith("-", text.lastIndexOf('/') + 1));
    }

    /** Whether a branch may have this name: {@code main}, {@code feature/x}; never {@code HEAD}. */
    public static boolean isValidBranch(String name) {
        return !name.equals("HEAD") && !name.startsWith("-") && isValid(BRANCHES + name);
    }

    /** Whether a tag may have this name. */
    public static boolean isValidTag(String name) {
        return !name.startsWith("-") && isValid(TAGS + name);
    }

    /**
     * The ref of a branch.
     *
     * @throws IllegalArgumentException when no branch may have that name
     */
    public static RefName branch(String name) {
        return new RefName(BRANCHES + name);
    }

    /**
     * The ref of a tag.
     *
     * @throws IllegalArgumentException when no tag may have that name
     */
    public static RefName tag(String name) {
        return new RefName(TAGS + name);
    }

    /** Whether it names a branch. */
    public boolean isBranch() {
        return value.startsWith(BRANCHES);
    }

    /** Whether it names a tag. */
    public boolean isTag() {
        return value.startsWith(TAGS);
    }

    /** Without {@code refs/heads/} or {@code refs/tags/}; the full name when it is neither. */
    public String shortName() {
        return isBranch()
                ? value.substring(BRANCHES.length())
                : isTag() ? value.substring(TAGS.length()) : value;
    }

    @Override
    public int compareTo(RefName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
