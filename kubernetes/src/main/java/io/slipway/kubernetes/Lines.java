package io.slipway.kubernetes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Splits a stream into lines of bytes. Not safe for several threads. */
final class Lines {

    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[16_384];
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private int at;
    private int end;

    Lines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /**
     * The next line without its end; null after the last. Empty lines are passed over, and so is a
     * last one without end: its connection was cut.
     */
    byte @Nullable [] next() throws IOException {
        while (true) {
            for (int i = at; i < end; i++) {
                if (buffer[i] == '\n') {
                    begun.write(buffer, at, i - at);
                    at = i + 1;
                    if (begun.size() > 0) {
                        return taken();
                    }
                    i = at - 1;
                }
            }
            begun.write(buffer, at, end - at);
            at = 0;
            end = 0;
            if (begun.size() > longest) {
                throw new IOException("a line is longer than " + longest + " bytes");
            }
            int read = in.read(buffer);
            if (read < 0) {
                return null;
            }
            end = read;
        }
    }

    private byte[] taken() {
        var line = begun.toByteArray();
        begun.reset();
        return line;
    }
}
