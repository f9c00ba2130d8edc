package io.slipway.server;

import io.slipway.platform.secret.Secret;
import io.slipway.platform.secret.Tokens;
import io.slipway.platform.store.CannotStart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** What a shell on this machine proves itself with at the internal API: a file of its own. */
final class ShellSecret {

    private static final int LENGTH = 43;

    private ShellSecret() {}

    /** The secret in the file, which is made (readable by its owner only) if it is absent. */
    static Secret open(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.createFile(file, ownerOnly());
                Files.writeString(file, new Tokens().next(LENGTH).reveal() + "\n");
            }
            var text = Files.readString(file, StandardCharsets.UTF_8).strip();
            if (text.isEmpty()) {
                throw new CannotStart("the file " + file + " is empty; remove it to get a new one");
            }
            return new Secret(text);
        } catch (IOException e) {
            throw new CannotStart(
                    "cannot read or make the file " + file + ": " + e.getMessage(), e);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
