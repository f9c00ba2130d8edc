package io.slipway.git.object;

import io.slipway.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One change that a new commit makes to the files of its first parent. */
public sealed interface FileChange {

    /** The file. */
    TreePath path();

    /** A file with this UTF-8 text; an existing file keeps its mode. */
    static FileChange write(String path, String text) {
        return write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A file with these bytes; an existing file keeps its mode. */
    static FileChange write(String path, byte[] content) {
        return new Write(TreePath.of(path), content, Optional.empty());
    }

    /** The file goes. */
    static FileChange delete(String path) {
        return new Delete(TreePath.of(path));
    }

    /**
     * The file has this content afterwards.
     *
     * @param content of a symbolic link, its target
     * @param mode when empty, an existing file keeps its mode and a new one is {@link Mode#REGULAR}
     */
    @SuppressWarnings("ArrayRecordComponent") // content is handed over, never compared
    record Write(TreePath path, byte[] content, Optional<Mode> mode) implements FileChange {}

    /** The file is gone afterwards. */
    record Delete(TreePath path) implements FileChange {}

    /** What kind of file it is. */
    enum Mode {
        REGULAR,
        EXECUTABLE,
        SYMLINK
    }
}
