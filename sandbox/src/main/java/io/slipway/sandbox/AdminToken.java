package io.slipway.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** The administrator's token: random, and the same again after a restart in the same folder. */
final class AdminToken {

    private AdminToken() {}

    static String of(Optional<Path> folder) {
        return folder.map(AdminToken::in).orElseGet(AdminToken::fresh);
    }

    private static String fresh() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String in(Path folder) {
        var file = folder.resolve("admin-token");
        try {
            if (Files.exists(file)) {
                var known = Files.readString(file).strip();
                if (!known.isEmpty()) {
                    return known;
                }
            }
            var token = fresh();
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
                    && !Files.exists(file)) {
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            }
            Files.writeString(file, token + "\n");
            return token;
        } catch (IOException e) {
            throw new UncheckedIOException("sandbox folder " + folder + ": " + e.getMessage(), e);
        }
    }
}
