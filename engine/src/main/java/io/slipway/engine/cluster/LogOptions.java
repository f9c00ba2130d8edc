package io.slipway.engine.cluster;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which part of a container's log.
 *
 * @param container empty for the pod's only (or default) container
 * @param follow go on until the container ends or the stream is closed
 * @param previous of the container's last run
 */
public record LogOptions(
        Optional<String> container,
        boolean follow,
        boolean previous,
        boolean timestamps,
        OptionalLong sinceSeconds,
        OptionalLong tailLines,
        OptionalLong limitBytes) {}
