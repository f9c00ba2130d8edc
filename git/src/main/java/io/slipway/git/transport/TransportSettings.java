package io.slipway.git.transport;

import java.time.Duration;
import java.util.List;

/**
 * Limits of fetch and push.
 *
 * @param maxPackBytes the largest pack that a push may send; default 4 GiB
 * @param maxObjectBytes the largest single object that a push may send; default a quarter of the
 *     memory that the process may use, at most 512 MiB. An object that comes as a change to another
 *     is put together in memory, both at once; larger files are for Git LFS
 * @param maxCommandBytes the size of a push's list of refs; default 8 MiB, about 60,000 refs
 * @param idle how long a session over SSH may be silent; default 5 minutes. Over HTTP the
 *     listener's own time-out counts
 * @param hiddenRefs prefixes of refs that are neither shown nor moved by clients
 * @param readOnlyRefs prefixes of refs that are shown but not moved by clients
 */
public record TransportSettings(
        long maxPackBytes,
        long maxObjectBytes,
        long maxCommandBytes,
        Duration idle,
        List<String> hiddenRefs,
        List<String> readOnlyRefs) {

    public TransportSettings {
        hiddenRefs = List.copyOf(hiddenRefs);
        readOnlyRefs = List.copyOf(readOnlyRefs);
    }

    /** The documented defaults. */
    public static TransportSettings defaults() {
        return new TransportSettings(
                4L << 30,
                Math.min(512L << 20, Runtime.getRuntime().maxMemory() / 4),
                8L << 20,
                Duration.ofMinutes(5),
                List.of("refs/keep-around/", "refs/slipway/"),
                List.of("refs/merge-requests/", "refs/pull/"));
    }

    /** Whether clients see a ref of that name. */
    boolean shows(String ref) {
        return hiddenRefs.stream().noneMatch(ref::startsWith);
    }

    /** Whether clients may ask for a ref of that name to move. */
    boolean accepts(String ref) {
        return shows(ref) && readOnlyRefs.stream().noneMatch(ref::startsWith);
    }
}
