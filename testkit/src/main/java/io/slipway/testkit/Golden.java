package io.slipway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Expected output in a file beside the input. With the system property {@code golden.write} set (as
 * {@code ./dev golden} does) the file is written instead of compared; the diff is then the review.
 */
public final class Golden {

    private Golden() {}

    /** Compares a text with the file, byte for byte. */
    public static void assertMatches(Path expected, String actual) {
        try {
            if (Boolean.getBoolean("golden.write")) {
                Files.createDirectories(expected.toAbsolutePath().getParent());
                Files.writeString(expected, actual);
                return;
            }
            assertThat(expected).as("expected file; ./dev golden writes it").exists();
            assertThat(actual).as(expected.toString()).isEqualTo(Files.readString(expected));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
