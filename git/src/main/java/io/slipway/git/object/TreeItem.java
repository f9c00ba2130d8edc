package io.slipway.git.object;

/**
 * One line of a directory as Git stores it.
 *
 * @param mode kind and permissions, as Git's octal number: {@code 0100644}
 * @param id of the blob or tree; of a submodule, its commit, which is in another repository
 */
public record TreeItem(String name, int mode, ObjectHash id) {

    private static final int KIND = 0170000;

    /** What an item is. */
    public enum Kind {
        /** A directory. */
        TREE,
        /** A file or a symbolic link. */
        BLOB,
        /** A commit of another repository. */
        SUBMODULE
    }

    /** What it is, by its mode. */
    public Kind kind() {
        return switch (mode & KIND) {
            case 0040000 -> Kind.TREE;
            case 0160000 -> Kind.SUBMODULE;
            default -> Kind.BLOB;
        };
    }

    /** The mode in six octal digits: {@code 100755}. */
    public String octal() {
        return "%06o".formatted(mode);
    }
}
