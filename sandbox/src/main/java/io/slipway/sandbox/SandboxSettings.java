package io.slipway.sandbox;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * How a sandbox is started.
 *
 * @param folder where the objects are kept; memory only when empty
 * @param port to listen on at 127.0.0.1; 0 takes a free one
 * @param token the administrator's bearer token; when empty one is made, and kept in the folder
 * @param limits how much it may hold
 * @param clock what the time stamps of objects are read from
 */
public record SandboxSettings(
        Optional<Path> folder, int port, Optional<String> token, Limits limits, Clock clock) {

    /**
     * How much a sandbox may hold; what exceeds it is refused with 507 or 413.
     *
     * @param objects number of objects of all types
     * @param bytes of all objects as JSON
     * @param objectBytes of one object as JSON, and of one request's body
     */
    public record Limits(int objects, long bytes, int objectBytes) {

        /** 200,000 objects, 1 GiB in all, 3 MiB each (a real API server's limit of a request). */
        public static Limits defaults() {
            return new Limits(200_000, 1L << 30, 3 << 20);
        }
    }

    /** In memory, on a free port. */
    public static SandboxSettings inMemory() {
        return new SandboxSettings(
                Optional.empty(), 0, Optional.empty(), Limits.defaults(), Clock.systemUTC());
    }

    /** Kept in a folder, on a free port. */
    public static SandboxSettings in(Path folder) {
        return new SandboxSettings(
                Optional.of(folder), 0, Optional.empty(), Limits.defaults(), Clock.systemUTC());
    }

    /** The same on that port. */
    public SandboxSettings withPort(int other) {
        return new SandboxSettings(folder, other, token, limits, clock);
    }
}
