package io.slipway.git.jgit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Brings changes of a folder's entries (a new, renamed or deleted file) to disk. JGit syncs the
 * content of files, but a name survives power loss only when the folder that holds it is synced
 * too.
 */
public final class Durability {

    private Durability() {}

    /** Syncs the folder, or the nearest one above it that still exists. */
    public static void syncFolder(Path folder) throws IOException {
        var existing = folder;
        while (!Files.isDirectory(existing)) {
            var parent = existing.getParent();
            if (parent == null) {
                return;
            }
            existing = parent;
        }
        try (var channel = FileChannel.open(existing, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            if (Files.isDirectory(existing) && !isWindows()) {
                throw e;
            }
            // Windows does not open folders, and needs no sync of them.
        }
    }

    private static boolean isWindows() {
        return java.io.File.separatorChar == '\\';
    }
}
