package io.slipway.git.lfs;

/** The name of a large file: the SHA-256 of its content in 64 lower-case hexadecimal digits. */
public record LargeFileId(String hex) {

    /**
     * @throws IllegalArgumentException unless the text is 64 lower-case hexadecimal digits
     */
    public LargeFileId {
        if (!isId(hex)) {
            throw new IllegalArgumentException("not the id of a large file: " + hex);
        }
    }

    /** Whether the text is 64 lower-case hexadecimal digits. */
    public static boolean isId(String text) {
        return text.length() == 64
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    @Override
    public String toString() {
        return hex;
    }
}
