package io.slipway.git.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.transport.FetchV2Request;
import org.eclipse.jgit.transport.ProtocolV2Hook;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;

/**
 * What a client sends to fetch, packet by packet, as it came. Who asks for a depth counted from
 * where the client's history ends reads that there is none: JGit cannot do it, and does not say so.
 * The older protocols are refused while reading, the second version before its answer. Not
 * thread-safe.
 */
final class FetchLines extends InputStream implements ProtocolV2Hook {

    private static final String NO_RELATIVE_DEPTH =
            "--deepen is not supported here; use --depth with the number of commits wanted in"
                    + " all, or --unshallow";

    // Four hexadecimal digits, which count themselves.
    private static final int LENGTH = 4;

    private final InputStream in;
    private byte[] packet = new byte[0];
    private int at;
    private boolean deepensRelatively;

    FetchLines(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        return fill() ? packet[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, packet.length - at);
        System.arraycopy(packet, at, target, from, count);
        at += count;
        return count;
    }

    @Override
    public int available() {
        return packet.length - at;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Has at least one byte to give, or is at the end. */
    private boolean fill() throws IOException {
        if (at < packet.length) {
            return true;
        }
        at = 0;
        packet = in.readNBytes(LENGTH);
        int length = length();
        if (length > LENGTH) {
            var rest = in.readNBytes(length - LENGTH);
            check(new String(rest, StandardCharsets.ISO_8859_1));
            var whole = new byte[LENGTH + rest.length];
            System.arraycopy(packet, 0, whole, 0, LENGTH);
            System.arraycopy(rest, 0, whole, LENGTH, rest.length);
            packet = whole;
        }
        return packet.length > 0;
    }

    /** What the packet says its length is; 0 if that is no number: its reader complains of it. */
    private int length() {
        int length = 0;
        for (byte digit : packet) {
            int value = Character.digit(digit, 16);
            if (value < 0) {
                return 0;
            }
            length = length << 4 | value;
        }
        return packet.length == LENGTH ? length : 0;
    }

    private void check(String line) throws PackProtocolException {
        var words = line.strip();
        if (words.equals("deepen-relative")) {
            deepensRelatively = true;
        } else if (words.startsWith("want ") && words.contains(" deepen-relative")) {
            throw new PackProtocolException(NO_RELATIVE_DEPTH);
        }
    }

    @Override
    public void onFetch(FetchV2Request request) throws ServiceMayNotContinueException {
        if (deepensRelatively) {
            throw new ServiceMayNotContinueException(NO_RELATIVE_DEPTH);
        }
    }
}
