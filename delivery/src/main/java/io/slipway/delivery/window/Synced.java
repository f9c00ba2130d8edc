package io.slipway.delivery.window;

/**
 * What windows select by.
 *
 * @param name of the application
 * @param namespace of its destination
 * @param server of its destination, as the spec has it; perhaps empty
 * @param cluster the name of its destination, as the spec has it; perhaps empty
 */
public record Synced(String name, String namespace, String server, String cluster) {}
