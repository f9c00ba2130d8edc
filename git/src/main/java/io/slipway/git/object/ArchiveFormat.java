package io.slipway.git.object;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The kinds of archives that files of a commit can be had as. */
public enum ArchiveFormat {
    /** Deflated, with the commit's id as its comment. */
    ZIP("zip", "application/zip", "zip"),
    /** Not compressed. */
    TAR("tar", "application/x-tar", "tar"),
    /** A tar, gzip'd. */
    TAR_GZ("tar.gz", "application/x-gzip", "tar.gz tgz gz"),
    /** A tar, compressed with bzip2. */
    TAR_BZ2("tar.bz2", "application/x-bzip2", "tar.bz2 tbz tbz2 tb2 bz2");

    private final String suffix;
    private final String mediaType;
    // Separated by spaces.
    private final String names;

    ArchiveFormat(String suffix, String mediaType, String names) {
        this.suffix = suffix;
        this.mediaType = mediaType;
        this.names = names;
    }

    /** The ending of file names, without a dot in front. */
    public String suffix() {
        return suffix;
    }

    /** For the header {@code Content-Type}. */
    public String mediaType() {
        return mediaType;
    }

    /** The format of a name as users write it, as in {@code tgz}. */
    public static Optional<ArchiveFormat> of(String name) {
        return Arrays.stream(values())
                .filter(f -> List.of(f.names.split(" ")).contains(name))
                .findFirst();
    }
}
